package dev.baokms.operator.command;

import dev.baokms.operator.report.ReportTexts;
import java.util.List;

/**
 * The messages for a command line that cannot be carried out. The rules:
 *
 * <ul>
 *   <li>A message is one sentence. It begins in lower case unless a flag begins it, and has no full stop, because the
 *       synopsis is printed below it.
 *   <li>The flag is named in full, with its dashes, and then the rule it breaks: {@code must be}, {@code needs},
 *       {@code is missing}.
 *   <li>If the rule alone does not say what to type, the cure follows a semicolon.
 *   <li>A message has no words of the command line library. It repeats no value that was given, unless the value is a
 *       name that may be mistyped.
 * </ul>
 */
final class UsageTexts {
    // Problems that the library found.

    static String noOption(String given) {
        return "there is no option " + given;
    }

    static String noCommand(String given) {
        return "there is no command " + given;
    }

    static String unexpectedArgument(String given) {
        return "unexpected argument " + given;
    }

    static String didYouMean(String sentence, String close) {
        return sentence + "; did you mean " + close + "?";
    }

    /**
     * Names the arguments that are missing.
     *
     * @param arguments each with the value it takes
     */
    static String missing(List<String> arguments) {
        return String.join(" and ", arguments)
                + (arguments.size() == 1 ? " is missing; give it" : " are missing; give them");
    }

    static String needsValue(String flag, String value) {
        return flag + " needs a value, " + value;
    }

    static String givenTwice(String flag) {
        return flag + " is given twice; give it once";
    }

    static String mustBeOneOf(String flag, List<String> values) {
        return flag + " must be one of " + String.join(", ", values);
    }

    static String mustBeWhole(String flag) {
        return flag + " must be a whole number";
    }

    static String mustBeTrueOrFalse(String flag) {
        return flag + " must be true or false";
    }

    static String more(String command) {
        return "More: " + command + " --help";
    }

    // Values. A form follows the flag's name and a colon.

    static final String TIME_FORM = "need a time with its zone, such as 2026-11-30T12:00:00Z";

    static final String TIMEOUT_RANGE = "--timeout must be from 100ms to 10m";

    static final String WATCH_RANGE = "--watch must be from 200ms to 1h";

    static String benchmarkSize(int mostCallers) {
        return "--iterations must be at least 1, and --concurrency from 1 to " + mostCallers;
    }

    static String rateRange(int most) {
        return "--rate must be from 1 to " + most;
    }

    static String parallelRange(int most) {
        return "--parallel must be from 1 to " + most;
    }

    static String resourceIsAWildcard(String name) {
        return "--resource " + name + " is a wildcard; give --encryption-config instead";
    }

    static final String NODE_EMPTY = "--node must not be empty";

    static final String PROVIDER_NAME_FORM = "--provider-name must not be empty or hold a colon";

    static String otherProviderName(String configured) {
        return "--provider-name is not that of the configuration, which is " + configured;
    }

    // Flags that exclude each other, or that need another flag.

    static final String WATCH_AS_JSON = "--watch is for people and --output json for programs; leave out one of them";

    static final String BUNDLE_BOTH_WAYS = "--from reads a bundle and --bundle writes one; give only one of them";

    static final String FILE_WITHOUT_PLAINTEXT =
            "--to needs --show-plaintext beside it: nothing is written unless it is asked for";

    static String fileIsThere(String file) {
        return "--to " + ReportTexts.fileIsKept(file);
    }

    static final String PLAINTEXT_AS_JSON = "--show-plaintext shows the content on a terminal, and --output json is for"
            + " machines; name a new file with --to FILE";

    static final String PLAINTEXT_OFF_A_TERMINAL = "--show-plaintext shows the content on a terminal, and standard"
            + " output is not one; name a new file with --to FILE";

    static final String STOPPED_MEMBER_WITHOUT_SNAPSHOT =
            "--stopped-member is about a snapshot; name one with --snapshot";

    static final String NOTHING_TO_READ = "give --snapshot or --endpoints: there is nothing to read";

    static String needsCluster(String flag) {
        return flag + " needs --endpoints: a file does not change";
    }

    // Flags that a step of a rotation still needs, inserted into a sentence of the plan.

    static final String TOKEN_OR_ROTATED = "--openbao-token-file, or --already-rotated";

    static final String API_SERVER = "--kubeconfig, or --api-server of a kubectl proxy";

    static final String ALL_BACKUPS = "--backups-complete, with --snapshot for each";

    private UsageTexts() {}
}
