package dev.baokms.testkit.model;

import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.KmsPlugin;
import dev.baokms.testkit.kms.WrappedSeed;
import dev.baokms.testkit.model.EtcdEnvelope.SourceType;
import dev.baokms.testkit.model.StorageException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One kube-apiserver, 1.29 to 1.36, as its KMS v2 provider sees it: when it asks, what it checks, what it stores, what
 * it caches and when it stops writing. A restart is a new instance on the same provider and the same stored values.
 *
 * <p>Only the given clock counts, and nothing happens in the background. Advance the clock in steps of no more than a
 * few seconds and call {@link #tick} after each. {@code get} and {@code put} may be called from any number of threads.
 */
public final class VirtualApiServer {
    private static final Duration POLL_HEALTHY = Duration.ofSeconds(60);
    private static final Duration POLL_FAILING = Duration.ofSeconds(10);
    private static final int SHORTEST_SEED_BYTES = 32;

    /** A value that was read. */
    public static final class Read {
        private final byte[] value;
        private final boolean stale;

        private Read(byte[] value, boolean stale) {
            this.value = value;
            this.stale = stale;
        }

        /** The plaintext; the array is the caller's. */
        public byte[] value() {
            return value;
        }

        /** Whether an update would rewrite it even without changes. */
        public boolean stale() {
            return stale;
        }
    }

    private final String provider;
    private final KmsPlugin plugin;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final ProviderProbe probe;
    private final SeedCache seeds = new SeedCache();
    private Instant nextPoll = Instant.MIN;

    /**
     * A server that has not called its provider yet; the first {@link #tick} is its start.
     *
     * @param provider its name in EncryptionConfiguration
     * @param random a {@code SecureRandom}, or a seeded generator for a repeatable test
     */
    public VirtualApiServer(String provider, KmsPlugin plugin, InstantSource clock, RandomGenerator random) {
        this.provider = provider;
        this.plugin = plugin;
        this.clock = clock;
        this.random = random;
        this.probe = new ProviderProbe(plugin, clock, random);
    }

    /** The background poll, if it is due: 60 s after a good one, 10 s after a bad one. */
    public synchronized void tick() {
        if (!clock.instant().isBefore(nextPoll)) {
            boolean healthy = probe.check().isEmpty();
            nextPoll = clock.instant().plus(healthy ? POLL_HEALTHY : POLL_FAILING);
        }
    }

    /**
     * A request to {@code /healthz/kms-providers}. It calls the provider, but not within 20 s of a good answer or 3 s
     * of a bad one.
     *
     * @return all problems; empty when healthy
     */
    public List<String> health() {
        return probe.check();
    }

    /** The key_id for new values, once there is one. */
    public Optional<String> writeKeyId() {
        return probe.state().map(WriteState::keyId);
    }

    /** When writing stops, unless the provider gives another good answer. */
    public Optional<Instant> writableUntil() {
        return probe.state().map(WriteState::expiry);
    }

    /**
     * Encrypts a value for storage. The provider is not asked.
     *
     * @param etcdKey such as {@code /registry/secrets/default/demo}
     * @return the stored form
     * @throws StorageException NOT_READY or WRITE_EXPIRED
     */
    public byte[] put(String etcdKey, byte[] value) {
        WriteState state = requireState();
        Instant now = clock.instant();
        if (now.isAfter(state.expiry())) {
            throw new StorageException(
                    Reason.WRITE_EXPIRED,
                    "write seed of key_id %s expired at %s"
                            .formatted(ProviderProbe.hash(state.keyId()), state.expiry()));
        }
        seeds.put(SourceType.SEED, state.wrapped(), state.seed(), now);
        return EtcdEnvelope.seal(
                        provider,
                        state.wrapped(),
                        state.seed(),
                        randomBytes(EnvelopeCipher.INFO_BYTES),
                        randomBytes(EnvelopeCipher.NONCE_BYTES),
                        etcdKey,
                        value)
                .encoded();
    }

    /**
     * Decrypts a stored value. The provider is called when the seed is not cached.
     *
     * @throws StorageException for every reason but WRITE_EXPIRED
     */
    public Read get(String etcdKey, byte[] stored) {
        WriteState state = requireState();
        EtcdEnvelope envelope = EtcdEnvelope.parse(stored);
        if (!envelope.provider().equals(provider)) {
            throw new StorageException(Reason.FOREIGN, "value was written by provider " + envelope.provider());
        }
        WrappedSeed wrapped = envelope.wrapped();
        ContractRules.problem(wrapped).ifPresent(problem -> {
            throw new StorageException(Reason.MALFORMED, problem);
        });
        byte[] seed = seeds.get(envelope.type(), wrapped).orElseGet(() -> unwrap(envelope.type(), wrapped));
        boolean stale = envelope.type() != SourceType.SEED || !wrapped.keyId().equals(state.keyId());
        return new Read(envelope.open(seed, etcdKey), stale);
    }

    private byte[] unwrap(SourceType type, WrappedSeed wrapped) {
        byte[] seed;
        try {
            seed = plugin.decrypt(ProviderProbe.uid(random), wrapped);
        } catch (KmsCallException e) {
            throw new StorageException(Reason.PLUGIN, "Decrypt failed: " + e.getMessage(), e);
        }
        boolean usable = type == SourceType.SEED ? seed.length >= SHORTEST_SEED_BYTES : EtcdEnvelope.isAesKey(seed);
        if (!usable) {
            throw new StorageException(Reason.BAD_SEED, "Decrypt returned " + seed.length + " bytes");
        }
        // Cached before it has opened anything, as in the real server: a wrong answer stays for a day.
        seeds.put(type, wrapped, seed, clock.instant());
        return seed;
    }

    private WriteState requireState() {
        return probe.state()
                .orElseThrow(() -> new StorageException(
                        Reason.NOT_READY, "the provider has not answered Status and Encrypt well since start"));
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
