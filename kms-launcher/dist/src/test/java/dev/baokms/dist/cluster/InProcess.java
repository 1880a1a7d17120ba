package dev.baokms.dist.cluster;

import dev.baokms.core.Kms;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.failure.Outcome.Failed;
import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.RequestUid;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.telemetry.FailureText;
import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.KmsPlugin;
import dev.baokms.testkit.kms.WrappedSeed;

/** A provider without its socket, for days that must pass in seconds. */
record InProcess(Kms kms, Budget budget) implements KmsPlugin {
    @Override
    public StatusReply status() {
        Kms.StatusReport report = answer(kms.status());
        return new StatusReply(
                "v2",
                report.trouble().map(FailureText::of).orElse("ok"),
                report.keyId().value());
    }

    @Override
    public WrappedSeed encrypt(String uid, byte[] plaintext) {
        try (SecretBytes seed = SecretBytes.copyOf(plaintext)) {
            Kms.Wrapped wrapped = answer(kms.encrypt(seed, new RequestUid(uid), budget));
            return new WrappedSeed(
                    wrapped.ciphertext().bytes(),
                    wrapped.keyId().value(),
                    wrapped.annotations().encoded());
        }
    }

    @Override
    public byte[] decrypt(String uid, WrappedSeed wrapped) {
        try (SecretBytes seed = answer(kms.decrypt(
                wrapped.ciphertext(), wrapped.keyId(), wrapped.annotations(), new RequestUid(uid), budget))) {
            return seed.exposeTo(byte[]::clone);
        }
    }

    private static <T> T answer(Outcome<T> outcome) {
        return switch (outcome) {
            case Ok<T>(T value) -> value;
            case Failed<T>(var failure) -> throw new KmsCallException(failure.reason(), FailureText.of(failure));
        };
    }
}
