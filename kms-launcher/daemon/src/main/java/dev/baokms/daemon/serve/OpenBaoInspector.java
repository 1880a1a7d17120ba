package dev.baokms.daemon.serve;

import dev.baokms.configuration.Settings;
import dev.baokms.core.Kms;
import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.key.Aad;
import dev.baokms.core.keyring.KeyMetadata;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.core.login.Login;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.Call;
import dev.baokms.core.port.RequestUid;
import dev.baokms.core.port.SeedStore;
import dev.baokms.core.port.StateStore;
import dev.baokms.core.port.Survivor;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.host.ProcessIdentity;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.transit.OpenBaoTransit;
import dev.baokms.transit.http.TrustedHttp;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Asks OpenBao as the daemon would, for commands: with the daemon's configuration and a separate login. It stores
 * nothing.
 */
public final class OpenBaoInspector implements AutoCloseable {
    private static final int SEED_BYTES = 32;
    private static final RequestUid NO_API_SERVER = new RequestUid("command");

    private final OpenBaoTransit transit;
    private final Login login;
    private final Kms kms;
    private final Patience patience;
    private final Duration asLongAsADaemon;
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile Duration lastAnswer = Duration.ZERO;

    /**
     * Returns the daemon's trust in OpenBao, for requests without the daemon's login.
     *
     * @throws UnsafeStartException as {@code serve} would
     */
    public static TrustedHttp trusted(Settings settings) throws UnsafeStartException {
        Optional<Path> bundle = settings.trust().caCertFile();
        return bundle.isPresent()
                ? CaBundle.configured(bundle.get(), settings, ProcessIdentity.ofThisProcess())
                : TrustedHttp.trustingThePlatform();
    }

    /** @throws UnsafeStartException as {@code serve} would */
    public OpenBaoInspector(Settings settings, BuildInfo build, Patience patience) throws UnsafeStartException {
        this(settings, build, KeyringState.EMPTY, patience);
    }

    /**
     * Creates an inspector for {@link #unwrap}, which uses the remembered keyring as a daemon would.
     *
     * @throws UnsafeStartException as {@code serve} would
     */
    public OpenBaoInspector(Settings settings, BuildInfo build, KeyringState memory, Patience patience)
            throws UnsafeStartException {
        Preflight.require(settings);
        DaemonComponent parts = DaggerDaemonComponent.factory()
                .create(
                        settings,
                        new CallLimit(patience.longest(), patience.longest()),
                        build,
                        memory,
                        StateStore.NONE,
                        SeedStore.NONE,
                        Survivor.NONE,
                        ProcessGauges.NONE);
        this.transit = parts.transit();
        this.kms = parts.provider();
        this.login = parts.login();
        this.patience = patience;
        this.asLongAsADaemon = settings.transit().timeout();
    }

    /** Reads the key's metadata once. */
    public static Outcome<KeyMetadata> readKey(Settings settings, BuildInfo build, Patience patience)
            throws UnsafeStartException {
        try (OpenBaoInspector inspector = new OpenBaoInspector(settings, build, patience)) {
            return inspector.readKey();
        }
    }

    /** Logs in; returns the failure if there is no token. */
    public Optional<Failure> login() {
        return asked(() -> transit.login(call()));
    }

    /** Returns how many requests the token serves; 0 means any number. */
    public long tokenUseLimit() {
        return transit.tokenUseLimit();
    }

    public Outcome<Map<String, Set<String>>> capabilities(Collection<String> paths) {
        return asked(() -> transit.capabilities(paths, call()));
    }

    public Outcome<KeyMetadata> readKey() {
        return asked(() -> transit.readKey(call()));
    }

    public Outcome<Boolean> upsertAllowed() {
        return asked(() -> transit.upsertAllowed(call()));
    }

    /**
     * Whether random bytes survive a wrap and an unwrap; the wrap can never pass for a stored one. Only for a key that
     * exists.
     */
    public Outcome<Boolean> wrapAndUnwrap() {
        byte[] seed = new byte[SEED_BYTES];
        new SecureRandom().nextBytes(seed);
        try (SecretBytes random = SecretBytes.adopting(seed)) {
            return asked(() -> transit.encryptWithLatest(random, Aad.ofProbe(), call())
                    .then(ciphertext -> transit.decrypt(ciphertext, Aad.ofProbe(), call()))
                    .map(back -> {
                        try (back) {
                            return back.sameAs(random);
                        }
                    }));
        }
    }

    /**
     * Returns the daemon's answer to an API server's Decrypt, including every check before the request to OpenBao. The
     * caller closes the result.
     */
    public Outcome<SecretBytes> unwrap(byte[] ciphertext, String keyId, Map<String, byte[]> annotations) {
        return asked(() -> kms.decrypt(ciphertext, keyId, annotations, NO_API_SERVER, budget()));
    }

    /** Returns how long the last answer took. */
    public Duration lastAnswer() {
        return lastAnswer;
    }

    private <T> T asked(Supplier<T> question) {
        long begun = System.nanoTime();
        Thread watch = Thread.ofVirtual().start(this::tellThatItTakesLong);
        try {
            return question.get();
        } finally {
            watch.interrupt();
            lastAnswer = Duration.ofNanos(System.nanoTime() - begun);
        }
    }

    private void tellThatItTakesLong() {
        try {
            Thread.sleep(asLongAsADaemon);
        } catch (InterruptedException answered) {
            return;
        }
        if (!told.getAndSet(true)) {
            patience.told().accept(asLongAsADaemon);
        }
    }

    private Call call() {
        return Call.of(Call.Cause.PROBE, budget());
    }

    private Budget budget() {
        return Budget.starting(System::nanoTime, patience.longest());
    }

    @Override
    public void close() {
        transit.close();
        login.close();
    }
}
