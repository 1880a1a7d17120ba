package dev.baokms.testkit.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parsed command line. */
final class CommandLineOptions {
    static final String USAGE = """
        usage: java -jar kms-conformance.jar --endpoint unix:///run/x.sock [option...]

          --profile minimum|full    what is asked (full)
          --only ID[,ID...]         these rules alone
          --hook NAME='COMMAND'     run by sh -c, at most 2 minutes: rotate, roll-back, restart, kill, stop, start,
                                    break, repair, disable-key, enable-key, fail-once; KMS_KIT_HOOK, KMS_KIT_RULE
                                    and KMS_KIT_ENDPOINT tell it which, for which rule, of which provider, and
                                    KMS_KIT_FAILED which rules have failed so far
          --second ENDPOINT         another instance with the same key
          --log FILE                a log of the provider; repeat for more
          --canary-file FILE        secrets of the provider that must not show, one a line
          --decline CAPABILITY      do not ask for this although it could be
          --long                    ask the rules that take many minutes too
          --quick                   a twentieth of the repetitions, more time for a start; no certificate
          --rotation-wait SECONDS   how long a rotation may take to show (60)
          --seed NUMBER             ask what an earlier run asked
          --report DIRECTORY        where junit.xml, report.json, report.sarif, report.html and badge.svg go
                                    (kms-testkit-report)

        exit code: 0 no MUST failed, 4 one did or no rule was asked, 3 could not run, 2 wrong usage
        """;

    private final List<String> arguments;
    private @Nullable Endpoint endpoint;
    private Hooks hooks = Hooks.none();
    private final Set<Capability> declined = EnumSet.of(Capability.LONG_RUN);
    private final Set<String> only = new LinkedHashSet<>();
    private Profile profile = Profile.FULL;
    private Intensity intensity = Intensity.CERTIFY;
    private long seed = System.nanoTime();
    private Path report = Path.of("kms-testkit-report");

    private CommandLineOptions(List<String> arguments) {
        this.arguments = arguments;
    }

    /** @throws IllegalArgumentException for a wrong command line, with the problem */
    static CommandLineOptions parse(String... arguments) {
        var options = new CommandLineOptions(List.of(arguments));
        for (int i = 0; i < arguments.length; ) {
            i += options.take(arguments[i], i + 1 < arguments.length ? arguments[i + 1] : null);
        }
        if (options.endpoint == null) {
            throw new IllegalArgumentException("--endpoint is missing");
        }
        return options;
    }

    /** @return how many arguments this was */
    private int take(String option, @Nullable String next) {
        return switch (option) {
            case "--long" -> {
                declined.remove(Capability.LONG_RUN);
                yield 1;
            }
            case "--quick" -> {
                intensity = Intensity.QUICK.withRotation(intensity.rotation());
                yield 1;
            }
            default -> {
                if (next == null) {
                    throw new IllegalArgumentException(option + " is no option, or its value is missing");
                }
                set(option, next);
                yield 2;
            }
        };
    }

    private void set(String option, String value) {
        switch (option) {
            case "--endpoint" -> endpoint = Endpoint.parse(value);
            case "--second" -> hooks = hooks.withSecondInstance(Endpoint.parse(value));
            case "--profile" -> profile = oneOf(Profile.class, option, value);
            case "--decline" -> declined.add(oneOf(Capability.class, option, value));
            case "--only" ->
                List.of(value.split(","))
                        .forEach(id -> only.add(Catalogue.rule(id).id()));
            case "--hook" -> hook(value);
            case "--log" -> hooks = hooks.withLogFile(Path.of(value));
            case "--canary-file" -> canaries(Path.of(value));
            case "--rotation-wait" -> intensity = intensity.withRotation(Duration.ofSeconds(number(option, value)));
            case "--seed" -> seed = number(option, value);
            case "--report" -> report = Path.of(value);
            default -> throw new IllegalArgumentException("there is no option " + option);
        }
    }

    private void hook(String value) {
        int equals = value.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException("--hook is " + value + ", need NAME='COMMAND'");
        }
        hooks = hooks.withCommand(Hook.named(value.substring(0, equals)), value.substring(equals + 1));
    }

    private void canaries(Path file) {
        try {
            for (String secret : Files.readAllLines(file)) {
                if (!secret.isBlank()) {
                    hooks = hooks.withCanary(secret.strip());
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("--canary-file " + file + " cannot be read", e);
        }
    }

    private static long number(String option, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " is " + value + ", need a whole number", e);
        }
    }

    private static <E extends Enum<E>> E oneOf(Class<E> type, String option, String value) {
        try {
            return Enum.valueOf(type, value.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            String known = String.join(
                    ", ",
                    EnumSet.allOf(type).stream()
                            .map(each -> each.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                            .toList());
            throw new IllegalArgumentException(option + " is " + value + ", need one of " + known, e);
        }
    }

    Subject subject() {
        if (endpoint == null) {
            throw new IllegalStateException("parse has seen to the endpoint");
        }
        return new Subject(endpoint, hooks, Set.copyOf(declined));
    }

    Profile profile() {
        return profile;
    }

    Intensity intensity() {
        return intensity;
    }

    long seed() {
        return seed;
    }

    Path report() {
        return report;
    }

    List<Rule> rules() {
        return Catalogue.RULES.stream()
                .filter(rule -> only.isEmpty() || only.contains(rule.id()))
                .toList();
    }

    /** The command that repeats one rule with the same generated cases. */
    String replay(Rule rule) {
        var command = new StringBuilder("java -jar kms-conformance.jar");
        for (int i = 0; i < arguments.size(); i++) {
            if (Set.of("--only", "--seed").contains(arguments.get(i))) {
                i++;
            } else {
                command.append(' ').append(quoted(arguments.get(i)));
            }
        }
        return command + " --only " + rule.id() + " --seed " + seed;
    }

    private static String quoted(String argument) {
        return argument.matches("[-A-Za-z0-9_./:=,@%+]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}
