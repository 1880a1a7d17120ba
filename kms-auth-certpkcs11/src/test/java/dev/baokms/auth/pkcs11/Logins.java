package dev.baokms.auth.pkcs11;

import dev.baokms.core.login.Diagnosis;
import dev.baokms.core.port.Budget;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;

/** Logins as the daemon makes them, and what an operator reads of one that failed. */
final class Logins {
    static final Duration AMPLE = Duration.ofSeconds(20);

    private static final Map<String, Function<CertificateSource, Diagnosis>> CHECKS = new LinkedHashMap<>();

    static {
        CHECKS.put(CertificateMethod.TOKEN_CHECK, source -> source.checkToken(within(AMPLE)));
        CHECKS.put(CertificateMethod.CERTIFICATE_CHECK, source -> source.checkCertificate(within(AMPLE)));
        CHECKS.put(CertificateMethod.SIGNATURE_CHECK, source -> source.checkSignature(within(AMPLE)));
    }

    private Logins() {}

    static Budget within(Duration time) {
        return Budget.starting(System::nanoTime, time);
    }

    static CertificateSource source(Pkcs11Settings settings) {
        return source(settings, InstantSource.system());
    }

    static CertificateSource source(Pkcs11Settings settings, InstantSource clock) {
        return source(settings, clock, () -> new NativeCryptoki(FunctionList.load(settings.modulePath())));
    }

    static CertificateSource source(Pkcs11Settings settings, InstantSource clock, Cryptoki.Loader loader) {
        var host = new FileHost(clock);
        return new CertificateSource(
                settings,
                host.secretFile(settings.pinFile()),
                settings.certificateFile().map(host::publicFile),
                clock,
                loader);
    }

    /** Empty when the login succeeded. */
    static String failure(CertificateSource source) {
        return failure(source, AMPLE);
    }

    static String failure(CertificateSource source, Duration time) {
        try {
            source.show(within(time));
            return "";
        } catch (Pkcs11LoginException e) {
            return e.text();
        }
    }

    static String failure(Pkcs11Settings settings) {
        return failure(settings, Instant.now());
    }

    static String failure(Pkcs11Settings settings, Instant now) {
        try (var source = source(settings, InstantSource.fixed(now))) {
            return failure(source);
        }
    }

    /** By id, those that {@code doctor} makes: none after the first that fails. */
    static SequencedMap<String, Diagnosis> checks(CertificateSource source) {
        var made = new LinkedHashMap<String, Diagnosis>();
        for (var check : CHECKS.entrySet()) {
            Diagnosis diagnosis = check.getValue().apply(source);
            made.put(check.getKey(), diagnosis);
            if (diagnosis.status() == Diagnosis.Status.FAIL) {
                break;
            }
        }
        return made;
    }
}
