package dev.baokms.core;

import static dev.baokms.core.failure.Outcomes.value;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.baokms.core.continuity.Continuity;
import dev.baokms.core.continuity.ContinuitySettings;
import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.key.DerivedKey;
import dev.baokms.core.key.KeyScope;
import dev.baokms.core.key.KeyVersion;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.Call;
import dev.baokms.core.port.Event;
import dev.baokms.core.port.InMemorySeeds;
import dev.baokms.core.port.InMemorySurvivor;
import dev.baokms.core.port.InMemoryTransit;
import dev.baokms.core.port.Ports;
import dev.baokms.core.port.RequestUid;
import dev.baokms.core.port.Transit;
import dev.baokms.core.secret.SecretBytes;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** A provider over an in-memory Transit, with its clock in hand. Version 1 is an hour old. */
final class Bench {
    static final Budget AMPLE = () -> Duration.ofSeconds(10);
    static final KeyScope SCOPE =
            new KeyScope("provider", "cluster", "instance", Optional.of("team/a"), "mount", "lineage");
    static final RequestUid UID = new RequestUid("uid");
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    final InMemoryTransit transit;
    final AtomicReference<Instant> clock = new AtomicReference<>(START);
    volatile Runnable onClockRead = () -> {};
    final Queue<Event> events = new ConcurrentLinkedQueue<>();
    /** What is on the disk, and what the disk says to the next save. */
    final AtomicReference<KeyringState> disk = new AtomicReference<>(KeyringState.EMPTY);

    volatile Optional<Failure> diskFailure = Optional.empty();
    /** Time since boot, which a wall clock's step does not move. */
    final AtomicReference<Duration> uptime = new AtomicReference<>(Duration.ofHours(3));

    final InMemorySeeds seeds = new InMemorySeeds();
    final InMemorySurvivor survivor = new InMemorySurvivor();
    volatile Runnable onSave = () -> {};
    private final ProviderSettings settings;
    private final UnaryOperator<Transit> around;
    volatile KmsProvider provider;

    Bench() {
        this(ProviderSettings.defaults("1.2.3"), UnaryOperator.identity());
    }

    /** @param around what stands between the provider and its Transit */
    Bench(ProviderSettings settings, UnaryOperator<Transit> around) {
        this(settings, around, new InMemoryTransit(START.minus(Duration.ofHours(1))));
    }

    /** A node of the same cluster that knows nothing yet. */
    Bench(Bench other) {
        this(other.settings, other.around, other.transit);
        clock.set(other.clock.get());
    }

    private Bench(ProviderSettings settings, UnaryOperator<Transit> around, InMemoryTransit transit) {
        this.settings = settings;
        this.around = around;
        this.transit = transit;
        this.provider = started();
    }

    private Outcome<KeyringState> save(KeyringState memory) {
        onSave.run();
        if (diskFailure.isPresent()) {
            return Outcome.failed(diskFailure.get());
        }
        disk.set(memory);
        return Outcome.ok(memory);
    }

    /** A new process: it knows what is on the disk and nothing else. */
    void restart() {
        provider = started();
    }

    private KmsProvider started() {
        return new KmsProvider(SCOPE, settings, disk.get(), ports());
    }

    private Ports ports() {
        var random = new Random(7);
        return new Ports(
                around.apply(transit), this::save, seeds, survivor, events::add, this::now, uptime::get, count -> {
                    byte[] bytes = new byte[count];
                    random.nextBytes(bytes);
                    return bytes;
                });
    }

    /** One whose first probe was good. */
    static Bench ready() {
        var bench = new Bench();
        bench.probe();
        return bench;
    }

    private Instant now() {
        onClockRead.run();
        return clock.get();
    }

    Instant probe() {
        return provider.probe(() -> AMPLE);
    }

    void pass(Duration time) {
        clock.updateAndGet(now -> now.plus(time));
        uptime.updateAndGet(now -> now.plus(time));
    }

    /** Adds a version and lets it become the write key. */
    void switchToNewVersion() {
        transit.rotate(clock.get());
        pass(Duration.ofMinutes(2));
        probe();
    }

    Snapshot snapshot() {
        return provider.view().snapshot();
    }

    DerivedKey writeKey() {
        return snapshot().keyring().active().orElseThrow();
    }

    Instant writeKeyCreated() {
        return Instant.ofEpochSecond(writeKey().version().createdAtEpochSeconds());
    }

    int activeVersion() {
        return writeKey().version().number();
    }

    Outcome<Kms.Wrapped> encrypt(byte[] plaintext) {
        try (SecretBytes seed = SecretBytes.copyOf(plaintext)) {
            return provider.encrypt(seed, UID, AMPLE);
        }
    }

    Stored stored(byte[] plaintext) {
        return Stored.of(value(encrypt(plaintext)));
    }

    Outcome<SecretBytes> decrypt(Stored stored) {
        return decrypt(stored, AMPLE);
    }

    Outcome<SecretBytes> decrypt(Stored stored, Budget budget) {
        return provider.decrypt(stored.ciphertext(), stored.keyId(), stored.annotations(), UID, budget);
    }

    /** An object under a key_id that no version here has; what it holds is of no matter. */
    Stored elsewhere(int version, Instant createdAt) {
        DerivedKey entry = DerivedKey.derive(SCOPE, new KeyVersion(version, createdAt.getEpochSecond()));
        String body = Base64.getEncoder().encodeToString(new byte[40]);
        return new Stored(
                ("vault:v" + version + ":" + body).getBytes(US_ASCII),
                entry.keyId().value(),
                Map.of());
    }

    /** What another node, which knows more of the key, has stored. */
    Stored storedElsewhere(int version, Instant createdAt, byte[] plaintext) {
        DerivedKey entry = DerivedKey.derive(SCOPE, new KeyVersion(version, createdAt.getEpochSecond()));
        try (SecretBytes seed = SecretBytes.copyOf(plaintext)) {
            return Stored.of(value(new EncryptSeed(
                            SCOPE, "9.9.9", false, new Continuity(SCOPE, ContinuitySettings.DEFAULT, ports(), () -> {}))
                    .encrypt(seed, entry, Call.of(Call.Cause.SERVE, AMPLE))));
        }
    }

    /**
     * What Kubernetes keeps of one Encrypt.
     *
     * @param ciphertext as bytes
     * @param keyId as text
     * @param annotations as the protocol carries them
     */
    @SuppressWarnings("ArrayRecordComponent") // equal when the same arrays, which is all that tests ask
    record Stored(byte[] ciphertext, String keyId, Map<String, byte[]> annotations) {
        static Stored of(Kms.Wrapped wrapped) {
            return new Stored(
                    wrapped.ciphertext().bytes(),
                    wrapped.keyId().value(),
                    wrapped.annotations().encoded());
        }

        Stored withCiphertext(byte[] other) {
            return new Stored(other, keyId, annotations);
        }

        Stored withKeyId(String other) {
            return new Stored(ciphertext, other, annotations);
        }

        Stored withAnnotations(Map<String, byte[]> others) {
            return new Stored(ciphertext, keyId, others);
        }
    }
}
