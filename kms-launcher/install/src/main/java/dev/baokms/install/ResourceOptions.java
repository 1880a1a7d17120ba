package dev.baokms.install;

import dev.baokms.kubernetes.EncryptedResources;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** For commands that write encryption configurations: what is to be encrypted. */
final class ResourceOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--resource",
            paramLabel = "NAME",
            description =
                    "A resource to encrypt, as kube-apiserver names it: secrets, widgets.example.com, '*.*' for all;"
                            + " default: ${DEFAULT-VALUE}. May be repeated. With a wildcard, events and leases stay as"
                            + " they are.",
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
