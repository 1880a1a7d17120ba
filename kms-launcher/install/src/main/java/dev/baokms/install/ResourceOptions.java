package dev.baokms.install;

import dev.baokms.kubernetes.EncryptedResources;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that select the resources to encrypt, for commands that write encryption configurations. */
final class ResourceOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--resource",
            paramLabel = "NAME",
            description = InstallHelpTexts.RESOURCE,
            defaultValue = "secrets")
    private List<String> names;

    EncryptedResources chosen() {
        try {
            return EncryptedResources.of(names);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), "--resource " + e.getMessage());
        }
    }
}
