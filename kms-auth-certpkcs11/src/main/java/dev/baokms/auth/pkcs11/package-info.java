/**
 * A TLS client identity with a private key that stays in a PKCS#11 token (an HSM or TPM), for OpenBao's certificate
 * login.
 *
 * <p>The module is called through {@code java.lang.foreign} and not through the platform's SunPKCS11: that one
 * finds no token by its label, hides a private key with its certificate in a file, and cannot finalize a module,
 * which alone brings a removed token back.
 */
@NullMarked
package dev.baokms.auth.pkcs11;

import org.jspecify.annotations.NullMarked;
