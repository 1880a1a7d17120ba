package dev.baokms.operator.doctor;

import dev.baokms.configuration.Settings;
import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.NotAuthentic;
import dev.baokms.core.failure.Failure.UnsafeKey;
import dev.baokms.core.failure.Failure.VerifyFailed;
import dev.baokms.core.failure.KeyFinding;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.failure.Outcome.Failed;
import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.keyring.KeyMetadata;
import dev.baokms.core.login.Diagnosis;
import dev.baokms.daemon.serve.OpenBaoInspector;
import dev.baokms.daemon.serve.Patience;
import dev.baokms.daemon.serve.TlsTrial;
import dev.baokms.daemon.serve.UnsafeStartException;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.operator.report.ReportTexts;
import dev.baokms.operator.report.WaitText;
import dev.baokms.telemetry.FailureText;
import dev.baokms.transit.http.ServerAddress;
import dev.baokms.transit.http.TlsInspection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks what OpenBao says, with the daemon's identity. Logs in at the first check after TLS. */
final class OpenBaoChecks implements AutoCloseable {
    /** Leaves enough time to renew a certificate without haste. */
    private static final Duration SOON = Duration.ofDays(14);

    private final Settings settings;
    private final BuildInfo build;
    private final Patience patience;
    private final Instant now;
    private @Nullable OpenBaoInspector inspection;
    private Set<KeyFinding> findings = Set.of();
    private Optional<KeyMetadata> key = Optional.empty();

    OpenBaoChecks(Settings settings, BuildInfo build, Patience patience, Instant now) {
        this.settings = settings;
        this.build = build;
        this.patience = patience;
        this.now = now;
    }

    private OpenBaoInspector asked() {
        if (inspection == null) {
            try {
                inspection = new OpenBaoInspector(settings, build, patience);
            } catch (UnsafeStartException e) {
                throw new IllegalStateException("the checks before have asked for these files", e);
            }
        }
        return inspection;
    }

    Diagnosis tls() {
        var failures = new ArrayList<String>();
        var warnings = new ArrayList<String>();
        int silent = 0;
        List<ServerAddress> addresses = settings.transit().addresses();
        try {
            for (ServerAddress address : addresses) {
                switch (TlsTrial.of(address, settings, patience.longest(), now)) {
                    case TlsInspection.Trusted(Instant until) -> {
                        if (until.isBefore(now.plus(SOON))) {
                            warnings.add(DoctorTexts.certificateEndsSoon(address, until));
                        }
                    }
                    case TlsInspection.NotTrusted(String problem) -> failures.add(address + ": " + problem);
                    case TlsInspection.NoTls plain -> failures.add(DoctorTexts.noTls(address));
                    case TlsInspection.Silent silence -> {
                        silent++;
                        warnings.add(DoctorTexts.silent(address));
                    }
                }
            }
        } catch (UnsafeStartException e) {
            return Diagnosis.fail(String.valueOf(e.getMessage()));
        }
        return silent == addresses.size()
                ? Diagnosis.fail(String.join("; ", warnings))
                : Diagnosis.of(
                        failures,
                        warnings,
                        addresses.size() == 1
                                ? DoctorTexts.ONE_CERTIFICATE_IS_TRUSTED
                                : DoctorTexts.certificatesTrusted(addresses.size()));
    }

    Diagnosis login() {
        return asked().login().map(this::failed).orElseGet(() -> timed(token(asked().tokenUseLimit())));
    }

    private static Diagnosis token(long useLimit) {
        return useLimit == 0
                ? Diagnosis.pass(DoctorTexts.LOGIN_IS_ACCEPTED)
                : Diagnosis.warn(DoctorTexts.fewUses(useLimit));
    }

    Diagnosis capabilities() {
        var rights = new TokenRights(settings.key());
        return judged(asked().capabilities(rights.paths()), rights::judge);
    }

    Diagnosis metadata() {
        return switch (asked().readKey()) {
            case Ok<KeyMetadata>(KeyMetadata read) -> {
                key = Optional.of(read);
                findings = read.findings();
                yield timed(Diagnosis.pass(ReportTexts.latestVersion(read.latestVersion())));
            }
            // The key exists, but its type lacks the versions this provider needs. The profile check names the type.
            case Failed<KeyMetadata>(UnsafeKey unsafe)
            when !unsafe.findings().contains(KeyFinding.KEY_MISSING) -> {
                findings = unsafe.findings();
                yield Diagnosis.pass(DoctorTexts.KEY_IS_READ);
            }
            case Failed<KeyMetadata>(Failure failure) -> failed(failure);
        };
    }

    /** Returns the metadata; empty when the key has an unsupported type. */
    Optional<KeyMetadata> key() {
        return key;
    }

    Diagnosis profile() {
        Map<Boolean, List<String>> texts = findings.stream()
                .sorted()
                .collect(Collectors.partitioningBy(
                        KeyFinding::unsafe,
                        Collectors.mapping(
                                finding -> finding.code() + ": " + FailureText.of(finding), Collectors.toList())));
        List<String> unsafe = texts.getOrDefault(true, List.of());
        List<String> odd = texts.getOrDefault(false, List.of());
        return Diagnosis.of(unsafe, odd, ReportTexts.SAFE_PROFILE);
    }

    Diagnosis upsert() {
        return judged(
                asked().upsertAllowed(),
                allowed -> allowed
                        ? Diagnosis.fail(DoctorTexts.upsertAllowed(
                                FailureText.of(KeyFinding.UPSERT_ALLOWED),
                                settings.key().mountPath()))
                        : Diagnosis.pass(DoctorTexts.UPSERT_IS_DISABLED));
    }

    Diagnosis probe() {
        Outcome<Boolean> same = asked().wrapAndUnwrap();
        // This ciphertext is new, so if it is not authentic it was wrapped wrongly, not altered.
        if (same instanceof Failed<Boolean>(NotAuthentic altered)) {
            same = Outcome.ok(false);
        }
        return judged(
                same,
                cameBack -> cameBack
                        ? Diagnosis.pass(DoctorTexts.BYTES_CAME_BACK)
                        : Diagnosis.fail(FailureText.of(new VerifyFailed())));
    }

    /** Reads the metadata again, to compare it with the first read. */
    Outcome<KeyMetadata> readAgain() {
        return asked().readKey();
    }

    private <T> Diagnosis judged(Outcome<T> outcome, Function<T, Diagnosis> judgement) {
        return switch (outcome) {
            case Ok<T>(T value) -> timed(judgement.apply(value));
            case Failed<T>(Failure failure) -> failed(failure);
        };
    }

    private Diagnosis failed(Failure failure) {
        return Diagnosis.fail(WaitText.of(failure, patience.longest()));
    }

    private Diagnosis timed(Diagnosis diagnosis) {
        Duration took = asked().lastAnswer();
        Duration daemon = settings.transit().timeout();
        return took.compareTo(daemon) <= 0
                ? diagnosis
                : new Diagnosis(diagnosis.status(), diagnosis.message() + "; " + WaitText.slow(took, daemon));
    }

    @Override
    public void close() {
        if (inspection != null) {
            inspection.close();
        }
    }
}
