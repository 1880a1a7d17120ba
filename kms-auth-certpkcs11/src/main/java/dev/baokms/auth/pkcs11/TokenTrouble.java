package dev.baokms.auth.pkcs11;

import dev.baokms.core.outcome.Failure.LoginFailed.Problem;

/** An expected failure on its way to an {@code Outcome}; the message is the problem's name, so it holds no secret. */
final class TokenTrouble extends Exception {
    private static final long serialVersionUID = 1;

    private final Problem problem;

    TokenTrouble(Problem problem) {
        super(problem.name());
        this.problem = problem;
    }

    TokenTrouble(Problem problem, Throwable cause) {
        super(problem.name(), cause);
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
