package dev.baokms.operator.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.host.TerminalSize;
import dev.baokms.operator.report.MetricValues;
import dev.baokms.operator.report.Terminal;
import dev.baokms.operator.report.TextStyle;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What stands on the screen of a watch. */
class WatchViewTest {
    private static final TextStyle STYLE =
            new Terminal(true, true, true, false, true, () -> new TerminalSize(100, 40)).style();
    private static final Instant START = Instant.parse("2026-11-30T12:00:00Z");

    static final String BEFORE = """
        # TYPE openbao_kms_grpc_requests_total counter
        openbao_kms_grpc_requests_total{method="encrypt",status="OK"} 10
        openbao_kms_grpc_requests_total{method="encrypt",status="UNAVAILABLE"} 1
        openbao_kms_grpc_duration_seconds_bucket{le="0.001",method="encrypt"} 5
        openbao_kms_grpc_duration_seconds_bucket{le="0.002",method="encrypt"} 11
        openbao_kms_grpc_duration_seconds_bucket{le="0.004",method="encrypt"} 11
        openbao_kms_grpc_duration_seconds_bucket{le="+Inf",method="encrypt"} 11
        """;

    private static final String NOW = """
        openbao_kms_grpc_requests_total{method="encrypt",status="OK"} 110
        openbao_kms_grpc_requests_total{method="encrypt",status="UNAVAILABLE"} 4
        openbao_kms_grpc_requests_total{method="status",status="OK"} 1.0E3
        openbao_kms_grpc_duration_seconds_bucket{le="0.001",method="encrypt"} 55
        openbao_kms_grpc_duration_seconds_bucket{le="0.002",method="encrypt"} 111
        openbao_kms_grpc_duration_seconds_bucket{le="0.004",method="encrypt"} 114
        openbao_kms_grpc_duration_seconds_bucket{le="+Inf",method="encrypt"} 114
        openbao_kms_openbao_requests_total{operation="transit_encrypt",status="ok"} 110
        openbao_kms_endpoint_up{endpoint="0"} 1
        openbao_kms_endpoint_up{endpoint="1"} 0
        openbao_kms_key_version 2.0
        openbao_kms_token_ttl_seconds 2520.0
        openbao_kms_token_use_limit 0.0
        openbao_kms_certificate_ttl_seconds 864000.0
        openbao_kms_status_cache_age_seconds NaN
        """;

    private static DaemonSample sample(Instant at, boolean well, String metrics, String... members) {
        var health = new LinkedHashMap<String, Object>();
        for (int i = 0; i < members.length; i += 2) {
            health.put(members[i], members[i + 1]);
        }
        return new DaemonSample(at, well, health, Optional.empty(), MetricValues.parse(metrics));
    }

    private static DaemonSample gone(Instant at) {
        return new DaemonSample(
                at, false, Map.of(), Optional.of("no daemon answers on 127.0.0.1:8082; start it"), MetricValues.NONE);
    }

    private static String view(DaemonSample before, DaemonSample now) {
        List<String> lines = WatchView.lines(before, now, STYLE);
        return String.join("\n", lines) + "\n";
    }

    @Test
    void wellDaemon_isOneScreen_withRatesOfTheDifference() {
        DaemonSample before = sample(START, true, BEFORE, "healthz", "ok");
        DaemonSample now = sample(
                START.plusSeconds(50),
                true,
                NOW,
                "status",
                "ok",
                "healthz",
                "ok",
                "cache_age_ms",
                "4200",
                "rotation_state",
                "pending",
                "reasons",
                "[]",
                "next_activation",
                "2026-11-30T12:02:02Z",
                "key_id_hash",
                "sha256:dc22");

        assertThat(view(before, now)).isEqualTo("""
            bao-kms-provider  2026-11-30T12:00:50Z

            ✔ health        ok
              last proof    4 s ago
              key           version 2 writes, pending
              key_id_hash   sha256:dc22
              next switch   in 1 min 12 s, at 2026-11-30T12:02:02Z
            ✔ token         42 min 00 s left
            ! certificate   10 d 00 h left
              continuity    off

            in the last 50 s            calls   failed        p50        p95        p99
            status                       1000        0          -          -          -
            encrypt                       103        3    1.03 ms    1.96 ms    3.31 ms
            decrypt                         0        0          -          -          -
            OpenBao transit_encrypt       110        0          -          -          -
              addresses     1 of 2 answered last
            """);
    }

    @Test
    void tokenOfAnotherProgram_isNotTakenForNone() {
        String unknown = NOW.replace("ttl_seconds 2520.0", "ttl_seconds 0.0");
        DaemonSample well = sample(START, true, unknown, "healthz", "ok");
        DaemonSample ill = sample(START, false, unknown, "healthz", "OpenBao says no");

        assertThat(view(well, well))
                .contains("  token         another program renews it; how long it lives is not known here\n");
        assertThat(view(ill, ill)).contains("✘ token         none, unless another program renews it\n");
    }

    @Test
    void outage_namesReasonsAndWhatIsHeld() {
        DaemonSample now = sample(
                START,
                false,
                NOW + "openbao_kms_held_seeds 12\nopenbao_kms_outage_answers_total{method=\"decrypt\"} 7\n",
                "healthz",
                "OpenBao is sealed; unseal it",
                "rotation_state",
                "stable",
                "reasons",
                "[sealed, probe_failed]",
                "continuity_level",
                "memory",
                "continuity_until",
                "2026-11-30T15:30:00Z");

        assertThat(view(now, now))
                .contains(
                        "✘ health        OpenBao is sealed; unseal it\n",
                        "  reasons       sealed, probe_failed\n",
                        "docs/operations/troubleshooting.md#sealed\n",
                        "  continuity    memory, 12 seeds held, an outage is answered for 3 h 30 min\n",
                        "answered in outages: 7 decrypt",
                        "since its start ");
    }

    @Test
    void goneDaemon_isSaid_withWhenItWasSeenLast() {
        DaemonSample before = sample(START, true, BEFORE, "healthz", "ok");

        assertThat(view(before, gone(START.plusSeconds(90)))).isEqualTo("""
            bao-kms-provider  2026-11-30T12:01:30Z

            ✘ daemon        no daemon answers on 127.0.0.1:8082; start it
              last seen     1 min 30 s ago, at 2026-11-30T12:00:00Z
                            still looking
            """);
        assertThat(view(gone(START), gone(START))).doesNotContain("last seen");
    }

    @Test
    void restartedDaemon_countsFromNothing() {
        DaemonSample before = sample(START, true, NOW, "healthz", "ok");
        DaemonSample now = sample(START.plusSeconds(10), true, BEFORE, "healthz", "ok");

        assertThat(view(before, now)).containsPattern("encrypt +11 +1 ");
    }

    @Test
    void pageThatDoesNotAnswer_isNamed_andTheRestIsThere() {
        DaemonSample now = sample(START, true, "", "healthz", "ok", "rotation_state", "stable", "reasons", "[]");

        assertThat(view(now, now)).contains("  key           stable\n", "--metrics-address");
    }

    @Test
    void whatOthersSay_isNoCommandForATerminal() {
        DaemonSample now = sample(
                START,
                false,
                "openbao_kms_openbao_requests_total{operation=\"x\",status=\"ok\"} 1\n",
                "healthz",
                "\u001b[2J\r\n\u009b31m",
                "reasons",
                "[\u202e]",
                "key_id_hash",
                "\u0007");

        assertThat(view(now, now))
                .doesNotContain("\u001b", "\u009b", "\u202e", "\r", "\u0007")
                .contains("\\u001b[2J");
    }
}
