package dev.baokms.core;

import dev.baokms.core.continuity.Continuity;
import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Mismatch;
import dev.baokms.core.failure.Failure.UnknownKey;
import dev.baokms.core.failure.Failure.UnsafeKey;
import dev.baokms.core.failure.KeyFinding;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.failure.Outcome.Failed;
import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.key.Aad;
import dev.baokms.core.key.Annotations;
import dev.baokms.core.key.DerivedKey;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.key.KeyScope;
import dev.baokms.core.key.LocalCiphertext;
import dev.baokms.core.key.SeedCiphertext;
import dev.baokms.core.key.StoredSeed;
import dev.baokms.core.key.TransitCiphertext;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.Call;
import dev.baokms.core.port.Event;
import dev.baokms.core.port.RequestUid;
import dev.baokms.core.port.Transit;
import dev.baokms.core.secret.SecretBytes;
import java.util.Map;
import java.util.Optional;

/**
 * Decrypt: every check that needs no remote call, in this order, then one unwrap.
 *
 * <p>I8: Transit is reached only when id, annotations and ciphertext version all name the same entry. A held seed is
 * not handed out earlier either: it is what the same unwrap gave before.
 */
final class DecryptSeed {
    private record Checked(StoredSeed seed, DerivedKey entry) {}

    private final KeyScope scope;
    private final Transit transit;
    private final PublishedSnapshot published;
    private final KeyRefresh refresh;
    private final Continuity continuity;
    private final Event.Sink events;
    private final SharedCalls<StoredSeed> shared = new SharedCalls<>();

    DecryptSeed(
            KeyScope scope, PublishedSnapshot published, KeyRefresh refresh, Continuity continuity, Event.Sink events) {
        this.scope = scope;
        this.transit = continuity.transit();
        this.published = published;
        this.refresh = refresh;
        this.continuity = continuity;
        this.events = events;
    }

    /** @param timeoutIsMeaningful whether the budget gave the key's server enough time to answer */
    Outcome<SecretBytes> decrypt(
            byte[] ciphertext,
            String keyId,
            Map<String, byte[]> annotations,
            RequestUid uid,
            Budget budget,
            boolean timeoutIsMeaningful) {
        var call = new Call(Call.Cause.SERVE, budget, Optional.of(uid));
        Outcome<Checked> checked = check(ciphertext, keyId, annotations, call);
        if (checked instanceof Failed<Checked>(Failure failure)) {
            events.accept(new Event.DecryptRefused(failure));
        }
        return checked.then(valid -> continuity
                .unwrapped(valid.seed, budget)
                .map(Outcome::ok)
                .or(() -> PublishedSnapshot.outageKey(published.current())
                        .flatMap(outage -> continuity.openInOutage(valid.seed, valid.entry, uid)))
                .orElseGet(() -> asked(valid, call, uid, timeoutIsMeaningful)));
    }

    private Outcome<SecretBytes> asked(Checked valid, Call call, RequestUid uid, boolean timeoutIsMeaningful) {
        Outcome<SecretBytes> answer =
                shared.share(valid.seed, call.budget(), () -> unwrap(valid.seed, valid.entry, call));
        boolean outage = answer instanceof Failed<SecretBytes>(Failure failure)
                && Continuity.isOutage(failure)
                && (timeoutIsMeaningful || !(failure instanceof Failure.Timeout));
        if (!outage) {
            return answer;
        }
        continuity.doubt();
        return continuity.openInOutage(valid.seed, valid.entry, uid).orElse(answer);
    }

    private Outcome<SecretBytes> unwrap(StoredSeed seed, DerivedKey entry, Call call) {
        long erasures = continuity.erasures();
        Outcome<SecretBytes> answer = switch (seed.ciphertext()) {
            case TransitCiphertext text -> transit.decrypt(text, entry.aad(), call);
            case LocalCiphertext text ->
                transit.decrypt(text.wrappedKey(), Aad.ofLocalKey(scope, entry.version()), call)
                        .then(localKey -> {
                            try (localKey) {
                                return continuity.openWith(localKey, text, entry, erasures);
                            }
                        });
        };
        switch (answer) {
            case Ok<SecretBytes>(SecretBytes secret) -> continuity.served(seed, secret, erasures);
            case Failed<SecretBytes>(UnsafeKey unsafe)
            when unsafe.findings().contains(KeyFinding.MIN_DECRYPTION_VERSION) ->
                events.accept(new Event.HiddenVersionAsked(seed.ciphertext().version()));
            case Failed<SecretBytes> other -> {}
        }
        return answer;
    }

    private Outcome<Checked> check(byte[] ciphertext, String keyId, Map<String, byte[]> annotations, Call call) {
        return Annotations.withinLimit(annotations)
                .then(within -> SeedCiphertext.parse(ciphertext))
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

    private Outcome<Checked> agree(SeedCiphertext text, Annotations read, DerivedKey entry) {
        Optional<Failure> contradiction = read.contradictionTo(scope, entry.version(), text);
        if (contradiction.isPresent()) {
            return Outcome.failed(contradiction.get());
        }
        return text.version() == entry.version().number()
                ? Outcome.ok(new Checked(new StoredSeed(text, entry.keyId()), entry))
                : Outcome.failed(new Mismatch(Failure.Part.CIPHERTEXT, "names another version than its key_id"));
    }
}
