package dev.baokms.core;

import dev.baokms.core.continuity.Continuity;
import dev.baokms.core.failure.Failure.NotAuthentic;
import dev.baokms.core.failure.Failure.VerifyFailed;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.failure.Outcome.Failed;
import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.key.Annotations;
import dev.baokms.core.key.DerivedKey;
import dev.baokms.core.key.KeyScope;
import dev.baokms.core.key.StoredSeed;
import dev.baokms.core.key.TransitCiphertext;
import dev.baokms.core.port.Call;
import dev.baokms.core.port.RequestUid;
import dev.baokms.core.port.Transit;
import dev.baokms.core.secret.SecretBytes;
import java.util.Optional;

/** Encrypt: wraps with the version of one snapshot, then proves that the result unwraps. */
final class EncryptSeed {
    private final KeyScope scope;
    private final String pluginVersion;
    private final boolean verify;
    private final Transit transit;
    private final Continuity continuity;

    EncryptSeed(KeyScope scope, String pluginVersion, boolean verify, Continuity continuity) {
        this.scope = scope;
        this.pluginVersion = pluginVersion;
        this.verify = verify;
        this.transit = continuity.transit();
        this.continuity = continuity;
    }

    /** I4: id, annotations, AAD and version all come from {@code entry}, which the caller read once. */
    Outcome<Kms.Wrapped> encrypt(SecretBytes plaintext, DerivedKey entry, Call call) {
        long erasures = continuity.erasures();
        return provenCiphertext(plaintext, entry, call).map(ciphertext -> {
            continuity.served(new StoredSeed(ciphertext, entry.keyId()), plaintext, erasures);
            return new Kms.Wrapped(ciphertext, entry.keyId(), Annotations.of(scope, entry.version(), pluginVersion));
        });
    }

    /** Encrypts in an outage, with a local key that Transit wrapped before; empty when there is no such key. */
    Optional<Outcome<Kms.Wrapped>> encryptInOutage(SecretBytes plaintext, DerivedKey entry, RequestUid uid) {
        return continuity
                .wrapInOutage(plaintext, entry, uid)
                .map(wrapped -> wrapped.map(text -> new Kms.Wrapped(
                        text, entry.keyId(), Annotations.ofOutage(scope, entry.version(), pluginVersion))));
    }

    private Outcome<TransitCiphertext> provenCiphertext(SecretBytes plaintext, DerivedKey entry, Call call) {
        int version = entry.version().number();
        Outcome<TransitCiphertext> wrapped = transit.encrypt(plaintext, version, entry.aad(), call);
        if (!(wrapped instanceof Ok<TransitCiphertext>(TransitCiphertext ciphertext))) {
            return wrapped;
        }
        if (ciphertext.version() != version) {
            return Outcome.failed(new VerifyFailed());
        }
        // kube-apiserver never decrypts a seed that it has just had encrypted: a wrong answer would show only after its
        // restart, when the seed is gone from its memory. Encrypt runs a handful of times a day, so the second call
        // costs next to nothing.
        return verify
                ? proved(
                        transit.decrypt(ciphertext, entry.aad(), call.because(Call.Cause.VERIFY)),
                        plaintext,
                        ciphertext)
                : wrapped;
    }

    /** The ciphertext, if it unwrapped to the plaintext; also the last step of a deep probe. */
    static Outcome<TransitCiphertext> proved(
            Outcome<SecretBytes> unwrapped, SecretBytes plaintext, TransitCiphertext ciphertext) {
        return switch (unwrapped) {
            case Ok<SecretBytes>(SecretBytes back) -> {
                try (back) {
                    yield back.sameAs(plaintext) ? Outcome.ok(ciphertext) : Outcome.failed(new VerifyFailed());
                }
            }
            case Failed<SecretBytes>(NotAuthentic notAuthentic) -> Outcome.failed(new VerifyFailed());
            case Failed<SecretBytes>(var failure) -> Outcome.failed(failure);
        };
    }
}
