package dev.baokms.lab;

import dev.baokms.demo.CheckoutCommand;
import dev.baokms.host.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs the whole product with a real API server, without containers. */
@Command(
        name = "lab",
        description = LabHelpTexts.LAB,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {LabUpCommand.class, LabDownCommand.class, LabStatusCommand.class, LabWalkCommand.class})
public final class LabCommand implements CheckoutCommand {
    @Spec
    private CommandSpec spec;

    /** Without a subcommand, prints the possible ones. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }
}
