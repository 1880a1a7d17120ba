package dev.baokms.core.stored;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Numbers the namespaces, so that cells count by number, and limits what all cells together keep of them. */
final class Namespaces {
    /** Objects without a namespace. */
    static final int NONE = 0;
    /** All namespaces beyond the limits. */
    static final int OTHERS = 1;

    /** Kubernetes is designed for 10,000. */
    private static final int MAX_NAMES = 16_000;
    /** Pairs of cell and namespace; some 5 MB of memory, and as much in a proof. */
    private static final int MAX_PAIRS = 200_000;

    private final Remembered<Integer> numbers = new Remembered<>(MAX_NAMES);
    private final List<String> names = new ArrayList<>();
    private int pairs;

    Namespaces() {
        clear();
    }

    void clear() {
        numbers.clear();
        names.clear();
        names.add(Tally.NO_NAMESPACE);
        names.add(Tally.OTHER_NAMESPACES);
        pairs = 0;
    }

    /** @param scope length of prefix and resource at the beginning of the key */
    void count(ByteBuffer key, int scope, NamespaceCounts counts) {
        int number = numberOf(key, scope);
        if (number > OTHERS && !counts.has(number)) {
            if (pairs == MAX_PAIRS) {
                number = OTHERS;
            } else {
                pairs++;
            }
        }
        counts.add(number);
    }

    /**
     * As in {@link EtcdKey}: two segments after the resource are a namespace and a name; more have no known meaning.
     */
    private int numberOf(ByteBuffer key, int scope) {
        int begin = key.position() + scope + 1;
        int slash = -1;
        for (int at = begin; at < key.limit(); at++) {
            if (key.get(at) == '/') {
                if (slash >= 0) {
                    return NONE;
                }
                slash = at;
            }
        }
        if (scope == 0 || slash <= begin || slash == key.limit() - 1) {
            return NONE;
        }
        Integer known = numbers.find(key, begin, slash - begin);
        if (known != null) {
            return known;
        }
        if (numbers.isFull() || slash - begin > Remembered.MAX_BYTES) {
            return OTHERS;
        }
        int number = names.size();
        names.add(UTF_8.decode(key.slice(begin, slash - begin)).toString());
        numbers.keep(number);
        return number;
    }

    SortedMap<String, Long> named(NamespaceCounts counts) {
        var named = new TreeMap<String, Long>();
        counts.forEach((number, count) -> named.merge(names.get(number), count, Long::sum));
        return named;
    }
}
