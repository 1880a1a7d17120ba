package dev.baokms.launcher.run;

import dev.baokms.core.key.Aad;
import dev.baokms.core.outcome.Failure;
import dev.baokms.core.outcome.Outcome;
import dev.baokms.core.outcome.SecretBytes;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.Call;
import dev.baokms.core.port.KeyMetadata;
import dev.baokms.core.port.KeyringMemory;
import dev.baokms.core.port.StateStore;
import dev.baokms.core.port.Transit;
import dev.baokms.launcher.config.Settings;
import dev.baokms.launcher.observe.BuildInfo;
import dev.baokms.transit.OpenBaoTransit;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** OpenBao as the daemon would ask it, for commands: with its configuration and a login of their own. Nothing it does is kept. */
public final class Inspection implements AutoCloseable {
    private static final int SEED_BYTES = 32;

    private final OpenBaoTransit transit;
    private final Login login;
    private final Duration timeout;

    /** @throws java.io.UncheckedIOException if the CA bundle cannot be used; {@link TlsTrial} or {@link StartCheck} has asked before */
    public Inspection(Settings settings, BuildInfo build) {
        DaemonComponent parts =
                DaggerDaemonComponent.factory().create(settings, build, KeyringMemory.EMPTY, StateStore.NONE);
        this.transit = parts.transit();
        this.login = parts.login();
        this.timeout = settings.openBao().timeout();
    }

    /** Why there is no token. */
    public Optional<Failure> login() {
        return transit.login(call());
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
            return transit.encrypt(random, Transit.LATEST, Aad.ofProbe(), call())
                    .then(ciphertext -> transit.decrypt(ciphertext, Aad.ofProbe(), call()))
                    .map(back -> {
                        try (back) {
                            return back.sameAs(random);
                        }
                    });
        }
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
