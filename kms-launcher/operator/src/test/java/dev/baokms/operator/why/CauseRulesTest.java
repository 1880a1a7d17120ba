package dev.baokms.operator.why;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.baokms.operator.why.NodeSighting.Check;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What cannot be made so on a machine that has other work to do, and the order of causes. */
class CauseRulesTest {
    private static final Map<String, String> SERVED =
            Map.of("path", "/run/kms.sock", "file", "socket", "listens", "yes");
    private static final Map<String, String> WELL = Map.of("status", "ok", "healthz", "ok", "reasons", "[]");

    private static NodeSighting evidence(
            List<Check> checks, Map<String, String> daemon, Map<String, String> machine, Map<String, String> counters) {
        return new NodeSighting(checks, daemon, SERVED, machine, counters, List.of(), List.of());
    }

    private static Check failed(String id, String message) {
        return new Check(id, "the " + id, "fail", message);
    }

    private static List<String> ids(NodeSighting evidence) {
        return CauseRules.causes(evidence).stream().map(LikelyCause::id).toList();
    }

    @Test
    void fullDisk_isNamed_whetherOrNotTheDaemonHasNoticed() {
        assertThat(ids(evidence(List.of(), WELL, Map.of("state_free_bytes", "0"), Map.of())))
                .containsExactly("machine.state_disk");
        assertThat(ids(evidence(List.of(), WELL, Map.of("state_free_bytes", "99999999"), Map.of())))
                .isEmpty();
        assertThat(ids(evidence(
                        List.of(), Map.of("healthz", "ok", "reasons", "[state_save_failed]"), Map.of(), Map.of())))
                .containsExactly("machine.state_disk");
    }

    @Test
    void clockOfAFewSeconds_isNoCause() {
        assertThat(ids(evidence(List.of(), WELL, Map.of("clock_ahead_seconds", "-29"), Map.of())))
                .isEmpty();
        assertThat(ids(evidence(List.of(), WELL, Map.of("clock_ahead_seconds", "-30"), Map.of())))
                .containsExactly("machine.clock");
    }

    @Test
    void clock_comesBeforeWhatItSpoils() {
        assertThat(ids(evidence(
                        List.of(failed("jwt.local", "has expired; renew it"), failed("openbao.tls", "not yet valid")),
                        WELL,
                        Map.of("clock_ahead_seconds", "86400"),
                        Map.of())))
                .containsExactly("machine.clock", "jwt.local", "openbao.tls");
    }

    @Test
    void oneBrokenFile_isOneCause() {
        String message = "/state.json was edited; recover-state";
        assertThat(ids(evidence(
                        List.of(failed("registry.state", message), failed("key_id.deterministic", message)),
                        WELL,
                        Map.of(),
                        Map.of())))
                .containsExactly("registry.state");
    }

    @Test
    void bugAndLostLines_areToldByTheirCounters() {
        assertThat(CauseRules.causes(evidence(
                        List.of(),
                        WELL,
                        Map.of(),
                        Map.of(
                                "openbao_kms_panic_recoveries_total{method=\"decrypt\"}", "2.0",
                                "openbao_kms_log_lines_dropped_total", "7.0"))))
                .extracting(LikelyCause::id, LikelyCause::seen)
                .containsExactly(
                        tuple("daemon.bug", "openbao_kms_panic_recoveries_total{method=\"decrypt\"} is 2.0"),
                        tuple("daemon.log", "openbao_kms_log_lines_dropped_total is 7.0"));
    }

    @Test
    void evidence_isTheSameAfterItWasWrittenAndRead() throws IOException {
        var evidence = new NodeSighting(
                List.of(failed("openbao.auth", "sealed; unseal it")),
                WELL,
                SERVED,
                Map.of("at", "2026-01-01T00:00:00Z"),
                Map.of("a_total{reason=\"x\"}", "1"),
                List.of(Map.of("level", "warn", "message", "m \u001b[31m", "count", "3")),
                List.of(Map.of("node", "127.0.0.1:1", NodeSighting.PROBLEM, "no daemon")));

        assertThat(NodeSighting.read(evidence.json())).isEqualTo(evidence);
    }
}
