package dev.baokms.testkit.conformance;

import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Two instances of one provider in this process, with every hook. */
final class Lab implements AutoCloseable {
    /** A secret of the provider's, which it must not show. */
    static final String CANARY = "s.canary-token-4711";

    /** As few questions as still find every defect of the gallery, and short patience for those that never change. */
    static final Intensity INTENSITY = new Intensity(
            1,
            5,
            Duration.ofSeconds(3),
            Intensity.CERTIFY.absence(),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofMillis(700),
            Duration.ofSeconds(40));

    /** gRPC logs every broken message a test sends. Held, because loggers without a reference forget their level. */
    private static final Logger GRPC = Logger.getLogger("io.grpc");

    static {
        GRPC.setLevel(Level.OFF);
    }

    /** For one rule asked alone. */
    static final Intensity THOROUGH = new Intensity(
            5,
            Intensity.CERTIFY.rotations(),
            INTENSITY.deadline(),
            INTENSITY.absence(),
            INTENSITY.rotation(),
            INTENSITY.recovery(),
            INTENSITY.patience(),
            INTENSITY.rule());

    private final Path directory;
    private final Path log;
    private final LabServer first;
    private final LabServer second;
    private final LabBackend backend = new LabBackend();

    Lab(Path directory, Supplier<? extends LabProvider> providers, Consumer<NettyServerBuilder> bend)
            throws IOException {
        this.directory = directory;
        log = Files.createFile(directory.resolve("log"));
        first = server(1, directory, providers.get(), bend);
        second = server(2, directory, providers.get(), bend);
    }

    private LabServer server(int instance, Path directory, LabProvider provider, Consumer<NettyServerBuilder> bend) {
        provider.backend = backend;
        provider.log.file = log;
        provider.instance = instance;
        var server = new LabServer(provider, directory.resolve(instance + ".sock"), bend);
        server.start();
        return server;
    }

    Hooks hooks() {
        return Hooks.none()
                .with(Hook.ROTATE, backend::rotate)
                .with(Hook.ROLL_BACK, backend::rollBack)
                .with(Hook.RESTART, () -> {
                    first.stop();
                    first.start();
                })
                .with(Hook.KILL, () -> {
                    first.kill();
                    startUnlessRefused();
                })
                .with(Hook.STOP, first::stop)
                .with(Hook.START, first::start)
                .with(Hook.BREAK, () -> backend.broken = true)
                .with(Hook.REPAIR, () -> backend.broken = false)
                .with(Hook.DISABLE_KEY, () -> backend.disabled = backend.newest())
                .with(Hook.ENABLE_KEY, () -> backend.disabled = -1)
                .with(Hook.FAIL_ONCE, backend::failOnce)
                .withSecondInstance(second.endpoint())
                .withLogFile(log)
                .withCanary(CANARY);
    }

    /** As a supervisor does: what does not start is not the supervisor's failure. */
    private void startUnlessRefused() {
        try {
            first.start();
        } catch (UncheckedIOException e) {
            GRPC.fine(e.toString());
        }
    }

    Endpoint endpoint() {
        return first.endpoint();
    }

    /** Every rule but the ones that wait for minutes. */
    Map<String, RuleResult> judge(Intensity intensity, Set<Capability> declined) {
        return judge(intensity, declined, rule -> true);
    }

    Map<String, RuleResult> judge(Intensity intensity, Set<Capability> declined, Predicate<Rule> wanted) {
        Set<Capability> all = EnumSet.of(Capability.LONG_RUN);
        all.addAll(declined);
        Suite suite = suite(intensity, all);
        // Asked when they are needed, those that others rest on would come after rotations that they know nothing of.
        Set<Rule> asked = new HashSet<>();
        Catalogue.RULES.stream().filter(wanted).forEach(rule -> addWithWhatItRestsOn(rule, asked));
        return Catalogue.RULES.stream()
                .filter(asked::contains)
                .map(suite::judge)
                .collect(Collectors.toMap(v -> v.rule().id(), v -> v));
    }

    private static void addWithWhatItRestsOn(Rule rule, Set<Rule> asked) {
        if (asked.add(rule)) {
            rule.restsOn().forEach(id -> addWithWhatItRestsOn(Catalogue.rule(id), asked));
        }
    }

    /** A specimen's own rule, even when one that it rests on fails, too. */
    RuleResult judgeAlone(Specimen specimen) {
        Rule rule = Catalogue.rule(specimen.rule());
        Suite suite = suite(THOROUGH, specimen.declined());
        RuleResult result = suite.judge(rule);
        return switch (result.outcome()) {
            case PASSED, FAILED, UNTESTABLE -> result;
            case BLOCKED, DECLINED -> suite.ask(rule);
        };
    }

    Suite suite(Intensity intensity, Set<Capability> declined) {
        return new Suite(new Subject(endpoint(), hooks(), declined), Profile.FULL, intensity, 1);
    }

    @Override
    public void close() {
        first.close();
        second.close();
        delete(directory);
    }

    static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Not JUnit's own: a path below the build directory may be longer than a socket's name can be. */
    static Path directory(String mode) throws IOException {
        Path directory = Files.createTempDirectory(Path.of("/tmp"), "kms");
        return Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
    }
}
