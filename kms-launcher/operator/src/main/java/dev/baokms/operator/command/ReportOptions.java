package dev.baokms.operator.command;

import dev.baokms.operator.report.CheckReport;
import picocli.CommandLine.Option;

/** For commands whose answer is a list of checks. */
final class ReportOptions extends OutputOptions {
    @Option(names = "--verbose", description = CommandHelpTexts.VERBOSE)
    private boolean verbose;

    /** Under the name of the command. */
    CheckReport report() {
        return new CheckReport(commandName());
    }

    /** Gives the exit code. */
    int print(CheckReport report) {
        return forAPerson() ? report.print(out(), terminal().style(), verbose) : report.print(out(), format());
    }
}
