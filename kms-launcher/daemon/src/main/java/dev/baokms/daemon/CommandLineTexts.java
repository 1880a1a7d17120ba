package dev.baokms.daemon;

import java.util.List;

/**
 * The answers to the command line of {@code serve}, and the sentence for a command that broke. The rules:
 *
 * <ul>
 *   <li>An argument that cannot be used: first its name as typed, then what is wrong or what it needs.
 *   <li>A sentence begins in lower case and has no full stop; only the usage line below it begins with a capital.
 *   <li>An unforeseen exception is named by its class only, because its message may hold anything.
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
