package dev.baokms.daemon;

import dev.baokms.daemon.serve.Serve;
import dev.baokms.host.ExitCode;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * The entry point. {@code serve} starts immediately and needs only the classes of the daemon, because a restarted API
 * server dials the socket again after one second. Every other command, and help, needs {@link OperatorCommands} on the
 * class path.
 */
public final class Main {
    private static final String SERVE = "serve";
    private static final Set<String> ANSWERED_BY_HELP = Set.of("-h", "--help", "-V", "--version");

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments)));
    }

    static int run(List<String> arguments) {
        if (startsTheDaemon(arguments)) {
            return serve(arguments.subList(1, arguments.size()));
        }
        Optional<OperatorCommands> commands =
                ServiceLoader.load(OperatorCommands.class).findFirst();
        return commands.isPresent() ? commands.get().run(arguments) : wrongUsage(CommandLineTexts.DAEMON_ALONE);
    }

    private static boolean startsTheDaemon(List<String> arguments) {
        return !arguments.isEmpty()
                && arguments.getFirst().equals(SERVE)
                && arguments.stream().noneMatch(ANSWERED_BY_HELP::contains);
    }

    private static int serve(List<String> flags) {
        return switch (ServeArguments.parse(flags)) {
            case ServeArguments.Wrong(String problem) -> wrongUsage(problem);
            case ServeArguments.Accepted(var given) -> {
                try {
                    yield Serve.run(given);
                } catch (Exception problem) {
                    Explanation explanation = Explanation.of(problem);
                    explanation.lines().forEach(System.err::println);
                    yield explanation.exitCode();
                }
            }
        };
    }

    private static int wrongUsage(String problem) {
        System.err.println(problem);
        System.err.println(CommandLineTexts.usage(SERVE, ServeArguments.synopsis()));
        return ExitCode.USAGE;
    }
}
