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
import dev.baokms.core.port.StateStore;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.transit.OpenBaoTransit;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** OpenBao as the daemon would ask it, for commands: with its configuration and a login of their own. Nothing it does is kept. */
public final class OpenBaoInspector implements AutoCloseable {
    private static final int SEED_BYTES = 32;
    private static final RequestUid NO_API_SERVER = new RequestUid("command");

    private final OpenBaoTransit transit;
    private final Login login;
    private final Kms kms;
    private final Duration timeout;

    /** @throws UnsafeStartException as {@code serve} would */
    public OpenBaoInspector(Settings settings, BuildInfo build) throws UnsafeStartException {
        this(settings, build, KeyringState.EMPTY);
    }

    /**
     * For {@link #unwrap}, which goes by what is remembered as a daemon would.
     *
     * @throws UnsafeStartException as {@code serve} would
     */
    public OpenBaoInspector(Settings settings, BuildInfo build, KeyringState memory) throws UnsafeStartException {
        Preflight.require(settings);
        DaemonComponent parts =
                DaggerDaemonComponent.factory().create(settings, build, memory, StateStore.NONE, ProcessGauges.NONE);
        this.transit = parts.transit();
        this.kms = parts.provider();
        this.login = parts.login();
        this.timeout = settings.transit().timeout();
    }

    /** One read of the key's metadata. */
    public static Outcome<KeyMetadata> readKey(Settings settings, BuildInfo build) throws UnsafeStartException {
        try (OpenBaoInspector inspector = new OpenBaoInspector(settings, build)) {
            return inspector.readKey();
        }
    }

    /** Why there is no token. */
    public Optional<Failure> login() {
        return transit.login(call());
    }

    /** How many requests the token serves; 0 for any number. */
    public long tokenUseLimit() {
        return transit.tokenUseLimit();
    }

    public Outcome<Map<String, Set<String>>> capabilities(Collection<String> paths) {
        return transit.capabilities(paths, call());
    }

    public Outcome<KeyMetadata> readKey() {
        return transit.readKey(call());
    }

    public Outcome<Boolean> upsertAllowed() {
        return transit.upsertAllowed(call());
    }

    /** Whether random bytes come back from a wrap that can never pass for a stored one. Only for a key that is known to be there. */
    public Outcome<Boolean> wrapAndUnwrap() {
        byte[] seed = new byte[SEED_BYTES];
        new SecureRandom().nextBytes(seed);
        try (SecretBytes random = SecretBytes.adopting(seed)) {
            return transit.encryptWithLatest(random, Aad.ofProbe(), call())
                    .then(ciphertext -> transit.decrypt(ciphertext, Aad.ofProbe(), call()))
                    .map(back -> {
                        try (back) {
                            return back.sameAs(random);
                        }
                    });
        }
    }

    /**
     * What a daemon answers to an API server's Decrypt, every check before the request to OpenBao included. The caller
     * closes what it gets.
     */
    public Outcome<SecretBytes> unwrap(byte[] ciphertext, String keyId, Map<String, byte[]> annotations) {
        return kms.decrypt(ciphertext, keyId, annotations, NO_API_SERVER, Budget.starting(System::nanoTime, timeout));
    }

    private Call call() {
        return Call.of(Call.Cause.PROBE, Budget.starting(System::nanoTime, timeout));
    }

    @Override
    public void close() {
        transit.close();
        login.close();
    }
}
