package dev.baokms.core.continuity;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.NotAuthentic;
import dev.baokms.core.failure.Failure.VerifyFailed;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.key.Aad;
import dev.baokms.core.key.DerivedKey;
import dev.baokms.core.key.KeyScope;
import dev.baokms.core.key.TransitCiphertext;
import dev.baokms.core.keyring.Keyring;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.Call;
import dev.baokms.core.port.Entropy;
import dev.baokms.core.port.Transit;
import dev.baokms.core.secret.SecretBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Makes local keys while Transit can wrap them: one for the version that writes and one for each version that will, so
 * that a rotation during an outage leaves no gap. Each is unwrapped once before use, like every seed.
 *
 * @param wrong called when the unwrap gave other bytes
 */
record LocalKeyMaking(KeyScope scope, Transit transit, Entropy entropy, Consumer<Failure> wrong) {
    /**
     * The keys that are missing and could be made. A failure is reported through Transit and tried again after the next
     * good probe.
     */
    List<LocalKey> missing(Keyring keyring, LocalKeys keys, Supplier<Budget> budgets) {
        var made = new ArrayList<LocalKey>();
        int active = keyring.active().map(entry -> entry.version().number()).orElse(Integer.MAX_VALUE);
        for (DerivedKey entry : keyring.entries()) {
            boolean writes = entry.version().number() >= active && keyring.find(entry.keyId()) instanceof Ok;
            if (writes && !keys.canWrite(entry)) {
                make(entry, budgets).ifPresent(made::add);
            }
        }
        return made;
    }

    private Optional<LocalKey> make(DerivedKey entry, Supplier<Budget> budgets) {
        int version = entry.version().number();
        Aad aad = Aad.ofLocalKey(scope, entry.version());
        SecretBytes secret = SecretBytes.adopting(entropy.bytes(LocalKey.BYTES));
        Outcome<TransitCiphertext> wrapped =
                transit.encrypt(secret, version, aad, Call.of(Call.Cause.CONTINUITY, budgets.get()));
        if (wrapped instanceof Ok<TransitCiphertext>(TransitCiphertext text)) {
            boolean proved = text.version() == version
                    ? isProved(secret, transit.decrypt(text, aad, Call.of(Call.Cause.CONTINUITY, budgets.get())))
                    : isProved(secret, Outcome.failed(new NotAuthentic()));
            if (proved) {
                return Optional.of(new LocalKey(secret, text, entry.keyId()));
            }
        }
        secret.close();
        return Optional.empty();
    }

    private boolean isProved(SecretBytes secret, Outcome<SecretBytes> unwrapped) {
        boolean same = false;
        if (unwrapped instanceof Ok<SecretBytes>(SecretBytes back)) {
            try (back) {
                same = back.sameAs(secret);
            }
        }
        if (!same && (unwrapped instanceof Ok || unwrapped.equals(Outcome.failed(new NotAuthentic())))) {
            wrong.accept(new VerifyFailed());
        }
        return same;
    }
}
