package dev.baokms.auth.pkcs11;

import dev.baokms.core.login.Diagnosis;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.ByteSource;
import dev.baokms.core.secret.SecretBytes;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManager;

/**
 * A login with a TLS client certificate whose key is in a PKCS#11 token. {@link #show} checks token, PIN, key and
 * certificate and lets the token sign; from then on {@link #keyManager} presents that certificate in TLS handshakes,
 * until a signature fails.
 *
 * <p>Nothing is loaded before the first use. Certificate and PIN files are read at every login, and the PIN file at
 * every signature with a key that requires the PIN. A PIN that the token refused is not tried again until its file
 * changes. All calls into the module are made on one thread; a caller waits for that thread at most its budget, and a
 * handshake at most {@link #SIGNATURE}.
 */
final class CertificateSource implements AutoCloseable {
    /**
     * How long a handshake waits for the token: less than one call may take, so that the call can still report the
     * failure.
     */
    static final Duration SIGNATURE = Duration.ofMillis(800);

    static final int MAX_CHAIN_BYTES = 1 << 18;
    static final int MAX_PIN_BYTES = 256;

    private final Pkcs11Settings settings;
    private final Optional<ByteSource> certificateFile;
    private final InstantSource clock;
    private final TokenThread thread = new TokenThread();
    private final TokenAccess token;
    private final TokenKeyManager keyManager = new TokenKeyManager();
    private final AtomicLong generation = new AtomicLong();
    private volatile Optional<Instant> expiry = Optional.empty();

    CertificateSource(
            Pkcs11Settings settings,
            ByteSource pinFile,
            Optional<ByteSource> certificateFile,
            InstantSource clock,
            Cryptoki.Loader loader) {
        this.settings = settings;
        this.certificateFile = certificateFile;
        this.clock = clock;
        this.token = new TokenAccess(settings, pinFile, loader);
        TokenProvider.register();
    }

    /**
     * Proves that a login can work, and presents this certificate in handshakes from now on. On failure none is
     * presented.
     */
    void show(Budget budget) throws Pkcs11LoginException {
        try {
            keyManager.show(identity(thread.call(budget.remaining(), this::proved)));
        } catch (Pkcs11LoginException e) {
            keyManager.showNothing();
            throw e;
        }
    }

    /**
     * Why a login would fail now; empty when it would not. Handshakes keep presenting the former certificate: OpenBao
     * renews a token only for the certificate it was issued to, so a new one is presented from the next login on.
     */
    Optional<Pkcs11LoginException> flaw(Budget budget) {
        try {
            thread.call(budget.remaining(), this::proved);
            return Optional.empty();
        } catch (Pkcs11LoginException e) {
            return Optional.of(e);
        }
    }

    /** For the HTTP client that logs in. */
    KeyManager keyManager() {
        return keyManager;
    }

    /** When the last checked certificate ends; empty before the first was read. */
    Optional<Instant> certificateExpiry() {
        return expiry;
    }

    /** Whether the certificate has less life left than the settings require. */
    boolean expiresSoon() {
        return expiry.filter(this::isSoon).isPresent();
    }

    Diagnosis checkToken(Budget budget) {
        return checked(budget, () -> {
            token.ready();
            return Diagnosis.pass("module, token, PIN and key are in order");
        });
    }

    Diagnosis checkCertificate(Budget budget) {
        return checked(budget, () -> {
            X509Certificate own = chain().getFirst();
            requireAcceptable(own);
            Instant end = own.getNotAfter().toInstant();
            return isSoon(end)
                    ? Diagnosis.warn("the client certificate ends at " + end + "; renew it")
                    : Diagnosis.pass("the certificate may log in");
        });
    }

    Diagnosis checkSignature(Budget budget) {
        return checked(budget, () -> {
            ProofOfPossession.require(token, chain().getFirst().getPublicKey());
            return Diagnosis.pass("the token signs and the certificate's key verifies it");
        });
    }

    private Diagnosis checked(Budget budget, TokenThread.TokenTask<Diagnosis> look) {
        try {
            return thread.call(budget.remaining(), look);
        } catch (Pkcs11LoginException e) {
            return Diagnosis.fail(e.text());
        }
    }

    /** Ends the session, and the login with it. Does not wait for a call that hangs in the module. */
    @Override
    public void close() {
        keyManager.showNothing();
        try {
            thread.call(SIGNATURE, () -> {
                token.close();
                return true;
            });
        } catch (Pkcs11LoginException e) {
            // The token does not answer. The process is about to end, and the session with it.
        }
        thread.close();
    }

    private List<X509Certificate> proved() throws Pkcs11LoginException {
        List<X509Certificate> chain = chain();
        X509Certificate own = chain.getFirst();
        expiry = Optional.of(own.getNotAfter().toInstant());
        requireAcceptable(own);
        ProofOfPossession.require(token, own.getPublicKey());
        return chain;
    }

    private List<X509Certificate> chain() throws Pkcs11LoginException {
        token.ready();
        if (certificateFile.isEmpty()) {
            return CertificateChain.ofToken(token.certificates());
        }
        try (SecretBytes pem = FileContent.of(certificateFile.get(), MAX_CHAIN_BYTES)) {
            return CertificateChain.ofPem(pem.exposeTo(byte[]::clone));
        }
    }

    private void requireAcceptable(X509Certificate own) throws Pkcs11LoginException {
        Optional<Pkcs11Problem> broken = CertificateRules.broken(own, clock.instant(), settings.clockSkewLeeway());
        if (broken.isPresent()) {
            throw new Pkcs11LoginException(broken.get());
        }
    }

    private boolean isSoon(Instant end) {
        return clock.instant().plus(settings.minRemainingTtl()).isAfter(end);
    }

    private TokenKeyManager.ClientIdentity identity(List<X509Certificate> chain) throws Pkcs11LoginException {
        TokenKey key = TokenKey.of(chain.getFirst().getPublicKey(), this::signature)
                .orElseThrow(() -> new Pkcs11LoginException(Pkcs11Problem.CERTIFICATE_WEAK));
        return new TokenKeyManager.ClientIdentity("token-" + generation.incrementAndGet(), key, chain);
    }

    private byte[] signature(Mechanism mechanism, byte[] input) throws SignatureException {
        try {
            return thread.call(SIGNATURE, () -> token.sign(mechanism, input));
        } catch (Pkcs11LoginException e) {
            keyManager.showNothing();
            throw new SignatureException("the PKCS#11 token gives no signature: " + e.text(), e);
        }
    }
}
