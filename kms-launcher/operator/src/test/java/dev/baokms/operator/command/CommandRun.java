package dev.baokms.operator.command;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * What a command line came to.
 *
 * @param code the exit code
 * @param text what was printed, on both streams
 */
public record CommandRun(int code, String text) {
    public static CommandRun of(String... arguments) {
        var text = new StringWriter();
        int code = CommandTree.commandLine()
                .setOut(new PrintWriter(text, true))
                .setErr(new PrintWriter(text, true))
                .execute(arguments);
        return new CommandRun(code, text.toString());
    }
}
