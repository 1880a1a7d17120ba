package dev.baokms.operator.command;

import dev.baokms.configuration.ConfigException;
import dev.baokms.configuration.KeyIdentity;
import dev.baokms.configuration.Settings;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.key.KeyVersion;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.core.stored.OurKey;
import dev.baokms.host.PathText;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.operator.inventory.Inventory.Identity;
import dev.baokms.state.StateGlance;
import dev.baokms.state.UnusableStateException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The provider in question, given by name or by a configuration, which says more. */
final class SubjectOptions {
    /**
     * The known facts about the key.
     *
     * @param identity identity of the installation, which a name alone does not give
     */
    record Known(OurKey key, Optional<Identity> identity) {}

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Mixin
    private ConfigOptions options;

    @Option(names = "--provider-name", paramLabel = "NAME", description = CommandHelpTexts.SUBJECT_PROVIDER_NAME)
    private Optional<String> providerName = Optional.empty();

    /** Reads the configuration when it is named, or when no provider is named. */
    Known read() throws ConfigException {
        if (providerName.isPresent() && options.flags().file().isEmpty()) {
            return new Known(named(providerName.get()), Optional.empty());
        }
        Settings settings =
                Settings.of(options.read(System.getenv()), BuildInfo.load().version());
        KeyIdentity key = settings.key();
        String name = key.scope().providerName();
        if (providerName.isPresent() && !providerName.get().equals(name)) {
            throw new ParameterException(command.commandLine(), UsageTexts.otherProviderName(name));
        }
        return known(key, settings.stateFile());
    }

    /** Returns what the state says about the key now. */
    static Known withState(KeyIdentity key, Path stateFile) throws UnusableStateException {
        KeyringState memory = StateGlance.memory(stateFile, key.fingerprint());
        Map<String, Integer> ids = new HashMap<>();
        memory.pins()
                .forEach((version, second) -> ids.put(
                        KeyId.derive(key.scope(), new KeyVersion(version, second))
                                .value(),
                        version));
        return new Known(
                new OurKey(key.scope().providerName(), ids),
                Optional.of(new Identity(key.fingerprint(), StateGlance.hashOf(memory))));
    }

    private OurKey named(String name) {
        try {
            return OurKey.named(name);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), UsageTexts.PROVIDER_NAME_FORM);
        }
    }

    /**
     * Adds what the state knows: the version of each key_id. The file belongs to the daemon, so a user who cannot read
     * it gets the key without it.
     */
    private Known known(KeyIdentity key, Path stateFile) {
        OurKey ours = named(key.scope().providerName());
        try {
            return withState(key, stateFile);
        } catch (UnusableStateException e) {
            command.commandLine()
                    .getErr()
                    .println(PathText.printable(CommandTexts.withoutState(String.valueOf(e.getMessage()))));
            return new Known(ours, Optional.empty());
        }
    }
}
