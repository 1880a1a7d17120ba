package dev.baokms.operator.why;

import dev.baokms.core.login.Diagnosis.Status;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Derives causes from evidence, the most likely first. The order follows dependencies: a daemon that does not run
 * explains every refusal, a wrong clock explains every expired credential, and a failed login explains the failure of
 * every later request to OpenBao.
 *
 * <p>Rules for the sentences: state what is wrong, in one clause that stands alone; then what to do, as a command where
 * there is one. The ids are published.
 */
final class CauseRules {
    /** Beyond this offset of the clock, tokens, certificates and activation times are judged wrongly. */
    private static final long CLOCK_SECONDS = 30;

    private static final long STATE_BYTES = 64 * 1024;

    private interface CauseRule extends Function<NodeSighting, Optional<LikelyCause>> {}

    private static final List<CauseRule> RULES = List.of(
            failed("config.load"),
            failed("config.validate"),
            CauseRules::clock,
            CauseRules::diskFull,
            failed("jwt.local"),
            failed("token.local"),
            failed("oauth2.local"),
            failed("auth.cert.pkcs11"),
            failed("auth.cert.local"),
            failed("auth.cert.signer"),
            failedWith("openbao.tls", "/"),
            failed("socket.group"),
            failedWith("registry.state", "/"),
            CauseRules::socketTaken,
            CauseRules::notRunning,
            failed("openbao.tls"),
            failed("oauth2.acquire"),
            failed("openbao.auth"),
            failedWith("transit.capabilities", "the token cannot"),
            failed("transit.metadata"),
            failed("transit.version_restrictions"),
            failed("key_id.deterministic"),
            failed("registry.state"),
            failed("transit.profile"),
            failed("transit.disable_upsert"),
            failed("transit.probe"),
            failed("transit.capabilities"),
            failed("kubernetes.encryption_config"),
            CauseRules::peerRefused,
            CauseRules::daemonSays,
            failed("kms.status_encrypt"),
            CauseRules::otherNode,
            CauseRules::refusedObjects,
            CauseRules::bug,
            warned("kubernetes.encryption_config"),
            warned("transit.version_restrictions"),
            warned("registry.state"),
            warned("jwt.local"),
            warned("token.local"),
            warned("auth.cert.local"),
            warned("openbao.tls"),
            warned("openbao.auth"),
            warned("transit.capabilities"),
            warned("transit.profile"),
            warned("monitoring.addresses"),
            warned("socket.group"),
            CauseRules::linesDropped);

    private CauseRules() {}

    /** Returns each cause once, for the first rule that finds it. One broken file can fail several checks. */
    static List<LikelyCause> causes(NodeSighting evidence) {
        var causes = new ArrayList<LikelyCause>();
        var ids = new HashSet<String>();
        var found = new HashSet<String>();
        for (CauseRule rule : RULES) {
            rule.apply(evidence)
                    .filter(cause -> ids.add(cause.id()) && found.add(clause(cause.sentence())))
                    .ifPresent(causes::add);
        }
        return causes;
    }

    /** Returns the sentence without the title of the check. */
    private static String clause(String sentence) {
        return sentence.substring(sentence.indexOf(": ") + 1);
    }

    /** Returns the sources that would have told more, had they been given. */
    static List<String> notLookedAt(NodeSighting evidence) {
        var missing = new ArrayList<String>();
        if (evidence.check("kubernetes.encryption_config")
                .filter(check -> check.is(Status.SKIP))
                .isPresent()) {
            missing.add("the API server's EncryptionConfiguration: --encryption-config FILE");
        }
        if (evidence.log().isEmpty()) {
            missing.add("the daemon's log: none was found, or it has no warning; --log FILE");
        }
        if (evidence.nodes().isEmpty()) {
            missing.add("other nodes: --node ADDRESS of each health page");
        }
        return missing;
    }

    private static CauseRule failed(String id) {
        return failedWith(id, "");
    }

    /**
     * Returns a rule for a failed check with a message that begins with a given text.
     *
     * @param beginning the beginning of the message, for example the {@code /} of a path when a file is the problem
     */
    private static CauseRule failedWith(String id, String beginning) {
        return evidence -> evidence.check(id)
                .filter(check -> check.is(Status.FAIL) && check.message().startsWith(beginning))
                .map(CauseRules::of);
    }

    private static CauseRule warned(String id) {
        return evidence ->
                evidence.check(id).filter(check -> check.is(Status.WARN)).map(CauseRules::of);
    }

    private static LikelyCause of(NodeSighting.Check check) {
        String[] parts = check.message().split("; ", 2);
        return new LikelyCause(
                check.id(),
                parts[0],
                "doctor, check " + check.id(),
                parts.length > 1 ? parts[1] : "see the check " + check.id() + " in docs/operations/doctor.md");
    }

    private static Optional<LikelyCause> clock(NodeSighting evidence) {
        long ahead = number(evidence.machine(), "clock_ahead_seconds");
        return Math.abs(ahead) < CLOCK_SECONDS
                ? Optional.empty()
                : Optional.of(new LikelyCause(
                        "machine.clock",
                        "this machine's clock is " + Math.abs(ahead) + " s " + (ahead > 0 ? "ahead of" : "behind")
                                + " OpenBao's, so credentials and activation times are judged wrongly",
                        "the Date of an answer of OpenBao",
                        "find out which of the two is right, then timedatectl set-ntp true on the other"));
    }

    private static Optional<LikelyCause> diskFull(NodeSighting evidence) {
        String free = evidence.machine().get("state_free_bytes");
        boolean full = free != null && number(evidence.machine(), "state_free_bytes") < STATE_BYTES;
        return full || evidence.hasReason("state_save_failed")
                ? Optional.of(new LikelyCause(
                        "machine.state_disk",
                        full
                                ? "the file system of the state file is full, so the next version cannot become active"
                                : "the state file cannot be written, so the next version cannot become active",
                        full ? free + " bytes are free" : "/ready: state_save_failed; the log names the path",
                        full ? "make room there" : "give the daemon's user its directory back, as the log says"))
                : Optional.empty();
    }

    private static Optional<LikelyCause> notRunning(NodeSighting evidence) {
        String file = evidence.socket().getOrDefault("file", "");
        boolean listens = evidence.socket().getOrDefault("listens", "").equals("yes");
        boolean dead = file.equals("missing")
                || evidence.socket().getOrDefault("listens", "").equals("no");
        if (file.equals("other")) {
            return Optional.of(new LikelyCause(
                    "daemon.socket",
                    "what lies at " + evidence.socket().get("path") + " is not a socket",
                    "the file itself",
                    "move it away and restart the daemon"));
        }
        if (listens || !dead) {
            return Optional.empty();
        }
        boolean pageAnswers = !evidence.daemon().containsKey(NodeSighting.PROBLEM);
        return Optional.of(new LikelyCause(
                "daemon.down",
                pageAnswers ? "a daemon runs, but not on the socket of this configuration" : "the daemon does not run",
                evidence.socket().get("path")
                        + (file.equals("missing") ? " does not exist" : " refuses connections")
                        + (pageAnswers ? "; its health page answers" : "; its health page does not answer either"),
                pageAnswers
                        ? "compare server.socketPath with the configuration that it was started with, then restart it"
                        : "systemctl start bao-kms-provider, and if it ends again, journalctl -u bao-kms-provider"));
    }

    private static Optional<LikelyCause> socketTaken(NodeSighting evidence) {
        return evidence.hasReason("socket_lost")
                ? Optional.of(new LikelyCause(
                        "daemon.socket_lost",
                        "another process has taken the path of the socket from the daemon",
                        "/ready: socket_lost",
                        "find it with ss -xlp | grep " + evidence.socket().getOrDefault("path", "kms.sock")
                                + ", and let one daemon alone use that path"))
                : Optional.empty();
    }

    private static Optional<LikelyCause> peerRefused(NodeSighting evidence) {
        Optional<Map<String, String>> line = line(evidence, "a process that is not an allowed peer was refused");
        if (line.isEmpty()
                && counted(evidence, "openbao_kms_peer_refused_total").isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new LikelyCause(
                "server.allowed_peers",
                "server.allowedPeers keeps a process off the socket"
                        + line.map(some -> ", user " + some.getOrDefault("user", "?") + " and group "
                                        + some.getOrDefault("group", "?"))
                                .orElse(""),
                line.isPresent() ? "the daemon's log" : "openbao_kms_peer_refused_total",
                "if that is the API server, add its user to server.allowedPeers and restart the daemon"));
    }

    /** Returns the reason that the daemon itself gives, unless a check has found the same one. */
    private static Optional<LikelyCause> daemonSays(NodeSighting evidence) {
        String healthz = evidence.daemon().getOrDefault("healthz", "ok");
        if (healthz.equals("ok")
                || evidence.check("openbao.auth")
                        .filter(check -> check.is(Status.FAIL))
                        .isPresent()) {
            return Optional.empty();
        }
        String[] parts = healthz.split("; ", 2);
        return Optional.of(new LikelyCause(
                "daemon.health",
                "the daemon says: " + parts[0],
                "/ready: " + String.join(", ", NodeSighting.reasons(evidence.daemon())),
                parts.length > 1 ? parts[1] : "see its reason code in docs/operations/troubleshooting.md"));
    }

    private static Optional<LikelyCause> otherNode(NodeSighting evidence) {
        Set<String> hashes = evidence.nodes().stream()
                .map(node -> node.getOrDefault("key_id_hash", ""))
                .filter(hash -> !hash.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        Optional.ofNullable(evidence.daemon().get("key_id_hash")).ifPresent(hashes::add);
        if (hashes.size() > 1) {
            return Optional.of(new LikelyCause(
                    "nodes.key_id",
                    "nodes write with different key_ids",
                    String.join(", ", hashes),
                    "during a rotation wait one activation delay; otherwise compare the fingerprint of"
                            + " bao-kms-provider config on each"));
        }
        return evidence.nodes().stream()
                .filter(node ->
                        !node.getOrDefault("healthz", "ok").equals("ok") || node.containsKey(NodeSighting.PROBLEM))
                .findFirst()
                .map(node -> new LikelyCause(
                        "nodes.health",
                        "node " + node.get("node") + " is not well: "
                                + node.getOrDefault("healthz", node.getOrDefault(NodeSighting.PROBLEM, "")),
                        "its health page",
                        "run bao-kms-provider why there"));
    }

    private static Optional<LikelyCause> refusedObjects(NodeSighting evidence) {
        Optional<String> counter = counted(evidence, "openbao_kms_decrypt_key_id_errors_total")
                .or(() -> counted(evidence, "openbao_kms_aad_validation_errors_total"));
        Optional<Map<String, String>> line = evidence.log().stream()
                .filter(some -> some.getOrDefault("message", "").equals("call failed")
                        && some.getOrDefault("operation", "").equals("decrypt")
                        && Set.of(
                                        "unknown_key",
                                        "retired_key",
                                        "not_authentic",
                                        "mismatch_annotations",
                                        "mismatch_ciphertext")
                                .contains(some.getOrDefault("reason", "")))
                .findFirst();
        if (counter.isEmpty() && line.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new LikelyCause(
                "objects.refused",
                "an object in etcd cannot be read with this key and configuration",
                counter.orElseGet(() -> "the daemon's log: reason " + line.get().getOrDefault("reason", "")),
                "bao-kms-provider inventory names the objects of each version; then the reason code in"
                        + " docs/operations/troubleshooting.md"));
    }

    private static Optional<LikelyCause> bug(NodeSighting evidence) {
        return counted(evidence, "openbao_kms_panic_recoveries_total")
                .map(counter -> new LikelyCause(
                        "daemon.bug",
                        "a call ended in an unexpected exception",
                        counter,
                        "report it, with the line of the log that says where"));
    }

    private static Optional<LikelyCause> linesDropped(NodeSighting evidence) {
        return counted(evidence, "openbao_kms_log_lines_dropped_total")
                .map(counter -> new LikelyCause(
                        "daemon.log",
                        "log lines were lost because nothing took them",
                        counter,
                        "look at journald, or at the reader of the daemon's standard error"));
    }

    private static Optional<String> counted(NodeSighting evidence, String name) {
        return evidence.counters().entrySet().stream()
                .filter(counter ->
                        counter.getKey().equals(name) || counter.getKey().startsWith(name + "{"))
                .map(counter -> counter.getKey() + " is " + counter.getValue())
                .findFirst();
    }

    private static Optional<Map<String, String>> line(NodeSighting evidence, String message) {
        return evidence.log().stream()
                .filter(line -> line.getOrDefault("message", "").equals(message))
                .findFirst();
    }

    /** Returns the number; zero when it is missing or not a number. */
    private static long number(Map<String, String> section, String name) {
        String text = section.getOrDefault(name, "");
        return text.matches("-?[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }
}
