package dev.baokms.launcher.doctor;

import dev.baokms.launcher.config.Auth;
import dev.baokms.launcher.run.CertificateTrial;
import dev.baokms.launcher.run.CredentialTrial;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The proof of identity before it is sent. Of three ways to log in one is configured; the checks of the others skip. */
final class CredentialChecks {
    private final Auth auth;
    private final Map<String, CertificateTrial> trials = new HashMap<>();

    CredentialChecks(Auth auth) {
        this.auth = auth;
    }

    Finding jwtFile() {
        return auth instanceof Auth.Jwt jwt && jwt.source() instanceof Auth.JwtSource.JwtFile file
                ? CredentialTrial.problem(jwt, file)
                        .map(Finding::fail)
                        .orElseGet(() -> Finding.pass("is safe, for us, and valid long enough"))
                : notUsed();
    }

    Finding clientSecretFile() {
        return auth instanceof Auth.Jwt jwt && jwt.source() instanceof Auth.JwtSource.OAuth2 grant
                ? CredentialTrial.secretProblem(jwt, grant).map(Finding::fail).orElseGet(() -> Finding.pass("is safe"))
                : notUsed();
    }

    Finding grant() {
        return auth instanceof Auth.Jwt jwt && jwt.source() instanceof Auth.JwtSource.OAuth2 grant
                ? CredentialTrial.grantProblem(jwt, grant)
                        .map(Finding::fail)
                        .orElseGet(() -> Finding.pass("is granted, for us, and valid long enough"))
                : notUsed();
    }

    Finding token() {
        return tried("auth.cert.pkcs11");
    }

    Finding certificate() {
        return tried("auth.cert.local");
    }

    Finding signature() {
        return tried("auth.cert.signer");
    }

    /** The token is asked once for all three: a PIN must not be tried more often than a login does. */
    private Finding tried(String id) {
        if (!(auth instanceof Auth.Certificate certificate)) {
            return notUsed();
        }
        if (trials.isEmpty()) {
            trials.putAll(CertificateTrial.all(certificate));
        }
        CertificateTrial trial = Objects.requireNonNull(trials.get(id), id);
        return switch (trial.result()) {
            case GOOD -> Finding.pass(trial.message());
            case ENDS_SOON -> Finding.warn(trial.message());
            case BAD -> Finding.fail(trial.message());
            case NOT_TRIED -> Finding.skip(trial.message());
        };
    }

    private Finding notUsed() {
        return Finding.skip("is not used: "
                + switch (auth) {
                    case Auth.Certificate certificate -> "auth.method is cert";
                    case Auth.Jwt jwt ->
                        switch (jwt.source()) {
                            case Auth.JwtSource.JwtFile file -> "auth.method is jwt from a file";
                            case Auth.JwtSource.OAuth2 grant -> "auth.method is jwt from an OAuth2 server";
                        };
                });
    }
}
