package dev.baokms.operator.disaster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.core.stored.Census;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Objects that would be missing after a restore, by reason. Several threads may add to it. */
final class Losses {
    /**
     * The most reasons that are kept. A reason names a version or a rule, and only a snapshot made to fill the memory
     * has more.
     */
    private static final int MAX_REASONS = 1_000;

    private static final int MAX_NAME_BYTES = 512;

    /**
     * Objects that are lost for the same reason.
     *
     * @param reason the reason, with the cure
     * @param live how many objects a read would return
     * @param superseded how many objects only watches and older reads would return
     * @param first the first live ones by key, or else superseded ones
     */
    record Loss(String reason, long live, long superseded, List<String> first) {}

    private static final class Sum {
        long live;
        long superseded;
        final TreeSet<Stretch> names = new TreeSet<>();
    }

    private final boolean all;
    private final Map<String, Sum> byReason = new TreeMap<>();

    /**
     * Creates an empty collection.
     *
     * @param all whether to keep every name instead of the first few
     */
    Losses(boolean all) {
        this.all = all;
    }

    synchronized void add(String reason, Stretch etcdKey, boolean live) {
        Sum sum = byReason.get(reason);
        if (sum == null) {
            String kept = byReason.size() < MAX_REASONS ? reason : DisasterTexts.OTHER_REASONS;
            sum = byReason.computeIfAbsent(kept, fresh -> new Sum());
        }
        if (live) {
            sum.live++;
        } else {
            sum.superseded++;
        }
        if (all || sum.names.size() < Census.FIRST || etcdKey.compareTo(sum.names.last()) < 0) {
            sum.names.add(Stretch.of(etcdKey.copy()));
            if (!all && sum.names.size() > Census.FIRST) {
                sum.names.pollLast();
            }
        }
    }

    /** Adds objects that were counted elsewhere. */
    synchronized void add(String reason, long live, long superseded, List<String> names) {
        Sum sum = byReason.computeIfAbsent(reason, fresh -> new Sum());
        sum.live += live;
        sum.superseded += superseded;
        names.forEach(name -> sum.names.add(Stretch.of(name.getBytes(UTF_8))));
        while (!all && sum.names.size() > Census.FIRST) {
            sum.names.pollLast();
        }
    }

    /** Returns the losses, those with the most objects first. */
    synchronized List<Loss> list() {
        var losses = new ArrayList<Loss>();
        byReason.forEach((reason, sum) -> losses.add(new Loss(
                reason,
                sum.live,
                sum.superseded,
                sum.names.stream().map(Losses::name).toList())));
        losses.sort(Comparator.comparingLong((Loss loss) -> -loss.live - loss.superseded)
                .thenComparing(Loss::reason));
        return losses;
    }

    private static String name(Stretch key) {
        return key.length() <= MAX_NAME_BYTES
                ? new String(key.copy(), UTF_8)
                : new String(Arrays.copyOf(key.copy(), MAX_NAME_BYTES), UTF_8) + "…";
    }
}
