package dev.baokms.launcher;

import dev.baokms.core.key.KeyEntry;
import dev.baokms.core.outcome.Failure.UnsafeKey;
import dev.baokms.core.outcome.KeyFinding;
import dev.baokms.core.outcome.Outcome.Failed;
import dev.baokms.core.port.KeyMetadata;
import dev.baokms.core.port.KeyringMemory;
import dev.baokms.core.rotation.Keyring;
import dev.baokms.launcher.Report.Status;
import dev.baokms.launcher.config.Settings;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The versions of the key as a daemon with this memory sees them after this read. */
public final class RotationView {
    private final Settings settings;
    private final KeyMetadata read;
    private final Keyring keyring;
    private final Keyring.Observation observation;

    public RotationView(Settings settings, KeyringMemory memory, KeyMetadata read, Instant now) {
        this.settings = settings;
        this.read = read;
        Keyring.Observed observed = Keyring.restore(
                        settings.key().scope(), settings.provider().rotation(), memory)
                .observe(read, now);
        this.keyring = observed.keyring().advance(now);
        this.observation = observed.observation();
    }

    /** How long an operator waits after a rotation before anything is migrated: by then every node writes with the new version. */
    Duration mustWait() {
        return settings.provider()
                .rotation()
                .activationDelay()
                .plus(settings.provider().probeInterval());
    }

    /** The version that writes. */
    public Optional<KeyEntry> active() {
        return keyring.active();
    }

    /** Whether this is the id of one of the versions. */
    public boolean knows(String keyId) {
        return keyring.entries().stream()
                .anyMatch(entry -> entry.keyId().value().equals(keyId));
    }

    /** Whether every version that will ever write by itself already does or did. */
    boolean settled() {
        return keyring.nextActivation().isEmpty();
    }

    Optional<Instant> nextActivation() {
        return keyring.nextActivation();
    }

    /** What the read says of the key, and whether what is remembered agrees. */
    void judge(Report report) {
        List<KeyFinding> unsafe =
                read.findings().stream().filter(KeyFinding::unsafe).sorted().toList();
        String findings =
                read.findings().stream().sorted().map(KeyFinding::text).collect(Collectors.joining("; "));
        report.add("transit.metadata", "metadata of the key", Status.pass, "latest version " + read.latestVersion());
        report.add(
                "transit.profile",
                "type and flags of the key",
                unsafe.isEmpty() ? (findings.isEmpty() ? Status.pass : Status.warn) : Status.fail,
                findings.isEmpty() ? "as they should be" : findings);
        report.add("registry.state", "what is remembered", agreement(), explained());
    }

    /** Whether what is remembered agrees with what was read. */
    public Status agreement() {
        return switch (observation) {
            case ACCEPTED -> Status.pass;
            case LAGGING -> Status.warn;
            case ROLLBACK, RECREATED -> Status.fail;
            case UNSAFE -> Status.skip;
        };
    }

    /** {@link #agreement} in words. */
    public String explained() {
        return switch (observation) {
            case ACCEPTED -> "agrees with OpenBao";
            case LAGGING ->
                "knows a later version than this OpenBao node; ask again, and restore the newer snapshot if it stays"
                        + " so";
            case ROLLBACK, RECREATED -> keyring.alarm().map(UnsafeKey::text).orElse("does not agree with OpenBao");
            case UNSAFE -> "not compared, because the key is not safe to use";
        };
    }

    List<Map<String, Object>> rows() {
        return keyring.entries().stream().map(this::row).toList();
    }

    private Map<String, Object> row(KeyEntry entry) {
        int number = entry.version().number();
        var row = new LinkedHashMap<String, Object>();
        row.put("version", number);
        row.put("state", stateOf(entry));
        row.put("decryptable", isDecryptable(entry));
        row.put("created", Instant.ofEpochSecond(entry.version().createdAt()).toString());
        row.put("activation", keyring.activationOf(number).toString());
        row.put("key_id_hash", entry.keyId().hash());
        return row;
    }

    private String stateOf(KeyEntry entry) {
        int number = entry.version().number();
        int active = keyring.active().map(a -> a.version().number()).orElse(0);
        if (keyring.find(entry.keyId()) instanceof Failed) {
            return "retired";
        }
        if (number == active) {
            return "active";
        }
        return number > active ? "pending" : "superseded";
    }

    private boolean isDecryptable(KeyEntry entry) {
        return !(keyring.find(entry.keyId()) instanceof Failed)
                && entry.version().number() >= read.minDecryptionVersion();
    }

    void print(PrintWriter out) {
        out.printf(
                "%-8s %-11s %-12s %-22s %-22s %s%n",
                "version", "state", "decryptable", "created", "activation", "key_id_hash");
        for (Map<String, Object> row : rows()) {
            out.printf(
                    "%-8s %-11s %-12s %-22s %-22s %s%n",
                    row.get("version"),
                    row.get("state"),
                    Boolean.TRUE.equals(row.get("decryptable")) ? "yes" : "no",
                    row.get("created"),
                    row.get("activation"),
                    row.get("key_id_hash"));
        }
        out.printf(
                "wait %d s after a rotation before you migrate: rotation.activationDelay and one"
                        + " status.probeInterval%n",
                mustWait().toSeconds());
    }
}
