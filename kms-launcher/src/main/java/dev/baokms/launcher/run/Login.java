package dev.baokms.launcher.run;

import dev.baokms.core.port.CredentialSource;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;

/**
 * How we log in, and the files that it depends on.
 *
 * @param files credentials that are read at each login
 * @param ca whom the server that gives us the credential is trusted by, if there is such a server with a bundle of its own
 * @param certificate the client certificate, if it is what we log in by
 */
record Login(
        CredentialSource source,
        List<WatchedFile> files,
        Optional<TrustedCa> ca,
        Optional<CertificateLogin> certificate)
        implements AutoCloseable {
    /** Whom connections to OpenBao are made as: nobody, but for a login by certificate. */
    List<KeyManager> identity() {
        return certificate.map(CertificateLogin::keyManager).stream().toList();
    }

    /** Looks at all of them. True when one was replaced, so that logins may go better now. */
    boolean refresh() {
        boolean replaced = ca.map(TrustedCa::refresh).orElse(false);
        for (WatchedFile file : files) {
            replaced |= file.refresh();
        }
        certificate.ifPresent(CertificateLogin::warnOfExpiry);
        return replaced;
    }

    @Override
    public void close() {
        certificate.ifPresent(CertificateLogin::close);
    }
}
