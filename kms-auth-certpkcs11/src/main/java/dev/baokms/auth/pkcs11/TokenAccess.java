package dev.baokms.auth.pkcs11;

import dev.baokms.auth.pkcs11.TokenLookup.PrivateKeyHandle;
import dev.baokms.core.port.ByteSource;
import dev.baokms.core.secret.SecretBytes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The token: found by its label, logged in to, and with one session that stays open, because closing the last one
 * logs out. Not thread-safe: only {@link TokenThread} uses it, so that calls that belong together, such as a signature
 * and its PIN, stay together.
 */
final class TokenAccess {
    private static final Set<Long> USER_STATES =
            Set.of(Pkcs11Constants.CKS_RO_USER_FUNCTIONS, Pkcs11Constants.CKS_RW_USER_FUNCTIONS);

    private final Pkcs11Settings settings;
    private final Cryptoki.Loader loader;
    private final UserPin pin;
    private @Nullable Cryptoki module;
    private Optional<LoggedIn> open = Optional.empty();

    private record LoggedIn(long slot, long session, PrivateKeyHandle key, String pinStamp) {}

    TokenAccess(Pkcs11Settings settings, ByteSource pinFile, Cryptoki.Loader loader) {
        this.settings = settings;
        this.loader = loader;
        this.pin = new UserPin(pinFile);
    }

    /**
     * Makes sure that the token is open, logged in with the PIN that the file holds now, and its key found. Reopens
     * what is no longer alive.
     */
    void ready() throws Pkcs11LoginException {
        Cryptoki cryptoki = module();
        String stamp = pin.stamp();
        if (open.isPresent() && isAlive(cryptoki, open.get())) {
            if (open.get().pinStamp().equals(stamp)) {
                return;
            }
            // Login is per process: while logged in, the token accepts any PIN. A new PIN can be proved only after a
            // logout.
            cryptoki.logout(open.get().session());
        }
        abandon();
        pin.requireNotRefused(stamp);
        try {
            open = Optional.of(logIn(cryptoki, stamp));
        } catch (CryptokiException e) {
            throw Pkcs11LoginException.of(e);
        }
    }

    /** DER of the certificates on the token: those with the key's {@code CKA_ID} first. */
    List<byte[]> certificates() throws Pkcs11LoginException {
        List<byte[]> found = inSession((cryptoki, now) -> TokenLookup.certificates(cryptoki, now.session(), now.key()));
        if (found.isEmpty()) {
            throw new Pkcs11LoginException(Pkcs11Problem.CERTIFICATE_MISSING);
        }
        return found;
    }

    /** A signature in the form that TLS sends. */
    byte[] sign(Mechanism mechanism, byte[] input) throws Pkcs11LoginException {
        return inSession((cryptoki, now) -> {
            byte[] signature = now.key().alwaysAuthenticate()
                    ? signedWithPin(cryptoki, now, mechanism, input)
                    : signed(cryptoki, now, mechanism, input);
            return mechanism instanceof Mechanism.Ecdsa ? EcdsaDer.of(signature) : signature;
        });
    }

    void close() {
        abandon();
    }

    private static byte[] signed(Cryptoki cryptoki, LoggedIn now, Mechanism mechanism, byte[] input)
            throws CryptokiException {
        cryptoki.signInit(now.session(), now.key().object(), mechanism);
        return cryptoki.sign(now.session(), input);
    }

    /**
     * The standard requires the PIN between C_SignInit and C_Sign; everything that can fail earlier is done earlier.
     */
    private byte[] signedWithPin(Cryptoki cryptoki, LoggedIn now, Mechanism mechanism, byte[] input)
            throws CryptokiException, Pkcs11LoginException {
        try (SecretBytes secret = pin.read(now.pinStamp(), cryptoki.tokenInfo(now.slot()))) {
            cryptoki.signInit(now.session(), now.key().object(), mechanism);
            pin.allowSignature(cryptoki, now.session(), secret, now.pinStamp());
            return cryptoki.sign(now.session(), input);
        }
    }

    /** Work with an open session. */
    private interface SessionUse<T> {
        T of(Cryptoki cryptoki, LoggedIn now) throws CryptokiException, Pkcs11LoginException;
    }

    /** A session in which anything failed is not used again, because its state is unknown. */
    private <T> T inSession(SessionUse<T> use) throws Pkcs11LoginException {
        ready();
        try {
            return use.of(module(), open.orElseThrow());
        } catch (CryptokiException e) {
            abandon();
            throw Pkcs11LoginException.of(e);
        } catch (Pkcs11LoginException e) {
            abandon();
            throw e;
        }
    }

    private Cryptoki module() throws Pkcs11LoginException {
        Cryptoki loaded = module;
        if (loaded == null) {
            loaded = loader.load();
            module = loaded;
        }
        return loaded;
    }

    private static boolean isAlive(Cryptoki cryptoki, LoggedIn open) {
        try {
            return USER_STATES.contains(cryptoki.sessionState(open.session()));
        } catch (CryptokiException e) {
            return false;
        }
    }

    /**
     * Ends the rest of the former login and the module: after a token was removed, only C_Finalize and C_Initialize
     * make every module find it again.
     */
    private void abandon() {
        Cryptoki cryptoki = module;
        if (cryptoki != null) {
            open.ifPresent(now -> cryptoki.closeSession(now.session()));
            cryptoki.finalizeModule();
        }
        open = Optional.empty();
    }

    private LoggedIn logIn(Cryptoki cryptoki, String stamp) throws CryptokiException, Pkcs11LoginException {
        cryptoki.initialize();
        long slot = TokenLookup.slot(cryptoki, settings.tokenLabel());
        long session = cryptoki.openSession(slot);
        boolean usable = false;
        try (SecretBytes secret = pin.read(stamp, cryptoki.tokenInfo(slot))) {
            pin.logIn(cryptoki, session, secret, stamp);
            PrivateKeyHandle key = TokenLookup.privateKey(cryptoki, session, settings.keyLabel());
            usable = true;
            return new LoggedIn(slot, session, key, stamp);
        } finally {
            if (!usable) {
                cryptoki.closeSession(session);
            }
        }
    }
}
