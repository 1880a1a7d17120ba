package dev.baokms.operator.report;

import dev.baokms.configuration.Settings;
import dev.baokms.core.failure.KeyFinding;
import dev.baokms.core.failure.Outcome.Failed;
import dev.baokms.core.key.DerivedKey;
import dev.baokms.core.keyring.KeyMetadata;
import dev.baokms.core.keyring.Keyring;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.core.login.Diagnosis.Status;
import dev.baokms.telemetry.FailureText;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The versions of the key, as a daemon with this memory would see them after this read. */
public final class RotationView {
    /** An API server asks Status once a minute, unless its /readyz is polled (k8s.io/apiserver, kms_transformer.go). */
    private static final Duration API_SERVER_POLL = Duration.ofMinutes(1);

    /** Allows for clocks that differ, and for the time that an answer takes. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private final Settings settings;
    private final KeyMetadata read;
    private final Keyring keyring;
    private final Keyring.Observation observation;

    public RotationView(Settings settings, KeyringState memory, KeyMetadata read, Instant now) {
        this.settings = settings;
        this.read = read;
        Keyring.Observed observed = Keyring.restore(
                        settings.key().scope(), settings.provider().rotation(), memory)
                .observe(read, now);
        this.keyring = observed.keyring().advance(now);
        this.observation = observed.observation();
    }

    /**
     * Returns how long an operator waits after a rotation before starting the migration. By then every daemon names the
     * new version, and every API server has asked its daemon and writes with it.
     */
    public Duration mustWait() {
        return mustWait(settings);
    }

    /** Returns the same wait without a read of the key. */
    public static Duration mustWait(Settings settings) {
        return settings.provider()
                .rotation()
                .activationDelay()
                .plus(settings.provider().probeInterval())
                .plus(API_SERVER_POLL)
                .plus(MARGIN);
    }

    /** Returns the version that writes. */
    public Optional<DerivedKey> active() {
        return keyring.active();
    }

    /** Whether the key_id belongs to one of the versions. */
    public boolean knows(String keyId) {
        return keyring.entries().stream()
                .anyMatch(entry -> entry.keyId().value().equals(keyId));
    }

    /** Whether no version still waits for its activation time. */
    public boolean settled() {
        return keyring.nextActivation().isEmpty();
    }

    public Optional<Instant> nextActivation() {
        return keyring.nextActivation();
    }

    /** Adds checks of the key that was read, and of whether the memory agrees with it. */
    public void judge(CheckReport report) {
        List<KeyFinding> unsafe =
                read.findings().stream().filter(KeyFinding::unsafe).sorted().toList();
        String findings = read.findings().stream().sorted().map(FailureText::of).collect(Collectors.joining("; "));
        report.add(
                "transit.metadata",
                CheckTitles.KEY_METADATA,
                Status.PASS,
                ReportTexts.latestVersion(read.latestVersion()));
        report.add(
                "transit.profile",
                CheckTitles.KEY_PROFILE,
                unsafe.isEmpty() ? (findings.isEmpty() ? Status.PASS : Status.WARN) : Status.FAIL,
                findings.isEmpty() ? ReportTexts.SAFE_PROFILE : findings);
        report.add("registry.state", CheckTitles.MEMORY, agreement(), explained());
    }

    /** Whether the memory agrees with the key that was read. */
    public Status agreement() {
        return switch (observation) {
            case ACCEPTED -> Status.PASS;
            case LAGGING -> Status.WARN;
            case ROLLBACK, RECREATED -> Status.FAIL;
            case UNSAFE -> Status.SKIP;
        };
    }

    /** Explains {@link #agreement} in words. */
    public String explained() {
        return switch (observation) {
            case ACCEPTED -> ReportTexts.MEMORY_AGREES;
            case LAGGING -> ReportTexts.MEMORY_IS_AHEAD;
            case ROLLBACK, RECREATED -> keyring.alarm().map(FailureText::of).orElse(ReportTexts.MEMORY_DISAGREES);
            case UNSAFE -> ReportTexts.MEMORY_NOT_COMPARED;
        };
    }

    /** Returns the versions for machines, one map for each. */
    public List<Map<String, Object>> rows() {
        return keyring.entries().stream().map(this::row).toList();
    }

    private Map<String, Object> row(DerivedKey entry) {
        int number = entry.version().number();
        var row = new LinkedHashMap<String, Object>();
        row.put("version", number);
        row.put("state", stateOf(entry));
        row.put("decryptable", isDecryptable(entry));
        row.put(
                "created",
                Instant.ofEpochSecond(entry.version().createdAtEpochSeconds()).toString());
        row.put("activation", keyring.activationOf(number).toString());
        row.put("key_id_hash", entry.keyId().apiServerHash());
        return row;
    }

    private String stateOf(DerivedKey entry) {
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

    private boolean isDecryptable(DerivedKey entry) {
        return !(keyring.find(entry.keyId()) instanceof Failed)
                && entry.version().number() >= read.minDecryptionVersion();
    }

    /** Prints the versions for people. */
    public void print(PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%-8s %-11s %-12s %-22s %-22s %s%n",
                "version",
                "state",
                "decryptable",
                "created",
                "activation",
                "key_id_hash");
        for (Map<String, Object> row : rows()) {
            out.printf(
                    Locale.ROOT,
                    "%-8s %-11s %-12s %-22s %-22s %s%n",
                    row.get("version"),
                    row.get("state"),
                    Boolean.TRUE.equals(row.get("decryptable")) ? "yes" : "no",
                    row.get("created"),
                    row.get("activation"),
                    row.get("key_id_hash"));
        }
        out.println(ReportTexts.waitAfterRotation(mustWait()));
    }
}
