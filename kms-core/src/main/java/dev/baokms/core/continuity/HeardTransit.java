package dev.baokms.core.continuity;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.UnsafeKey;
import dev.baokms.core.failure.KeyFinding;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.failure.Outcome.Failed;
import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.key.Aad;
import dev.baokms.core.key.TransitCiphertext;
import dev.baokms.core.keyring.KeyMetadata;
import dev.baokms.core.port.Call;
import dev.baokms.core.port.Transit;
import dev.baokms.core.secret.SecretBytes;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * A Transit that reports every failure, whichever call meets it, so that no answer that forbids using what is held is
 * missed.
 *
 * @param transit the real one
 * @param failures gets each failure, on the thread that met it
 * @param hidden gets a version that Transit's minimum for decryption hides, when nothing else is wrong
 */
record HeardTransit(Transit transit, Consumer<Failure> failures, IntConsumer hidden) implements Transit {
    private static final Set<KeyFinding> BELOW_MINIMUM = Set.of(KeyFinding.MIN_DECRYPTION_VERSION);

    @Override
    public Outcome<KeyMetadata> readKey(Call call) {
        return heard(transit.readKey(call));
    }

    @Override
    public Outcome<Boolean> upsertAllowed(Call call) {
        return heard(transit.upsertAllowed(call));
    }

    @Override
    public Outcome<TransitCiphertext> encrypt(SecretBytes plaintext, int version, Aad aad, Call call) {
        return heard(transit.encrypt(plaintext, version, aad, call));
    }

    @Override
    public Outcome<TransitCiphertext> encryptWithLatest(SecretBytes plaintext, Aad aad, Call call) {
        return heard(transit.encryptWithLatest(plaintext, aad, call));
    }

    @Override
    public Outcome<SecretBytes> decrypt(TransitCiphertext ciphertext, Aad aad, Call call) {
        return heard(transit.decrypt(ciphertext, aad, call), ciphertext);
    }

    @Override
    public int mostAtOnce() {
        return transit.mostAtOnce();
    }

    @Override
    public Outcome<List<Outcome<SecretBytes>>> decryptAll(List<Sealed> each, Call call) {
        Outcome<List<Outcome<SecretBytes>>> answer = heard(transit.decryptAll(each, call));
        if (answer instanceof Ok<List<Outcome<SecretBytes>>>(var outcomes)) {
            for (int i = 0; i < outcomes.size(); i++) {
                heard(outcomes.get(i), each.get(i).ciphertext());
            }
        }
        return answer;
    }

    private Outcome<SecretBytes> heard(Outcome<SecretBytes> answer, TransitCiphertext asked) {
        if (answer instanceof Failed<SecretBytes>(UnsafeKey unsafe)
                && unsafe.findings().equals(BELOW_MINIMUM)) {
            hidden.accept(asked.version());
            return answer;
        }
        return heard(answer);
    }

    private <T> Outcome<T> heard(Outcome<T> answer) {
        if (answer instanceof Failed<T>(Failure failure)) {
            failures.accept(failure);
        }
        return answer;
    }
}
