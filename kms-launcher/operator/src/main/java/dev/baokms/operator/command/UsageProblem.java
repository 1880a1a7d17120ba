package dev.baokms.operator.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What is wrong with a command line, in one sentence that comes last: the library would put a page of help below its own sentence,
 * which has then scrolled away.
 */
final class UsageProblem {
    private UsageProblem() {}

    /** Prints it, and how to see more. */
    static void print(ParameterException problem) {
        CommandLine command = problem.getCommandLine();
        PrintWriter err = command.getErr();
        if (problem.getArgSpec() == null
                && problem.getCause() == null
                && command.getParseResult().matchedOptions().isEmpty()
                && !command.getSubcommands().isEmpty()
                && !(problem instanceof UnmatchedArgumentException)) {
            // No command was named: the list of them is the answer.
            command.usage(err);
            return;
        }
        err.println(sentence(problem));
        var help = new CommandLine.Help(
                command.getCommandSpec(), CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        err.print(help.synopsisHeading());
        err.print(help.synopsis(0));
        err.println("More: " + command.getCommandSpec().qualifiedName() + " --help");
    }

    /** Of what was seen, the rule, and the cure. */
    static String sentence(ParameterException problem) {
        return switch (problem) {
            case UnmatchedArgumentException unmatched -> unmatched(unmatched);
            case MissingParameterException missing ->
                missing.getMissing().isEmpty() ? ours(problem) : missing(missing.getMissing());
            case OverwrittenOptionException twice -> name(twice.getOverwritten()) + " is given twice; give it once";
            default -> {
                ArgSpec about = problem.getArgSpec();
                yield about == null ? ours(problem) : name(about) + rule(about, problem);
            }
        };
    }

    private static String unmatched(UnmatchedArgumentException problem) {
        String said =
                problem.getUnmatched().isEmpty() ? "" : problem.getUnmatched().getFirst();
        String kind = problem.isUnknownOption()
                ? "there is no option "
                : problem.getCommandLine().getSubcommands().isEmpty() ? "unexpected argument " : "there is no command ";
        List<String> close = problem.getSuggestions();
        return kind + said + (close.isEmpty() ? "" : "; did you mean " + close.getFirst() + "?");
    }

    private static String missing(List<ArgSpec> arguments) {
        // One that may be left out was given, without what it takes.
        if (arguments.getFirst() instanceof OptionSpec option && !option.required()) {
            return name(option) + needsValue(option);
        }
        return arguments.stream().map(UsageProblem::withValue).collect(Collectors.joining(" and "))
                + (arguments.size() == 1 ? " is missing; give it" : " are missing; give them");
    }

    private static String needsValue(ArgSpec about) {
        return " needs a value, " + about.paramLabel();
    }

    private static String withValue(ArgSpec about) {
        return about instanceof OptionSpec option
                ? option.longestName() + " " + option.paramLabel()
                : about.paramLabel();
    }

    private static String name(ArgSpec about) {
        return about instanceof OptionSpec option ? option.longestName() : about.paramLabel();
    }

    private static String rule(ArgSpec about, ParameterException problem) {
        Class<?> type = about.auxiliaryTypes().length > 0 ? about.auxiliaryTypes()[0] : about.type();
        if (problem.getCause() instanceof TypeConversionException own
                && own.getMessage() != null
                && !type.isEnum()
                && about.converters().length > 0) {
            return ": " + own.getMessage();
        }
        if (type.isEnum()) {
            return " must be one of "
                    + Stream.of(type.getEnumConstants()).map(Object::toString).collect(Collectors.joining(", "));
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return " must be a whole number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return " must be true or false";
        }
        return needsValue(about);
    }

    /** One that these commands throw themselves. */
    private static String ours(ParameterException problem) {
        return String.valueOf(problem.getMessage());
    }
}
