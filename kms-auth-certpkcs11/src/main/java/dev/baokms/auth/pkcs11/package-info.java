/**
 * A TLS client identity whose private key stays in a PKCS#11 token (an HSM or TPM), for OpenBao's certificate login.
 *
 * <p>It will implement {@link dev.baokms.core.port.CredentialSource}: find token and key by label, sign on threads of its own with
 * a deadline, never try a PIN twice, and recover when a removed token returns. Nothing of it exists yet, and the configuration
 * refuses {@code auth.method: cert}.
 */
@NullMarked
package dev.baokms.auth.pkcs11;

import org.jspecify.annotations.NullMarked;
