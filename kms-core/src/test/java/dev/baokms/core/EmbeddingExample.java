package dev.baokms.core;

import dev.baokms.core.key.KeyScope;
import dev.baokms.core.outcome.Outcome.Ok;
import dev.baokms.core.outcome.SecretBytes;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.Entropy;
import dev.baokms.core.port.InMemoryTransit;
import dev.baokms.core.port.KeyringMemory;
import dev.baokms.core.port.StateStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** A provider in a few lines: one probe, one Encrypt, one Decrypt. */
final class EmbeddingExample {
    public static void main(String[] args) {
        var clock = InstantSource.system();
        Entropy entropy = new SecureRandom()::generateSeed;
        var scope = new KeyScope("vault", "cluster-a", "bao-a", Optional.empty(), "transit-a", "lineage-a");
        var settings = ProviderSettings.defaults("0.1.0");
        var transit = new InMemoryTransit(clock.instant());
        var kms = new KmsProvider(
                scope, KeyringMemory.EMPTY, StateStore.NONE, transit, event -> {}, clock, entropy, settings);
        Budget budget = Budget.starting(System::nanoTime, Duration.ofSeconds(2));
        kms.probe(() -> budget);
        try (var seed = SecretBytes.adopting(entropy.bytes(32))) {
            if (kms.encrypt(seed, "uid-1", budget) instanceof Ok<Kms.Wrapped>(var wrapped)) {
                byte[] stored = wrapped.ciphertext().bytes();
                var opened = kms.decrypt(
                        stored, wrapped.keyId().value(), wrapped.annotations().encoded(), "uid-2", budget);
                if (opened instanceof Ok<SecretBytes>(var back) && back.sameAs(seed)) {
                    System.out.println(
                            "wrapped and unwrapped by key " + wrapped.keyId().hash());
                }
            }
        }
    }
}
