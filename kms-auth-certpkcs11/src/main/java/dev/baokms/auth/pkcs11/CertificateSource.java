package dev.baokms.auth.pkcs11;

import dev.baokms.core.outcome.Failure;
import dev.baokms.core.outcome.Failure.LoginFailed;
import dev.baokms.core.outcome.Failure.LoginFailed.Problem;
import dev.baokms.core.outcome.Outcome;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.CredentialSource;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;

/**
 * A login with a TLS client certificate whose key is in a PKCS#11 token. {@link #obtain} looks at token, PIN, key and certificate and
 * lets the token sign; from then on {@link #keyManager} shows that certificate in TLS handshakes, until a signature fails.
 *
 * <p>Nothing is loaded before the first use. Certificate and PIN files are read at every login. A PIN that the token refused is not
 * tried again until its file changes. All calls into the module are made on one thread; nobody waits for it longer than his budget,
 * a handshake no longer than {@link #SIGNATURE}.
 */
public final class CertificateSource implements CredentialSource, AutoCloseable {
    /** What a handshake waits for the token: below the time of one call, so that its failure is still told as one. */
    public static final Duration SIGNATURE = Duration.ofMillis(800);

    private static final int MAX_CHAIN_BYTES = 1 << 18;

    private final Pkcs11Settings settings;
    private final InstantSource clock;
    private final TokenThread thread = new TokenThread();
    private final TokenAccess token;
    private final TokenKeyManager keyManager = new TokenKeyManager();
    private final AtomicLong generation = new AtomicLong();
    private volatile Optional<Instant> expiry = Optional.empty();

    public CertificateSource(Pkcs11Settings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.token = new TokenAccess(settings);
        TokenProvider.register();
    }

    @Override
    public Outcome<Credential> obtain(Budget budget) {
        try {
            keyManager.show(identity(thread.call(budget.remaining(), this::proved)));
            return Outcome.ok(new Credential.Certificate(settings.mountPath(), settings.name()));
        } catch (TokenTrouble e) {
            keyManager.showNothing();
            return Outcome.failed(new LoginFailed(e.problem()));
        }
    }

    /**
     * Why a login would fail now. What is shown in handshakes stays: OpenBao renews a token only for the certificate it was issued
     * to, so that another one may be shown from the next login on and no earlier.
     */
    public Optional<Failure> flaw(Budget budget) {
        try {
            thread.call(budget.remaining(), this::proved);
            return Optional.empty();
        } catch (TokenTrouble e) {
            return Optional.of(new LoginFailed(e.problem()));
        }
    }

    /** Which files are there and not safe to use, and what mends it. Loads no module. */
    public List<String> problems() {
        return Stream.concat(Stream.of(settings.pinFile()), settings.certificateFile().stream())
                .flatMap(file -> new GuardedFile(file, MAX_CHAIN_BYTES).problem().stream())
                .toList();
    }

    /** For the HTTP client that logs in. */
    public KeyManager keyManager() {
        return keyManager;
    }

    /** When the certificate that was last looked at ends; empty before the first was read. */
    public Optional<Instant> certificateExpiry() {
        return expiry;
    }

    /** Whether the certificate has less life left than the settings want. */
    public boolean expiresSoon() {
        return expiry.filter(this::soon).isPresent();
    }

    /** The three checks of {@code doctor}, in order; one that failed makes those after it be skipped. */
    public List<Check> checks(Budget budget) {
        List<Check> checks = new ArrayList<>();
        List<X509Certificate> chain = new ArrayList<>();
        run(checks, "auth.cert.pkcs11", budget, "module, token, PIN and key are in order", token::ready);
        run(checks, "auth.cert.local", budget, "the certificate may log in", () -> {
            chain.addAll(chain());
            obey(chain.getFirst());
        });
        if (checks.getLast().status() == Check.Status.OK
                && soon(chain.getFirst().getNotAfter().toInstant())) {
            checks.removeLast();
            checks.add(new Check(
                    "auth.cert.local",
                    Check.Status.WARN,
                    "the client certificate ends at "
                            + chain.getFirst().getNotAfter().toInstant() + "; renew it"));
        }
        run(
                checks,
                "auth.cert.signer",
                budget,
                "the token signs and the certificate's key verifies it",
                () -> Proof.of(token, chain.getFirst().getPublicKey()));
        return List.copyOf(checks);
    }

    /** Ends the session and with it the login; a call that hangs in the module is not waited for. */
    @Override
    public void close() {
        keyManager.showNothing();
        try {
            thread.call(SIGNATURE, () -> {
                token.close();
                return true;
            });
        } catch (TokenTrouble e) {
            // Silent to the end: the process, which takes the session along, is about to end too.
        }
        thread.close();
    }

    private void run(List<Check> checks, String id, Budget budget, String good, Step step) {
        if (checks.stream().anyMatch(check -> check.status() == Check.Status.FAILED)) {
            checks.add(new Check(id, Check.Status.SKIPPED, "an earlier check failed"));
            return;
        }
        try {
            thread.call(budget.remaining(), () -> {
                step.run();
                return true;
            });
            checks.add(new Check(id, Check.Status.OK, good));
        } catch (TokenTrouble e) {
            checks.add(new Check(id, Check.Status.FAILED, new LoginFailed(e.problem()).text()));
        }
    }

    private interface Step {
        void run() throws TokenTrouble;
    }

    private List<X509Certificate> proved() throws TokenTrouble {
        List<X509Certificate> chain = chain();
        X509Certificate own = chain.getFirst();
        expiry = Optional.of(own.getNotAfter().toInstant());
        obey(own);
        Proof.of(token, own.getPublicKey());
        return chain;
    }

    private List<X509Certificate> chain() throws TokenTrouble {
        token.ready();
        Optional<GuardedFile> file = settings.certificateFile().map(path -> new GuardedFile(path, MAX_CHAIN_BYTES));
        return file.isPresent() ? Chain.ofPem(file.get().read()) : Chain.ofToken(token.certificates());
    }

    private void obey(X509Certificate own) throws TokenTrouble {
        Optional<Problem> broken = CertificateRules.broken(own, clock.instant(), settings.clockSkewLeeway());
        if (broken.isPresent()) {
            throw new TokenTrouble(broken.get());
        }
    }

    private boolean soon(Instant end) {
        return clock.instant().plus(settings.minRemainingTtl()).isAfter(end);
    }

    private TokenKeyManager.Identity identity(List<X509Certificate> chain) throws TokenTrouble {
        TokenKey key = TokenKey.of(chain.getFirst().getPublicKey(), this::signature)
                .orElseThrow(() -> new TokenTrouble(Problem.CERTIFICATE_WEAK));
        return new TokenKeyManager.Identity("token-" + generation.incrementAndGet(), key, chain);
    }

    private byte[] signature(Mechanism mechanism, byte[] input) throws SignatureException {
        try {
            return thread.call(SIGNATURE, () -> token.sign(mechanism, input));
        } catch (TokenTrouble e) {
            keyManager.showNothing();
            throw new SignatureException("the PKCS#11 token gives no signature: " + e.problem(), e);
        }
    }
}
