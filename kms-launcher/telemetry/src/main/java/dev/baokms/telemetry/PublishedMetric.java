package dev.baokms.telemetry;

import static dev.baokms.telemetry.PublishedMetric.Type.COUNTER;
import static dev.baokms.telemetry.PublishedMetric.Type.GAUGE;
import static dev.baokms.telemetry.PublishedMetric.Type.HISTOGRAM;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One metric as operators see it. The documentation of the metrics is made from {@link #ALL}, and a test compares the
 * list with a running daemon in both directions, so a name that alert rules rely on cannot change unseen.
 *
 * @param name the name as exposed, including the suffix
 * @param labels the label names, sorted; without {@code le} of histograms
 * @param meaning one phrase for people, in Markdown
 * @param always whether every configuration has it
 */
public record PublishedMetric(String name, Type type, List<String> labels, String meaning, boolean always) {
    /** The types of the Prometheus text format that this product uses. */
    public enum Type {
        COUNTER,
        GAUGE,
        HISTOGRAM
    }

    public static final List<PublishedMetric> ALL = List.of(
            of("grpc_requests_total", COUNTER, "answered calls by gRPC status code", "method", "status"),
            of("grpc_duration_seconds", HISTOGRAM, "from a call's arrival to its answer, waiting included", "method"),
            of("grpc_duration_seconds_max", GAUGE, "the slowest call of the last minutes", "method"),
            of("grpc_in_flight", GAUGE, "calls that wait or are served", "method"),
            of(
                    "grpc_concurrency_rejections_total",
                    COUNTER,
                    "calls refused because as many were served and waiting as may be",
                    "method"),
            of(
                    "panic_recoveries_total",
                    COUNTER,
                    "calls that ended in an unexpected exception; `server` is outside of any call",
                    "method"),
            of("peer_refused_total", COUNTER, "connections closed because their process is no allowed peer"),
            of(
                    "connections_closed_total",
                    COUNTER,
                    "connections of peers that held more than they may or did not do their part",
                    "limit"),
            of("socket_restarts_total", COUNTER, "times the socket's file was gone or dead and was bound again"),
            of(
                    "openbao_requests_total",
                    COUNTER,
                    "requests to OpenBao; `status` is `ok` or a reason code",
                    "operation",
                    "status"),
            of("openbao_duration_seconds", HISTOGRAM, "one request to OpenBao", "operation"),
            of("openbao_duration_seconds_max", GAUGE, "the slowest request of the last minutes", "operation"),
            of("upstream_requests_total", COUNTER, "requests to OpenBao by why they were made", "cause"),
            of("endpoint_up", GAUGE, "1 when the address at this place of the list, from 0, answered last", "endpoint"),
            of("auth_login_total", COUNTER, "logins; `status` is `ok` or a reason code", "status"),
            of("auth_renewal_total", COUNTER, "renewals of the token; `status` is `ok` or a reason code", "status"),
            of(
                    "token_ttl_seconds",
                    GAUGE,
                    "what is left of the token; 0 without one, and for one that another program renews"),
            of("token_use_limit", GAUGE, "how many requests a token serves before the next login; 0 for any number"),
            new PublishedMetric(
                    "openbao_kms_certificate_ttl_seconds",
                    GAUGE,
                    List.of(),
                    "what is left of the client certificate; only with `auth.method: cert`",
                    false),
            of(
                    "health",
                    GAUGE,
                    "1 for the present state: `ok`, `coasting`, `continuity` or `error`, also while the socket is lost",
                    "state"),
            of("status_cache_age_seconds", GAUGE, "age of the last proof that wrapping works; NaN before the first"),
            of(
                    "probe_last_success_timestamp_seconds",
                    GAUGE,
                    "when a probe last succeeded; 0 before the first",
                    "kind"),
            of("transit_metadata_observation_total", COUNTER, "what reads of the key's metadata gave", "status"),
            of("key_version", GAUGE, "the Transit version that Encrypt uses; 0 before the first read"),
            of("status_key_id_hash", GAUGE, "1; the hash is written as in kube-apiserver's own metrics", "hash"),
            of("rotation_state", GAUGE, "1 for the present state: `stable`, `pending` or `blocked`", "state"),
            of("activation_timestamp_seconds", GAUGE, "when the next version becomes the write key; 0 when none waits"),
            of("hidden_versions", GAUGE, "versions that are not retired and that OpenBao's minimum hides"),
            of("persistence_degraded", GAUGE, "1 while the state file cannot be written; the next version waits"),
            of("continuity_level", GAUGE, "what an outage is answered from: 0 `off`, 1 `memory`, 2 `process`"),
            of(
                    "continuity_until_timestamp_seconds",
                    GAUGE,
                    "until when an outage is answered; 0 when it could not be answered now"),
            of(
                    "outage_answers_total",
                    COUNTER,
                    "calls answered in an outage by what is held; `method` is `encrypt` or `decrypt`",
                    "method"),
            of("held_seeds", GAUGE, "seeds in memory"),
            of("held_answers_total", COUNTER, "Decrypt calls answered by a seed that was unwrapped just before"),
            of("aad_validation_errors_total", COUNTER, "Decrypt calls whose parts contradict each other", "reason"),
            of("decrypt_key_id_errors_total", COUNTER, "Decrypt calls refused for their key_id or form", "reason"),
            of("file_reloads_total", COUNTER, "files read again because they changed", "file", "status"),
            of("listener_up", GAUGE, "1 while this page is served; 0 while its address cannot be used", "page"),
            of("log_lines_dropped_total", COUNTER, "log lines that were lost because nothing took them"),
            of("state_lock_held", GAUGE, "1 while no other process can open the state; 0 on a read-only file system"),
            of("build_info", GAUGE, "1; the build that runs", "commit", "version"));

    /** The meanings by meter name; the client library completes that name with a unit or a kind. */
    private static final Map<String, String> MEANINGS = ALL.stream()
            .collect(Collectors.toMap(
                    metric -> metric.name().replace("_seconds", "").replace("_total", ""), PublishedMetric::meaning));

    /** Returns the text of {@code # HELP} in the exposition. */
    static String meaningOf(String meter) {
        return MEANINGS.getOrDefault(meter.replace("_seconds", ""), "");
    }

    private static PublishedMetric of(String name, Type type, String meaning, String... labels) {
        return new PublishedMetric("openbao_kms_" + name, type, List.of(labels), meaning, true);
    }
}
