package dev.baokms.auth.jwt;

import dev.baokms.core.port.Budget;
import dev.baokms.core.secret.SecretBytes;

/** Where a JWT is taken from, once for each login. */
interface JwtSource {
    /** One that keeps the rules of the login: in compact form, {@code A-Za-z0-9_-} and dots only. The caller closes it. */
    JwtAttempt<SecretBytes> jwt(Budget budget);
}
