package dev.baokms.launcher.doctor;

import dev.baokms.launcher.config.Auth;
import dev.baokms.launcher.run.CredentialTrial;

/** The proof of identity before it is sent. Of three ways to log in one is configured; the checks of the others skip. */
final class CredentialChecks {
    private final Auth auth;

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
        return notUsed();
    }

    Finding certificate() {
        return notUsed();
    }

    Finding signature() {
        return notUsed();
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
