package dev.baokms.operator.command;

import dev.baokms.operator.report.CheckReport;
import picocli.CommandLine.Option;

/** The output flags of commands that answer with a list of checks. */
final class ReportOptions extends OutputOptions {
    @Option(names = "--verbose", description = CommandHelpTexts.VERBOSE)
    private boolean verbose;

    /** Returns an empty report under the name of the command. */
    CheckReport report() {
        return new CheckReport(commandName());
    }

    /** Prints the report and returns the exit code. */
    int print(CheckReport report) {
        return forAPerson() ? report.print(out(), terminal().style(), verbose) : report.print(out(), format());
    }
}
