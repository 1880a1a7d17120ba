package dev.baokms.operator.command;

import java.io.PrintWriter;
import java.util.List;
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
 * Describes what is wrong with a command line in one sentence. The library would print a page of help below its own
 * sentence, which then scrolls off the screen.
 */
final class UsageProblem {
    private UsageProblem() {}

    /** Prints the sentence, and how to get more help. */
    static void print(ParameterException problem) {
        CommandLine command = problem.getCommandLine();
        PrintWriter err = command.getErr();
        if (problem.getArgSpec() == null
                && problem.getCause() == null
                && command.getParseResult().matchedOptions().isEmpty()
                && !command.getSubcommands().isEmpty()
                && !(problem instanceof UnmatchedArgumentException)) {
            // No command was named, so print the list of commands.
            command.usage(err);
            return;
        }
        err.println(sentence(problem));
        var help = new CommandLine.Help(
                command.getCommandSpec(), CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        err.print(help.synopsisHeading());
        err.print(help.synopsis(0));
        err.println(UsageTexts.more(command.getCommandSpec().qualifiedName()));
    }

    /** Returns a sentence with what was given, the rule, and the cure. */
    static String sentence(ParameterException problem) {
        return switch (problem) {
            case UnmatchedArgumentException unmatched -> unmatched(unmatched);
            case MissingParameterException missing ->
                missing.getMissing().isEmpty() ? ours(problem) : missing(missing.getMissing());
            case OverwrittenOptionException twice -> UsageTexts.givenTwice(name(twice.getOverwritten()));
            default -> {
                ArgSpec about = problem.getArgSpec();
                yield about == null ? ours(problem) : wrongValue(about, problem);
            }
        };
    }

    private static String unmatched(UnmatchedArgumentException problem) {
        String said =
                problem.getUnmatched().isEmpty() ? "" : problem.getUnmatched().getFirst();
        String sentence = problem.isUnknownOption()
                ? UsageTexts.noOption(said)
                : problem.getCommandLine().getSubcommands().isEmpty()
                        ? UsageTexts.unexpectedArgument(said)
                        : UsageTexts.noCommand(said);
        List<String> close = problem.getSuggestions();
        return close.isEmpty() ? sentence : UsageTexts.didYouMean(sentence, close.getFirst());
    }

    private static String missing(List<ArgSpec> arguments) {
        // An optional flag was given without its value.
        if (arguments.getFirst() instanceof OptionSpec option && !option.required()) {
            return UsageTexts.needsValue(name(option), option.paramLabel());
        }
        return UsageTexts.missing(
                arguments.stream().map(UsageProblem::withValue).toList());
    }

    private static String withValue(ArgSpec about) {
        return about instanceof OptionSpec option
                ? option.longestName() + " " + option.paramLabel()
                : about.paramLabel();
    }

    private static String name(ArgSpec about) {
        return about instanceof OptionSpec option ? option.longestName() : about.paramLabel();
    }

    private static String wrongValue(ArgSpec about, ParameterException problem) {
        String name = name(about);
        Class<?> type = about.auxiliaryTypes().length > 0 ? about.auxiliaryTypes()[0] : about.type();
        if (problem.getCause() instanceof TypeConversionException own
                && own.getMessage() != null
                && !type.isEnum()
                && about.converters().length > 0) {
            return name + ": " + own.getMessage();
        }
        if (type.isEnum()) {
            return UsageTexts.mustBeOneOf(
                    name,
                    Stream.of(type.getEnumConstants()).map(Object::toString).toList());
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return UsageTexts.mustBeWhole(name);
        }
        if (type == boolean.class || type == Boolean.class) {
            return UsageTexts.mustBeTrueOrFalse(name);
        }
        return UsageTexts.needsValue(name, about.paramLabel());
    }

    /** Returns the message of an exception that these commands throw themselves. */
    private static String ours(ParameterException problem) {
        return String.valueOf(problem.getMessage());
    }
}
