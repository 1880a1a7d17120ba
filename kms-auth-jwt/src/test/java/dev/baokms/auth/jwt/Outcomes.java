package dev.baokms.auth.jwt;

import dev.baokms.core.outcome.Failure;
import dev.baokms.core.outcome.Failure.LoginFailed;
import dev.baokms.core.outcome.Failure.LoginFailed.Problem;
import dev.baokms.core.outcome.Outcome;
import dev.baokms.core.port.CredentialSource.Credential;

/** Takes outcomes apart for tests. */
final class Outcomes {
    private Outcomes() {}

    static Failure failureOf(Outcome<Credential> outcome) {
        if (outcome instanceof Outcome.Failed<Credential>(Failure failure)) {
            return failure;
        }
        throw new AssertionError("expected a failure, got " + outcome);
    }

    static Problem problemOf(Outcome<Credential> outcome) {
        if (failureOf(outcome) instanceof LoginFailed(Problem problem)) {
            return problem;
        }
        throw new AssertionError("expected a failed login, got " + outcome);
    }
}
