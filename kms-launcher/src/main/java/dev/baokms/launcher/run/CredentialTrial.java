package dev.baokms.launcher.run;

import dev.baokms.auth.jwt.JwtFileSource;
import dev.baokms.auth.jwt.OAuth2Source;
import dev.baokms.core.outcome.Failure;
import dev.baokms.core.outcome.Outcome;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.CredentialSource;
import dev.baokms.core.port.CredentialSource.Credential;
import dev.baokms.launcher.config.Auth;
import dev.baokms.transit.OpenBaoTls;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import okhttp3.OkHttpClient;

/** The proof of identity before OpenBao is asked. */
public final class CredentialTrial {
    private static final Duration AMPLE = Duration.ofSeconds(2);

    private CredentialTrial() {}

    /** What is wrong with the file or with what the JWT in it claims, and what to do; never a word of the JWT. */
    public static Optional<String> problem(Auth.Jwt jwt, Auth.JwtSource.JwtFile file) {
        JwtFileSource source = Parts.jwtFile(jwt, file, InstantSource.system());
        return source.problem().or(() -> refusal(source));
    }

    /** What is wrong with the client secret's file, and what to do. */
    public static Optional<String> secretProblem(Auth.Jwt jwt, Auth.JwtSource.OAuth2 grant) {
        OAuth2Source source = Parts.oauth2(jwt, grant, new OkHttpClient(), InstantSource.system());
        return source.problem().or(() -> source.flaw().map(Failure::text));
    }

    /** Asks the OAuth2 server once, and judges what it grants as a login would. */
    public static Optional<String> grantProblem(Auth.Jwt jwt, Auth.JwtSource.OAuth2 grant) {
        OkHttpClient http = new OkHttpClient();
        if (grant.caCertFile().isPresent()) {
            try {
                byte[] bundle =
                        TrustedCa.read(TrustedCa.Use.OAUTH2, grant.caCertFile().get());
                http = new OpenBaoTls(bundle, Optional.empty(), List.of()).client();
            } catch (IOException | IllegalArgumentException e) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
        }
        return refusal(Parts.oauth2(jwt, grant, http, InstantSource.system()));
    }

    private static Optional<String> refusal(CredentialSource source) {
        return switch (source.obtain(Budget.starting(System::nanoTime, AMPLE))) {
            case Outcome.Ok<Credential>(Credential credential) -> {
                credential.close();
                yield Optional.empty();
            }
            case Outcome.Failed<Credential>(var failure) -> Optional.of(failure.text());
        };
    }
}
