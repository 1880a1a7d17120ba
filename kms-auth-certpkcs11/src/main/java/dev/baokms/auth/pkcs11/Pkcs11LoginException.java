package dev.baokms.auth.pkcs11;

import dev.baokms.core.failure.Failure.LoginFailed;
import java.util.Set;

/**
 * An expected failure of a login, on its way to an {@code Outcome}. The message is for operators: what was seen, which
 * PKCS#11 function returned what, if any, and what to do. It holds no secret and no path.
 */
final class Pkcs11LoginException extends Exception {
    private static final long serialVersionUID = 1;

    private static final Set<ReturnCode> GONE = Set.of(ReturnCode.CKR_DEVICE_REMOVED, ReturnCode.CKR_TOKEN_NOT_PRESENT);

    private final Pkcs11Problem problem;

    Pkcs11LoginException(Pkcs11Problem problem) {
        super(problem.text());
        this.problem = problem;
    }

    Pkcs11LoginException(Pkcs11Problem problem, Throwable cause) {
        super(problem.text(), cause);
        this.problem = problem;
    }

    Pkcs11LoginException(Pkcs11Problem problem, CryptokiException cause) {
        super(problem.text(String.valueOf(cause.getMessage())), cause);
        this.problem = problem;
    }

    /** For a failure of the token without a more specific problem. */
    static Pkcs11LoginException of(CryptokiException cause) {
        return new Pkcs11LoginException(
                cause.isOneOf(GONE) ? Pkcs11Problem.TOKEN_ABSENT : Pkcs11Problem.TOKEN_FAILING, cause);
    }

    Pkcs11Problem problem() {
        return problem;
    }

    String text() {
        return String.valueOf(getMessage());
    }

    /** The one place where a failure leaves this module. */
    LoginFailed toFailure() {
        return new LoginFailed(text(), false);
    }
}
