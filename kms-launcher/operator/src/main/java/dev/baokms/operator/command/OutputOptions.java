package dev.baokms.operator.command;

import dev.baokms.operator.report.CheckReport;
import dev.baokms.operator.report.CheckReport.Format;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** For commands that answer people and machines alike: the flag that chooses, and where the answer goes. */
final class OutputOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--output", paramLabel = "FORMAT", description = "${COMPLETION-CANDIDATES}", defaultValue = "text")
    private Format format;

    boolean json() {
        return format == Format.json;
    }

    PrintWriter out() {
        return command.commandLine().getOut();
    }

    /** Under the name of the command. */
    CheckReport report() {
        return new CheckReport(command.name());
    }

    /** Gives the exit code. */
    int print(CheckReport report) {
        return report.print(out(), format);
    }
}
