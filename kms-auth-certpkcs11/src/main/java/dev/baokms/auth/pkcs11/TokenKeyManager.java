package dev.baokms.auth.pkcs11;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Presents the certificate while its key works. A handshake goes on without one: OpenBao needs the certificate only for
 * login and renewal, so a broken token does not cut off a daemon that is logged in.
 */
final class TokenKeyManager extends X509ExtendedKeyManager {
    private final AtomicReference<Optional<ClientIdentity>> current = new AtomicReference<>(Optional.empty());

    /** Alias, key and chain in one object, so that a handshake cannot mix two identities. */
    record ClientIdentity(String alias, TokenKey key, List<X509Certificate> chain) {}

    void show(ClientIdentity identity) {
        current.set(Optional.of(identity));
    }

    void showNothing() {
        current.set(Optional.empty());
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return current.get()
                .filter(identity -> List.of(keyTypes).contains(identity.key().getAlgorithm()))
                .map(ClientIdentity::alias)
                .orElse(null);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return chooseClientAlias(keyTypes, issuers, null);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = chooseClientAlias(new String[] {keyType}, issuers, null);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return named(alias)
                .map(identity -> identity.chain().toArray(X509Certificate[]::new))
                .orElse(null);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return named(alias).map(ClientIdentity::key).orElse(null);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    private Optional<ClientIdentity> named(String alias) {
        return current.get().filter(identity -> identity.alias().equals(alias));
    }
}
