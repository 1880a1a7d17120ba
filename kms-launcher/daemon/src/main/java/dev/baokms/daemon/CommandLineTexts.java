package dev.baokms.daemon;

import java.util.List;

/**
 * What the command line of serve is answered with, and how a command says that it broke. The rules:
 *
 * <ul>
 *   <li>An argument that cannot be used: its name as it was typed, then what is wrong or what it needs.
 *   <li>Lower case first, no full stop; only the usage line, which follows it, begins with a capital.
 *   <li>Of an exception that was not foreseen only its class: its own words may hold anything.
 * </ul>
 */
final class CommandLineTexts {
    static final String DAEMON_ALONE = "this class path has only the daemon, without the other commands";

    private CommandLineTexts() {}

    static String needsValue(String flag, String label) {
        return flag + " needs a value, " + label;
    }

    static String givenTwice(String flag) {
        return flag + " is given twice; give it once";
    }

    static String noSuchOption(List<String> arguments) {
        return "there is no option " + String.join(", nor ", arguments);
    }

    static String usage(String command, String synopsis) {
        return "Usage: bao-kms-provider " + command + " " + synopsis;
    }

    static String unexpected(Class<? extends Exception> exception) {
        return "unexpected " + exception.getSimpleName() + "; please report it with the command line";
    }
}
