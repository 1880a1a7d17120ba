/**
 * A TLS client identity with a private key that stays in a PKCS#11 token (an HSM or TPM), for OpenBao's certificate
 * login.
 *
 * <p>The module is called through {@code java.lang.foreign} and not through the platform's SunPKCS11, which finds no
 * token by its label, hides a private key whose certificate is in a file, and cannot finalize a module, the only way to
 * find a removed token again.
 */
@NullMarked
package dev.baokms.auth.pkcs11;

import org.jspecify.annotations.NullMarked;
