package dev.baokms.core.login;

import dev.baokms.core.failure.Outcome;
import dev.baokms.core.port.Budget;

/** Where the proof of identity for a login comes from. Asked again for every login, so that a replaced one is seen. */
@FunctionalInterface
public interface CredentialSource {
    /**
     * The credential, checked locally as far as that is possible. Fails with {@code LoginFailed} or
     * {@code Timeout}; where a server is asked for it, also with {@code Unreachable} or {@code Busy}.
     *
     * @return what the caller closes
     */
    Outcome<Credential> obtain(Budget budget);
}
