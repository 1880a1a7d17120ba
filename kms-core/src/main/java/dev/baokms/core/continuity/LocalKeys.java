package dev.baokms.core.continuity;

import dev.baokms.core.failure.Outcome;
import dev.baokms.core.key.Aad;
import dev.baokms.core.key.DerivedKey;
import dev.baokms.core.key.LocalCiphertext;
import dev.baokms.core.secret.SecretBytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Local keys: one to write with for each version that may write, and those that open objects of other nodes or
 * processes.
 */
final class LocalKeys {
    /** One for each node and process that wrote in an outage, while its objects are still read. */
    static final int MOST = 1000;

    private final Map<Integer, LocalKey> writing = new HashMap<>();
    private final Map<String, LocalKey> opening = new LinkedHashMap<>(16, 0.75f, true);

    synchronized boolean canWrite(DerivedKey entry) {
        return forWriting(entry).isPresent();
    }

    private Optional<LocalKey> forWriting(DerivedKey entry) {
        return Optional.ofNullable(writing.get(entry.version().number()))
                .filter(key -> key.keyId().equals(entry.keyId()));
    }

    synchronized int count() {
        return opening.size();
    }

    /** Empty when there is no key to write with. */
    synchronized Optional<Outcome<LocalCiphertext>> seal(SecretBytes seed, DerivedKey entry, byte[] nonce) {
        return forWriting(entry).map(key -> key.seal(seed, entry.aad(), nonce));
    }

    /** Empty when the text's local key is not held. */
    synchronized Optional<Outcome<SecretBytes>> open(LocalCiphertext text, Aad aad) {
        return Optional.ofNullable(opening.get(text.wrappedKey().text()))
                .map(key -> LocalKey.open(key.secret(), text, aad));
    }

    /** @param key its secret is this one's from now on */
    synchronized void addForWriting(LocalKey key) {
        add(key);
        writing.put(key.wrapped().version(), opening.get(key.wrapped().text()));
    }

    /** @param key its secret is this one's from now on */
    synchronized void add(LocalKey key) {
        if (opening.containsKey(key.wrapped().text())) {
            key.secret().close();
            return;
        }
        opening.put(key.wrapped().text(), key);
        var oldest = opening.values().iterator();
        while (opening.size() > MOST && oldest.hasNext()) {
            LocalKey gone = oldest.next();
            if (!writing.containsValue(gone)) {
                oldest.remove();
                gone.secret().close();
            }
        }
    }

    synchronized void erase(Predicate<LocalKey> gone) {
        writing.values().removeIf(gone);
        opening.values().removeIf(key -> {
            boolean goes = gone.test(key);
            if (goes) {
                key.secret().close();
            }
            return goes;
        });
    }

    synchronized boolean isForWriting(LocalKey key) {
        return writing.containsValue(key);
    }

    /** All keys held now; this object still owns their secrets. */
    synchronized List<LocalKey> all() {
        return new ArrayList<>(opening.values());
    }
}
