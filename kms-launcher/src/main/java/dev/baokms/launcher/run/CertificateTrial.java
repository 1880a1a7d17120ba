package dev.baokms.launcher.run;

import dev.baokms.auth.pkcs11.CertificateSource;
import dev.baokms.auth.pkcs11.Check;
import dev.baokms.core.port.Budget;
import dev.baokms.launcher.config.Auth;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The token, the certificate and a signature, looked at once and before OpenBao is asked.
 *
 * @param id as published for {@code doctor}
 * @param message what was seen and, unless all is well, what to do
 */
public record CertificateTrial(String id, Result result, String message) {
    // A module that starts up in a TPM or over a network takes its time; nobody but the operator waits here.
    private static final Duration AMPLE = Duration.ofSeconds(10);

    /** How it went. */
    public enum Result {
        GOOD,
        /** Good now and not for long. */
        ENDS_SOON,
        BAD,
        /** Something before it was bad. */
        NOT_TRIED
    }

    /** By id. Leaves nothing open. A PIN that the token refuses is tried once. */
    public static Map<String, CertificateTrial> all(Auth.Certificate settings) {
        try (CertificateSource source = CertificateLogin.source(settings, InstantSource.system())) {
            return source.checks(Budget.starting(System::nanoTime, AMPLE)).stream()
                    .map(check -> new CertificateTrial(check.id(), resultOf(check.status()), check.message()))
                    .collect(Collectors.toMap(CertificateTrial::id, trial -> trial));
        }
    }

    /** Files that are there and that nobody may rely on. */
    static List<String> unsafeFiles(Auth.Certificate settings) {
        try (CertificateSource source = CertificateLogin.source(settings, InstantSource.system())) {
            return source.problems();
        }
    }

    private static Result resultOf(Check.Status status) {
        return switch (status) {
            case OK -> Result.GOOD;
            case WARN -> Result.ENDS_SOON;
            case FAILED -> Result.BAD;
            case SKIPPED -> Result.NOT_TRIED;
        };
    }
}
