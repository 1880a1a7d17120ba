package dev.baokms.launcher.run;

import dev.baokms.auth.pkcs11.CertificateSource;
import dev.baokms.auth.pkcs11.Pkcs11Settings;
import dev.baokms.core.outcome.Failure;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.CredentialSource;
import dev.baokms.launcher.config.Auth;
import dev.baokms.launcher.observe.Log;
import dev.baokms.launcher.observe.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;

/**
 * The login by a certificate, and what operators are told of it. Only this class and {@link CertificateTrial} name the module that
 * calls into native code, so that a daemon with another login never loads any of it.
 */
final class CertificateLogin implements AutoCloseable {
    private final CertificateSource source;
    private final Auth.Certificate settings;
    private final Duration timeout;
    private Optional<Instant> reported = Optional.empty();

    /** @param timeout how long a look at the token may take */
    CertificateLogin(Auth.Certificate settings, Duration timeout, InstantSource clock) {
        this.source = source(settings, clock);
        this.settings = settings;
        this.timeout = timeout;
    }

    static CertificateSource source(Auth.Certificate settings, InstantSource clock) {
        return new CertificateSource(
                new Pkcs11Settings(
                        settings.mountPath(),
                        settings.name(),
                        settings.minRemainingTtl(),
                        settings.leeway(),
                        settings.certificateFile(),
                        settings.modulePath(),
                        settings.tokenLabel(),
                        settings.keyLabel(),
                        settings.pinFile(),
                        settings.maxSessions()),
                clock);
    }

    CredentialSource source() {
        return source;
    }

    KeyManager keyManager() {
        return source.keyManager();
    }

    List<WatchedFile> files(Metrics metrics) {
        var files = new ArrayList<WatchedFile>();
        files.add(new WatchedFile("pin", settings.pinFile(), this::flaw, metrics));
        settings.certificateFile()
                .ifPresent(file -> files.add(new WatchedFile("certificate", file, this::flaw, metrics)));
        return List.copyOf(files);
    }

    private Optional<Failure> flaw() {
        return source.flaw(Budget.starting(System::nanoTime, timeout));
    }

    void registerGauge(Metrics metrics, InstantSource clock) {
        // Not a number before the first look: 0 would raise the alarm for a certificate that nobody has seen yet.
        metrics.gauge(
                "openbao_kms_certificate_ttl_seconds",
                () -> source.certificateExpiry()
                        .<Number>map(
                                end -> Duration.between(clock.instant(), end).toSeconds())
                        .orElse(Double.NaN));
    }

    /** Warns when the certificate ends soon, once for each certificate. */
    void warnOfExpiry() {
        Optional<Instant> end = source.certificateExpiry();
        if (source.expiresSoon() && !end.equals(reported)) {
            reported = end;
            Log.warn("client certificate ends soon; renew it")
                    .with("ends", end)
                    .with("min_remaining_ttl", settings.minRemainingTtl())
                    .write();
        }
    }

    @Override
    public void close() {
        source.close();
    }
}
