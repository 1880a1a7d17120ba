package dev.baokms.core.keyring;

import dev.baokms.core.failure.Failure.RetiredKey;
import dev.baokms.core.failure.Failure.UnknownKey;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.key.DerivedKey;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.key.KeyScope;
import dev.baokms.core.key.KeyVersion;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Every version of the key that was ever validated, and which of them an operator retired. Immutable; versions are only
 * added.
 */
final class KnownVersions {
    private final KeyScope scope;
    private final NavigableMap<Integer, DerivedKey> byNumber;
    private final Map<KeyId, DerivedKey> byId;
    private final Set<Integer> retired;

    private KnownVersions(KeyScope scope, NavigableMap<Integer, DerivedKey> byNumber, Set<Integer> retired) {
        this.scope = scope;
        this.byNumber = byNumber;
        this.byId = new HashMap<>();
        byNumber.values().forEach(entry -> byId.put(entry.keyId(), entry));
        this.retired = retired;
    }

    static KnownVersions remembered(KeyScope scope, KeyringState memory) {
        return new KnownVersions(scope, new TreeMap<>(), Set.copyOf(memory.retired())).with(memory.pins());
    }

    /** Adds the new versions, by number and creation second. */
    KnownVersions with(Map<Integer, Long> creationSeconds) {
        var all = new TreeMap<>(byNumber);
        creationSeconds.forEach((number, second) ->
                all.computeIfAbsent(number, n -> DerivedKey.derive(scope, new KeyVersion(n, second))));
        return new KnownVersions(scope, all, retired);
    }

    /** Whether a known version has another creation second here: then these belong to another key of the same name. */
    boolean contradict(Map<Integer, Long> creationSeconds) {
        return creationSeconds.entrySet().stream().anyMatch(seen -> {
            DerivedKey pinned = byNumber.get(seen.getKey());
            return pinned != null && pinned.version().createdAtEpochSeconds() != seen.getValue();
        });
    }

    Optional<DerivedKey> find(int number) {
        return Optional.ofNullable(byNumber.get(number));
    }

    /** The entry of an id: {@code UnknownKey} or {@code RetiredKey} otherwise. */
    Outcome<DerivedKey> find(KeyId id) {
        DerivedKey entry = byId.get(id);
        if (entry == null) {
            return Outcome.failed(new UnknownKey());
        }
        return retired.contains(entry.version().number()) ? Outcome.failed(new RetiredKey()) : Outcome.ok(entry);
    }

    /** 0 when none is known. */
    int lowest() {
        return byNumber.isEmpty() ? 0 : byNumber.firstKey();
    }

    /** 0 when none is known. */
    int highest() {
        return byNumber.isEmpty() ? 0 : byNumber.lastKey();
    }

    /** The numbers of those that are not retired. */
    NavigableSet<Integer> usable() {
        var usable = new TreeSet<>(byNumber.keySet());
        usable.removeAll(retired);
        return usable;
    }

    /** Retired ones included, lowest first. */
    Collection<DerivedKey> all() {
        return Collections.unmodifiableCollection(byNumber.values());
    }

    /** @param active the version that writes */
    KeyringState memory(int active) {
        var pins = new TreeMap<Integer, Long>();
        byNumber.forEach((number, entry) -> pins.put(number, entry.version().createdAtEpochSeconds()));
        return new KeyringState(pins, active, new TreeSet<>(retired));
    }
}
