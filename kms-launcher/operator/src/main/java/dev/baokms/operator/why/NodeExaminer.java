package dev.baokms.operator.why;

import static java.net.StandardProtocolFamily.UNIX;

import dev.baokms.configuration.ConfigException;
import dev.baokms.configuration.Settings;
import dev.baokms.daemon.serve.ClockTrial;
import dev.baokms.daemon.serve.Patience;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.operator.doctor.Doctor;
import dev.baokms.operator.report.CheckReport;
import dev.baokms.operator.report.MetricsPage;
import dev.baokms.operator.report.ProgressLine;
import dev.baokms.operator.report.ReadyPage;
import dev.baokms.operator.report.SocketEntry;
import dev.baokms.telemetry.ListenAddress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Examines everything on this node, and the health pages of other nodes. Changes nothing. */
public final class NodeExaminer {
    private static final List<String> COUNTERS = List.of(
            "openbao_kms_decrypt_key_id_errors_total",
            "openbao_kms_aad_validation_errors_total",
            "openbao_kms_peer_refused_total",
            "openbao_kms_grpc_concurrency_rejections_total",
            "openbao_kms_connections_closed_total",
            "openbao_kms_panic_recoveries_total",
            "openbao_kms_log_lines_dropped_total");

    private final Doctor.Source source;
    private final Optional<Path> encryptionConfig;
    private final Patience patience;
    private final ProgressLine progress;
    private final InstantSource clock;
    private final BuildInfo build = BuildInfo.load();

    /**
     * Creates an examiner for this node.
     *
     * @param encryptionConfig the API server's EncryptionConfiguration, if it is to be examined
     */
    public NodeExaminer(
            Doctor.Source source,
            Optional<Path> encryptionConfig,
            Patience patience,
            ProgressLine progress,
            InstantSource clock) {
        this.source = source;
        this.encryptionConfig = encryptionConfig;
        this.patience = patience;
        this.progress = progress;
        this.clock = clock;
    }

    /**
     * Examines the node and judges the evidence.
     *
     * @param log the daemon's log, {@code -} for standard input; empty for the journal of systemd
     * @param others health addresses of other nodes
     * @throws IOException in words for an operator, when the log cannot be read
     */
    public WhyReport report(Optional<Path> log, List<ListenAddress> others) throws IOException {
        List<Map<String, String>> lines = log.isPresent()
                ? DaemonLog.of(log.get())
                : DaemonLog.ofJournal().orElse(List.of());
        return WhyReport.of(examine(lines, others));
    }

    private NodeSighting examine(List<Map<String, String>> log, List<ListenAddress> others) {
        var report = new CheckReport("doctor");
        new Doctor(source, encryptionConfig, build, patience, progress).examine(report);
        Optional<Settings> settings = settings();
        return new NodeSighting(
                report.checks().stream().map(NodeSighting.Check::of).toList(),
                settings.map(some -> page(some.monitoring().healthAddress())).orElse(Map.of()),
                settings.map(some -> socket(some.server().socketPath())).orElse(Map.of()),
                machine(settings),
                settings.map(some -> MetricsPage.notZero(some.monitoring().metricsAddress(), COUNTERS))
                        .orElse(Map.of()),
                log,
                others.stream().map(NodeExaminer::node).toList());
    }

    private Optional<Settings> settings() {
        try {
            return Optional.of(Settings.of(source.read(), build.version()));
        } catch (ConfigException e) {
            return Optional.empty();
        }
    }

    private static Map<String, String> page(Optional<ListenAddress> address) {
        var page = new LinkedHashMap<String, String>();
        try {
            ReadyPage.of(address).fields().forEach((name, value) -> page.put(name, String.valueOf(value)));
        } catch (IOException e) {
            page.clear();
            page.put(NodeSighting.PROBLEM, String.valueOf(e.getMessage()));
        }
        return page;
    }

    private static Map<String, String> node(ListenAddress address) {
        Map<String, String> page = page(Optional.of(address));
        page.put("node", address.toString());
        return page;
    }

    private static Map<String, String> socket(Path path) {
        var socket = new LinkedHashMap<String, String>();
        socket.put("path", path.toString());
        try {
            socket.put("file", SocketEntry.at(path).isSocket() ? "socket" : "other");
            socket.put("listens", listens(path));
        } catch (IOException e) {
            socket.put("file", Files.notExists(path, LinkOption.NOFOLLOW_LINKS) ? "missing" : "unknown");
        }
        return socket;
    }

    private static String listens(Path path) {
        try (SocketChannel connection = SocketChannel.open(UNIX)) {
            connection.connect(UnixDomainSocketAddress.of(path));
            return "yes";
        } catch (ConnectException refused) {
            return "no";
        } catch (IOException e) {
            return "unknown";
        }
    }

    private Map<String, String> machine(Optional<Settings> settings) {
        var machine = new LinkedHashMap<String, String>();
        machine.put("at", clock.instant().toString());
        machine.put("version", build.version());
        settings.ifPresent(some -> {
            freeBytes(some.stateFile()).ifPresent(free -> machine.put("state_free_bytes", free.toString()));
            ClockTrial.ahead(some, patience.longest(), clock)
                    .ifPresent(ahead -> machine.put("clock_ahead_seconds", Long.toString(ahead.toSeconds())));
        });
        return machine;
    }

    private static Optional<Long> freeBytes(Path stateFile) {
        try {
            return Optional.of(Files.getFileStore(stateFile.resolveSibling("")).getUsableSpace());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
