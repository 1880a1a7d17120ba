package dev.baokms.daemon;

import dev.baokms.configuration.ConfigException;
import dev.baokms.configuration.Problem;
import dev.baokms.daemon.serve.UnsafeStartException;
import dev.baokms.grpc.UnsafeSocketException;
import dev.baokms.host.ExitCode;
import dev.baokms.host.SystemWords;
import dev.baokms.host.ToldException;
import dev.baokms.host.build.StaleCodeException;
import dev.baokms.state.UnusableStateException;
import java.io.IOException;
import java.util.List;

/**
 * The reason why a command ended, for the person who typed it.
 *
 * @param lines the lines for standard error
 */
public record Explanation(int exitCode, List<String> lines) {
    public Explanation {
        lines = List.copyOf(lines);
    }

    /** Returns the exit code and the sentences for the exception that ended a command. */
    public static Explanation of(Exception problem) {
        return switch (problem) {
            case ConfigException config ->
                new Explanation(
                        ExitCode.CONFIGURATION,
                        config.problems().stream().map(Problem::toString).toList());
            case UnsafeStartException unsafe -> of(ExitCode.CONFIGURATION, unsafe);
            case StaleCodeException stale -> of(ExitCode.CONFIGURATION, stale);
            case UnusableStateException unusable -> of(ExitCode.CONFIGURATION, unusable);
            case UnsafeSocketException unsafe -> of(ExitCode.CONFIGURATION, unsafe);
            case ToldException told -> of(ExitCode.RUNTIME, told);
            case IOException io -> new Explanation(ExitCode.RUNTIME, List.of(SystemWords.sentence(io)));
            default -> new Explanation(ExitCode.UNEXPECTED, List.of(CommandLineTexts.unexpected(problem.getClass())));
        };
    }

    private static Explanation of(int exitCode, Exception problem) {
        return new Explanation(exitCode, List.of(String.valueOf(problem.getMessage())));
    }
}
