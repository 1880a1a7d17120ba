package dev.baokms.core;

import dev.baokms.core.failure.Outcome;
import dev.baokms.core.failure.Outcome.Failed;
import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.key.KeyScope;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.InMemoryTransit;
import dev.baokms.core.port.Ports;
import dev.baokms.core.port.RequestUid;
import dev.baokms.core.port.StateStore;
import dev.baokms.core.secret.SecretBytes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the core itself costs, with a Transit in memory: everything but socket and network. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--sun-misc-unsafe-memory-access=allow")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CoreBenchmark {
    private static final RequestUid UID = new RequestUid("uid");

    private final KmsProvider kms;
    private final byte[] ciphertext;
    private final String keyId;
    private final Map<String, byte[]> annotations;

    private static Budget budget() {
        return Budget.starting(System::nanoTime, Duration.ofSeconds(2));
    }

    public CoreBenchmark() {
        var clock = InstantSource.system();
        kms = new KmsProvider(
                new KeyScope("provider", "cluster", "instance", Optional.empty(), "mount", "lineage"),
                ProviderSettings.defaults("0.0.0-bench"),
                KeyringState.EMPTY,
                new Ports(new InMemoryTransit(clock.instant()), StateStore.NONE, event -> {}, clock, byte[]::new));
        kms.probe(CoreBenchmark::budget);
        Kms.Wrapped wrapped = good(wrap(kms));
        ciphertext = wrapped.ciphertext().bytes();
        keyId = wrapped.keyId().value();
        annotations = wrapped.annotations().encoded();
    }

    private static <T> T good(Outcome<T> outcome) {
        return switch (outcome) {
            case Ok<T>(T value) -> value;
            case Failed<T>(var failure) -> throw new IllegalStateException(failure.reason());
        };
    }

    @Benchmark
    public Outcome<Kms.StatusReport> status() {
        return kms.status();
    }

    /** Verify-after-wrap included. */
    @Benchmark
    public Outcome<Kms.Wrapped> encrypt() {
        return wrap(kms);
    }

    private static Outcome<Kms.Wrapped> wrap(Kms kms) {
        try (SecretBytes seed = SecretBytes.adopting(new byte[32])) {
            return kms.encrypt(seed, UID, budget());
        }
    }

    @Benchmark
    public boolean decrypt() {
        try (SecretBytes seed = good(kms.decrypt(ciphertext, keyId, annotations, UID, budget()))) {
            return seed.length() == 32;
        }
    }

    /** An object of another key: refused before Transit is asked. */
    @Benchmark
    public Outcome<SecretBytes> refusal() {
        return kms.decrypt(ciphertext, keyId, Map.of(), UID, budget());
    }
}
