package dev.baokms.auth.jwt;

import dev.baokms.core.port.Budget;
import dev.baokms.core.secret.SecretBytes;

/** The source of a JWT, asked once for each login. */
interface JwtSource {
    /**
     * A JWT that follows the rules of the login, in compact form: only {@code A-Za-z0-9_-} and dots. The caller closes
     * it.
     */
    JwtAttempt<SecretBytes> jwt(Budget budget);
}
