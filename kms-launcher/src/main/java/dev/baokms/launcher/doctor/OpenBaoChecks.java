package dev.baokms.launcher.doctor;

import dev.baokms.core.outcome.Failure;
import dev.baokms.core.outcome.Failure.NotAuthentic;
import dev.baokms.core.outcome.Failure.UnsafeKey;
import dev.baokms.core.outcome.Failure.VerifyFailed;
import dev.baokms.core.outcome.KeyFinding;
import dev.baokms.core.outcome.Outcome;
import dev.baokms.core.outcome.Outcome.Failed;
import dev.baokms.core.outcome.Outcome.Ok;
import dev.baokms.core.port.KeyMetadata;
import dev.baokms.launcher.config.Settings;
import dev.baokms.launcher.observe.BuildInfo;
import dev.baokms.launcher.run.Inspection;
import dev.baokms.launcher.run.TlsTrial;
import java.io.IOException;
import java.net.URI;
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

/** What OpenBao says, asked with the daemon's identity. Logs in at the first check after TLS. */
final class OpenBaoChecks implements AutoCloseable {
    /** Time to renew a certificate without haste. */
    private static final Duration SOON = Duration.ofDays(14);

    private final Settings settings;
    private final BuildInfo build;
    private final Instant now;
    private @Nullable Inspection inspection;
    private Set<KeyFinding> findings = Set.of();
    private Optional<KeyMetadata> key = Optional.empty();

    OpenBaoChecks(Settings settings, BuildInfo build, Instant now) {
        this.settings = settings;
        this.build = build;
        this.now = now;
    }

    private Inspection asked() {
        if (inspection == null) {
            inspection = new Inspection(settings, build);
        }
        return inspection;
    }

    Finding tls() {
        var failures = new ArrayList<String>();
        var warnings = new ArrayList<String>();
        int silent = 0;
        List<URI> addresses = settings.openBao().addresses();
        try {
            for (URI address : addresses) {
                switch (TlsTrial.of(address, settings.openBao())) {
                    case TlsTrial.Trusted(Instant until)
                    when until.isBefore(now.plus(SOON)) ->
                        warnings.add(address + " has a certificate that ends at " + until + "; renew it");
                    case TlsTrial.Trusted trusted -> {}
                    case TlsTrial.NotTrusted foreign ->
                        failures.add(address
                                + " fails the TLS handshake; check that openbao.caCertFile signs its certificate and"
                                + " that the certificate is for openbao.tlsServerName and in date");
                    case TlsTrial.Silent nobody -> {
                        silent++;
                        warnings.add(address + " does not answer; check address, network and OpenBao");
                    }
                }
            }
        } catch (IOException e) {
            return Finding.fail(String.valueOf(e.getMessage()));
        }
        return silent == addresses.size()
                ? Finding.fail(String.join("; ", warnings))
                : Finding.of(failures, warnings, addresses.size() == 1 ? "is trusted" : "all are trusted");
    }

    Finding login() {
        return asked().login()
                .map(failure -> Finding.fail(failure.text()))
                .orElseGet(() -> Finding.pass("gives a token"));
    }

    Finding capabilities() {
        var rights = new Rights(settings.key());
        return judged(asked().capabilities(rights.paths()), rights::judge);
    }

    Finding metadata() {
        return switch (asked().readKey()) {
            case Ok<KeyMetadata>(KeyMetadata read) -> {
                key = Optional.of(read);
                findings = read.findings();
                yield Finding.pass("latest version " + read.latestVersion());
            }
            // The key is there, but of a type that has no versions as we need them: the profile names it.
            case Failed<KeyMetadata>(UnsafeKey unsafe)
            when !unsafe.findings().contains(KeyFinding.KEY_MISSING) -> {
                findings = unsafe.findings();
                yield Finding.pass("can be read");
            }
            case Failed<KeyMetadata>(Failure failure) -> Finding.fail(failure.text());
        };
    }

    /** Empty for a key of a foreign type. */
    Optional<KeyMetadata> key() {
        return key;
    }

    Finding profile() {
        Map<Boolean, List<String>> texts = findings.stream()
                .sorted()
                .collect(Collectors.partitioningBy(
                        KeyFinding::unsafe,
                        Collectors.mapping(finding -> finding.code() + ": " + finding.text(), Collectors.toList())));
        List<String> unsafe = texts.getOrDefault(true, List.of());
        List<String> odd = texts.getOrDefault(false, List.of());
        return Finding.of(unsafe, odd, "as they should be");
    }

    Finding upsert() {
        return judged(
                asked().upsertAllowed(),
                allowed -> allowed
                        ? Finding.fail(KeyFinding.UPSERT_ALLOWED.text() + ": bao write "
                                + settings.key().mountPath() + "/config/keys disable_upsert=true")
                        : Finding.pass("disable_upsert is set"));
    }

    Finding probe() {
        Outcome<Boolean> same = asked().wrapAndUnwrap();
        // A ciphertext of a moment ago that is not authentic was wrapped wrongly; nobody altered it.
        if (same instanceof Failed<Boolean>(NotAuthentic altered)) {
            same = Outcome.ok(false);
        }
        return judged(
                same,
                cameBack -> cameBack
                        ? Finding.pass("32 random bytes came back; nothing was stored")
                        : Finding.fail(new VerifyFailed().text()));
    }

    /** A second read, to compare with the first. */
    Outcome<KeyMetadata> readAgain() {
        return asked().readKey();
    }

    private static <T> Finding judged(Outcome<T> outcome, Function<T, Finding> judgement) {
        return switch (outcome) {
            case Ok<T>(T value) -> judgement.apply(value);
            case Failed<T>(Failure failure) -> Finding.fail(failure.text());
        };
    }

    @Override
    public void close() {
        if (inspection != null) {
            inspection.close();
        }
    }
}
