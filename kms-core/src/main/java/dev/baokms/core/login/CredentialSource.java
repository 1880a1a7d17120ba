package dev.baokms.core.login;

import dev.baokms.core.failure.Outcome;
import dev.baokms.core.port.Budget;

/** Where the credential for a login comes from. It is asked at every login, so a replaced credential is used. */
@FunctionalInterface
public interface CredentialSource {
    /**
     * The credential, checked locally as far as possible. Fails with {@code LoginFailed} or {@code Timeout}; if a
     * server issues it, also with {@code Unreachable} or {@code Busy}.
     *
     * @return what the caller closes
     */
    Outcome<Credential> obtain(Budget budget);
}
