package dev.baokms.operator.report;

import dev.baokms.core.failure.Failure;
import dev.baokms.telemetry.FailureText;
import java.time.Duration;
import java.util.Locale;

/** Words for slow answers of OpenBao and for missing ones, so that a person can distinguish them. */
public final class WaitText {
    private WaitText() {}

    /** Describes a wait in progress. */
    public static String waiting(Duration waited, Duration longest) {
        return "OpenBao has not answered for " + seconds(waited)
                + ", as long as a daemon waits; this command waits up to " + seconds(longest)
                + " for each answer (--timeout)";
    }

    /** Describes a failure for a person who chose how long to wait. */
    public static String of(Failure failure, Duration longest) {
        return failure instanceof Failure.Timeout
                ? "OpenBao did not answer within " + seconds(longest)
                        + "; check its load and the network to it, or wait longer with --timeout ["
                        + failure.reason() + "]"
                : FailureText.withCode(failure);
    }

    /** Describes an answer that came later than a daemon would have waited. */
    public static String slow(Duration took, Duration asLongAsADaemon) {
        return "the answer took " + seconds(took) + ", and a daemon, which keeps its connection and its token, waits "
                + seconds(asLongAsADaemon) + " (openbao.timeout)";
    }

    private static String seconds(Duration time) {
        return time.toMillis() % 1000 == 0
                ? time.toSeconds() + " s"
                : String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
    }
}
