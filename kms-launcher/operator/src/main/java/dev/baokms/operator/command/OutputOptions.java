package dev.baokms.operator.command;

import dev.baokms.operator.report.CheckReport.Format;
import dev.baokms.operator.report.ProgressLine;
import dev.baokms.operator.report.Terminal;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** For commands that answer both people and programs: the flag that chooses the format, and where the answer goes. */
class OutputOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--output", paramLabel = "FORMAT", description = CommandHelpTexts.OUTPUT, defaultValue = "text")
    private Format format;

    boolean json() {
        return format == Format.json;
    }

    PrintWriter out() {
        return command.commandLine().getOut();
    }

    /** Returns the terminal that shows the output. */
    Terminal terminal() {
        return CommandTree.terminal(command);
    }

    /** Whether a person reads the answer, not a file or a program. */
    boolean forAPerson() {
        return !json() && terminal().output();
    }

    /** Returns a line that reports progress on standard error. */
    ProgressLine progress() {
        return CommandTree.progress(command);
    }

    Format format() {
        return format;
    }

    String commandName() {
        return command.name();
    }
}
