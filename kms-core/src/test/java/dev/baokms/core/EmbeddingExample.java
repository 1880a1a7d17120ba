package dev.baokms.core;

import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.key.KeyScope;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.Entropy;
import dev.baokms.core.port.InMemoryTransit;
import dev.baokms.core.port.Ports;
import dev.baokms.core.port.RequestUid;
import dev.baokms.core.port.StateStore;
import dev.baokms.core.secret.SecretBytes;
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
        var ports = new Ports(new InMemoryTransit(clock.instant()), StateStore.NONE, event -> {}, clock, entropy);
        var kms = new KmsProvider(scope, ProviderSettings.defaults("0.1.0"), KeyringState.EMPTY, ports);
        Budget budget = Budget.starting(System::nanoTime, Duration.ofSeconds(2));
        kms.probe(() -> budget);
        try (var seed = SecretBytes.adopting(entropy.bytes(32))) {
            if (kms.encrypt(seed, new RequestUid("1"), budget) instanceof Ok<Kms.Wrapped>(var wrapped)) {
                byte[] stored = wrapped.ciphertext().bytes();
                var annotations = wrapped.annotations().encoded();
                var opened = kms.decrypt(stored, wrapped.keyId().value(), annotations, new RequestUid("2"), budget);
                if (opened instanceof Ok<SecretBytes>(var back) && back.sameAs(seed)) {
                    System.out.println(
                            "wrapped and unwrapped by key " + wrapped.keyId().hash());
                }
            }
        }
    }
}
