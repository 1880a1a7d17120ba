package dev.baokms.operator.why;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.configuration.ConfigReader;
import dev.baokms.daemon.serve.Patience;
import dev.baokms.daemon.site.Site;
import dev.baokms.operator.command.CommandTree;
import dev.baokms.operator.report.ProgressLine;
import dev.baokms.operator.report.ReadyPage;
import dev.baokms.telemetry.Json;
import dev.baokms.telemetry.ListenAddress;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A node with an emulator of OpenBao, a running daemon and the API server's configuration, and nothing wrong yet. */
final class Patient implements AutoCloseable {
    final Site site;
    final Path encryptionConfig;
    final Path log;
    final int healthPort = freePort();
    private final List<Closeable> others = new ArrayList<>();
    private Optional<Site.Running> running;
    /** Further arguments of the next runs. */
    final List<String> more = new ArrayList<>();
    /** How far the clock of the next runs is ahead. */
    Duration ahead = Duration.ZERO;

    Patient(Path folder) throws Exception {
        site = Site.in(folder);
        int metrics = freePort();
        configured(text -> text.replaceFirst("healthAddress: .*", "healthAddress: 127.0.0.1:" + healthPort)
                .replaceFirst("metricsAddress: .*", "metricsAddress: 127.0.0.1:" + metrics));
        encryptionConfig = site.encryptionConfig(text -> text);
        log = Files.writeString(site.file("log"), "");
        running = Optional.of(site.started());
    }

    private static int freePort() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    Site.Running daemon() {
        return running.orElseThrow();
    }

    void stopDaemon() {
        running.ifPresent(Site.Running::close);
        running = Optional.empty();
    }

    void startDaemon() throws Exception {
        running = Optional.of(site.started());
    }

    /** A new configuration takes effect at the next start only. */
    void restartDaemon() throws Exception {
        stopDaemon();
        startDaemon();
    }

    /** Closed with everything else. */
    void onClose(Closeable other) {
        others.add(other);
    }

    String readyPage() {
        try {
            return ReadyPage.of(ListenAddress.parse("127.0.0.1:" + healthPort)).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Health address of a daemon of another lineage. */
    String nodeOfAnotherKey() throws Exception {
        Site other = Site.in(Files.createDirectory(site.file("other")));
        onClose(other::close);
        int port = freePort();
        Files.writeString(
                other.config(),
                Files.readString(other.config())
                        .replaceFirst("healthAddress: .*", "healthAddress: 127.0.0.1:" + port)
                        .replace("lineage-test", "lineage-other"));
        onClose(other.started()::close);
        return "127.0.0.1:" + port;
    }

    void configured(UnaryOperator<String> change) throws IOException {
        Files.writeString(site.config(), change.apply(Files.readString(site.config())));
    }

    void encryption(UnaryOperator<String> change) throws IOException {
        String text = Files.readString(encryptionConfig);
        String changed = change.apply(text);
        assertThat(changed).isNotEqualTo(text);
        Files.writeString(encryptionConfig, changed);
    }

    void policy(UnaryOperator<String> change) throws Exception {
        site.administrator().writePolicy("kms", change.apply(site.provision.policy()));
    }

    void key(String json) throws Exception {
        site.administrator().post("transit/keys/kms/config", json);
    }

    /** Causes in their order, each with its id, sentence, evidence and cure. */
    List<Map<String, String>> causes() throws IOException {
        String json = ahead.isZero() ? run("--output", "json") : runAhead();
        var causes = new ArrayList<Map<String, String>>();
        if (Json.tree(json) instanceof Map<?, ?> members && members.get("causes") instanceof List<?> listed) {
            for (Object one : listed) {
                var cause = new HashMap<String, String>();
                ((Map<?, ?>) one).forEach((name, value) -> cause.put(String.valueOf(name), String.valueOf(value)));
                causes.add(cause);
            }
        }
        return causes;
    }

    private String runAhead() throws IOException {
        InstantSource clock = () -> Instant.now().plus(ahead);
        var text = new StringWriter();
        new NodeExaminer(
                        () -> ConfigReader.read(site.config(), Map.of(), Map.of()),
                        Optional.of(encryptionConfig),
                        new Patience(Duration.ofSeconds(10), waited -> {}),
                        new ProgressLine(new PrintWriter(text), false, System::nanoTime),
                        clock)
                .report(Optional.of(log), List.of())
                .print(new PrintWriter(text, true), true);
        return text.toString();
    }

    /** What the command prints with these further arguments, whatever its exit code. */
    String run(String... arguments) {
        var all = new ArrayList<>(List.of(
                "why",
                "--config",
                site.config().toString(),
                "--encryption-config",
                encryptionConfig.toString(),
                "--log",
                log.toString()));
        all.addAll(more);
        all.addAll(List.of(arguments));
        var out = new StringWriter();
        CommandTree.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(new StringWriter(), true))
                .execute(all.toArray(String[]::new));
        return out.toString();
    }

    @Override
    public void close() throws IOException {
        stopDaemon();
        for (Closeable other : others.reversed()) {
            other.close();
        }
        site.close();
    }
}
