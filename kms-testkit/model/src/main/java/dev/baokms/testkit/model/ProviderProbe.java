package dev.baokms.testkit.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.KmsPlugin;
import dev.baokms.testkit.kms.KmsPlugin.StatusReply;
import dev.baokms.testkit.kms.WrappedSeed;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Status, and Encrypt when the key_id is new. Serves the background loop and health requests, one at a time, and
 * repeats its last result when asked again soon.
 */
final class ProviderProbe {
    static final int SEED_BYTES = 32;
    private static final Duration HEALTHY_RESULT_LIFE = Duration.ofSeconds(20);
    private static final Duration FAILING_RESULT_LIFE = Duration.ofSeconds(3);

    private final KmsPlugin plugin;
    private final InstantSource clock;
    private final RandomGenerator random;
    private @Nullable String version;
    private List<String> problems = List.of();
    private Instant resultExpiry = Instant.MIN;
    private volatile @Nullable WriteState state;

    ProviderProbe(KmsPlugin plugin, InstantSource clock, RandomGenerator random) {
        this.plugin = plugin;
        this.clock = clock;
        this.random = random;
    }

    Optional<WriteState> state() {
        return Optional.ofNullable(state);
    }

    /** Everything wrong with the provider; empty when it is healthy. */
    synchronized List<String> check() {
        if (clock.instant().isBefore(resultExpiry)) {
            return problems;
        }
        problems = ask();
        resultExpiry = clock.instant().plus(problems.isEmpty() ? HEALTHY_RESULT_LIFE : FAILING_RESULT_LIFE);
        return problems;
    }

    private List<String> ask() {
        StatusReply status;
        try {
            status = plugin.status();
        } catch (KmsCallException e) {
            return List.of("Status failed: " + e.getMessage());
        }
        var found = new ArrayList<String>();
        if (!status.healthz().equals("ok")) {
            found.add("healthz is: " + status.healthz());
        }
        versionProblem(status.version()).ifPresent(found::add);
        // Problems found so far do not matter here: a valid key_id is enough to keep writing.
        ContractRules.keyIdProblem(status.keyId())
                .or(() -> follow(status.keyId()))
                .ifPresent(found::add);
        return List.copyOf(found);
    }

    /** Only the first valid version seen is accepted from then on. */
    private Optional<String> versionProblem(String seen) {
        if (!seen.equals("v2") && !seen.equals("v2beta1")) {
            return Optional.of("version is not v2 or v2beta1");
        }
        if (version == null) {
            version = seen;
        }
        return version.equals(seen) ? Optional.empty() : Optional.of("version changed from " + version + " to " + seen);
    }

    private Optional<String> follow(String keyId) {
        // Read before Encrypt, so that a slow Encrypt shortens the life of its result.
        Instant expiry = clock.instant().plus(WriteState.LIFE);
        WriteState current = state;
        if (current != null && current.keyId().equals(keyId)) {
            state = current.prolongedTo(expiry);
            return Optional.empty();
        }
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        WrappedSeed wrapped;
        try {
            wrapped = plugin.encrypt(uid(random), seed.clone());
        } catch (KmsCallException e) {
            return Optional.of("Encrypt failed: " + e.getMessage());
        }
        Optional<String> problem = ContractRules.problem(wrapped);
        if (problem.isEmpty() && !wrapped.keyId().equals(keyId)) {
            problem =
                    Optional.of("key_id of Encrypt " + hash(wrapped.keyId()) + " is not that of Status " + hash(keyId));
        }
        if (problem.isEmpty()) {
            state = new WriteState(seed, wrapped, expiry);
        }
        return problem;
    }

    /** A random UUID, as the API server sends. */
    static String uid(RandomGenerator random) {
        long high = (random.nextLong() & ~0xF000L) | 0x4000L;
        long low = (random.nextLong() & ~(3L << 62)) | (1L << 63);
        return new UUID(high, low).toString();
    }

    /** A key_id as the API server's messages and metrics show it. */
    static String hash(String keyId) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(keyId.getBytes(UTF_8));
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
