package dev.baokms.launcher.run;

import dev.baokms.auth.jwt.JwtFileSource;
import dev.baokms.core.outcome.Outcome;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.CredentialSource.Credential;
import dev.baokms.launcher.config.Auth;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** The proof of identity as far as it can be judged on this machine. */
public final class CredentialTrial {
    private static final Duration AMPLE = Duration.ofSeconds(2);

    private CredentialTrial() {}

    /** What is wrong with the file or with what the JWT in it claims, and what to do; never a word of the JWT. */
    public static Optional<String> problem(Auth.Jwt jwt, Auth.JwtSource.JwtFile file) {
        JwtFileSource source = Parts.jwtFile(jwt, file, InstantSource.system());
        return source.problem().or(() -> switch (source.obtain(Budget.starting(System::nanoTime, AMPLE))) {
            case Outcome.Ok<Credential>(Credential credential) -> {
                credential.close();
                yield Optional.empty();
            }
            case Outcome.Failed<Credential>(var failure) -> Optional.of(failure.text());
        });
    }
}
