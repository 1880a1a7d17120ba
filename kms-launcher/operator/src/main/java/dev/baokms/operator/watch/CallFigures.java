package dev.baokms.operator.watch;

import dev.baokms.operator.report.MetricValues;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Calls of one kind between two reads of the counters.
 *
 * @param all how many ended
 * @param failed how many of them ended badly
 * @param buckets for each upper bound in seconds, how many took no longer
 */
record CallFigures(double all, double failed, NavigableMap<Double, Double> buckets) {
    /**
     * The names of the metrics that count one kind of call.
     *
     * @param label the label that distinguishes the kinds
     * @param good the status of a call that ended well
     */
    record Meter(String counter, String histogram, String label, String good) {
        static final Meter SERVED =
                new Meter("openbao_kms_grpc_requests_total", "openbao_kms_grpc_duration_seconds", "method", "OK");
        static final Meter ASKED = new Meter(
                "openbao_kms_openbao_requests_total", "openbao_kms_openbao_duration_seconds", "operation", "ok");
    }

    /**
     * Computes the calls between two reads.
     *
     * @param before {@link MetricValues#NONE} for all calls since the daemon's start
     */
    static CallFigures between(MetricValues before, MetricValues now, Meter meter, String kind) {
        CallFigures first = of(before, meter, kind);
        CallFigures last = of(now, meter, kind);
        // Counters return to zero when a daemon restarts. Then all of them are new.
        if (first.all > last.all) {
            return last;
        }
        var buckets = new TreeMap<Double, Double>();
        last.buckets.forEach((bound, count) ->
                buckets.put(bound, Math.max(0, count - first.buckets.getOrDefault(bound, 0.0))));
        return new CallFigures(last.all - first.all, Math.max(0, last.failed - first.failed), buckets);
    }

    private static CallFigures of(MetricValues values, Meter meter, String kind) {
        Map<String, Double> byStatus = values.by(meter.counter, "status", meter.label, kind);
        double all = byStatus.values().stream().mapToDouble(each -> each).sum();
        return new CallFigures(
                all, all - byStatus.getOrDefault(meter.good, 0.0), values.buckets(meter.histogram, meter.label, kind));
    }

    /**
     * Returns a percentile of the call times in seconds, interpolated within its bucket. Empty when there was no call,
     * or when the percentile lies above the last bound.
     *
     * @param percent from 1 to 100: the share of calls that took no longer
     */
    OptionalDouble percentile(int percent) {
        double total = buckets.isEmpty() ? 0 : buckets.lastEntry().getValue();
        double rank = total * percent / 100;
        double below = 0;
        double floor = 0;
        for (Map.Entry<Double, Double> bucket : buckets.entrySet()) {
            if (total > 0 && bucket.getValue() >= rank && bucket.getValue() > below) {
                return Double.isInfinite(bucket.getKey())
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(
                                floor + (bucket.getKey() - floor) * (rank - below) / (bucket.getValue() - below));
            }
            below = bucket.getValue();
            floor = bucket.getKey();
        }
        return OptionalDouble.empty();
    }
}
