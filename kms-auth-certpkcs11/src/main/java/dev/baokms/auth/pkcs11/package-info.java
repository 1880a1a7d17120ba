/**
 * A TLS client identity whose private key stays in a PKCS#11 token (an HSM or TPM), for OpenBao's certificate login.
 *
 * <p>The module is called through {@code java.lang.foreign} and not through the platform's SunPKCS11: that one finds no token by its
 * label, hides a private key whose certificate is in a file, and cannot finalize a module, which alone brings a removed token back.
 */
@NullMarked
package dev.baokms.auth.pkcs11;

import org.jspecify.annotations.NullMarked;
