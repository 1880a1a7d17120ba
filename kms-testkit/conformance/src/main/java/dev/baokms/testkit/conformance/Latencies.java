package dev.baokms.testkit.conformance;

import java.util.Arrays;
import java.util.List;

/**
 * How long the calls of one method took, for a plot. Not used for verdicts.
 *
 * @param method of KMS v2
 * @param sorted nanoseconds, the shortest call first; at least one
 */
record Latencies(String method, List<Long> sorted) {
    static Latencies of(String method, long[] nanos) {
        return new Latencies(method, Arrays.stream(nanos).sorted().boxed().toList());
    }

    /** @param share share of the calls, 0 to 1, that took at most the result, in milliseconds */
    double within(double share) {
        return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * (sorted.size() - 1)))) / 1e6;
    }
}
