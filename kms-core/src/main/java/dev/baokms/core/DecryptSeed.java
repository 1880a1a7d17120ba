package dev.baokms.core;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Mismatch;
import dev.baokms.core.failure.Failure.UnknownKey;
import dev.baokms.core.failure.Failure.UnsafeKey;
import dev.baokms.core.failure.KeyFinding;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.failure.Outcome.Failed;
import dev.baokms.core.key.Annotations;
import dev.baokms.core.key.DerivedKey;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.key.KeyScope;
import dev.baokms.core.key.TransitCiphertext;
import dev.baokms.core.port.Call;
import dev.baokms.core.port.Event;
import dev.baokms.core.port.Transit;
import dev.baokms.core.secret.SecretBytes;
import java.util.Map;
import java.util.Optional;

/**
 * Decrypt: every check that needs no remote call, in this order, then one unwrap.
 *
 * <p>I8: Transit is reached only when id, annotations and ciphertext version all name the same entry.
 */
final class DecryptSeed {
    private record Checked(TransitCiphertext ciphertext, DerivedKey entry) {}

    private record Identity(String ciphertext, KeyId keyId) {
        @Override
        public int hashCode() {
            // By hand: a record's own goes through reflection-made handles, which the first compiler does not inline.
            return ciphertext.hashCode();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Identity identity
                    && ciphertext.equals(identity.ciphertext)
                    && keyId.equals(identity.keyId);
        }
    }

    private final KeyScope scope;
    private final Transit transit;
    private final PublishedSnapshot published;
    private final KeyRefresh refresh;
    private final Event.Sink events;
    private final SharedCalls<Identity> shared = new SharedCalls<>();

    DecryptSeed(KeyScope scope, Transit transit, PublishedSnapshot published, KeyRefresh refresh, Event.Sink events) {
        this.scope = scope;
        this.transit = transit;
        this.published = published;
        this.refresh = refresh;
        this.events = events;
    }

    Outcome<SecretBytes> decrypt(byte[] ciphertext, String keyId, Map<String, byte[]> annotations, Call call) {
        Outcome<Checked> checked = check(ciphertext, keyId, annotations, call);
        if (checked instanceof Failed<Checked>(Failure failure)) {
            events.accept(new Event.DecryptRefused(failure));
        }
        return checked.then(valid -> shared.share(
                // The entry fixes annotations and AAD, so text and id say everything that could differ.
                new Identity(valid.ciphertext.text(), valid.entry.keyId()), call.budget(), () -> unwrap(valid, call)));
    }

    private Outcome<SecretBytes> unwrap(Checked valid, Call call) {
        Outcome<SecretBytes> answer = transit.decrypt(valid.ciphertext, valid.entry.aad(), call);
        if (answer instanceof Failed<SecretBytes>(UnsafeKey unsafe)
                && unsafe.findings().contains(KeyFinding.MIN_DECRYPTION_VERSION)) {
            events.accept(new Event.HiddenVersionAsked(valid.ciphertext.version()));
        }
        return answer;
    }

    private Outcome<Checked> check(byte[] ciphertext, String keyId, Map<String, byte[]> annotations, Call call) {
        return Annotations.withinLimit(annotations)
                .then(within -> TransitCiphertext.parse(ciphertext))
                .then(text -> KeyId.parse(keyId)
                        .then(id -> find(id, call))
                        .then(entry -> Annotations.parse(annotations).then(read -> agree(text, read, entry))));
    }

    private Outcome<DerivedKey> find(KeyId id, Call call) {
        Outcome<DerivedKey> known = published.current().keyring().find(id);
        if (!(known instanceof Failed<DerivedKey>(UnknownKey unknown))) {
            return known;
        }
        Optional<Failure> inVain = refresh.lookFor(id, call);
        return inVain.<Outcome<DerivedKey>>map(Outcome::failed)
                .orElseGet(() -> published.current().keyring().find(id));
    }

    private Outcome<Checked> agree(TransitCiphertext text, Annotations read, DerivedKey entry) {
        Optional<Failure> contradiction = read.contradictionTo(scope, entry.version());
        if (contradiction.isPresent()) {
            return Outcome.failed(contradiction.get());
        }
        return text.version() == entry.version().number()
                ? Outcome.ok(new Checked(text, entry))
                : Outcome.failed(new Mismatch(Failure.Part.CIPHERTEXT, "names another version than its key_id"));
    }
}
