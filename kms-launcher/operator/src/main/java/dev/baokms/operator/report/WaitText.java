package dev.baokms.operator.report;

import dev.baokms.core.failure.Failure;
import dev.baokms.telemetry.FailureText;
import java.time.Duration;
import java.util.Locale;

/** Words for OpenBao's slow answers and for those that never came: a person must be able to tell one from the other. */
public final class WaitText {
    private WaitText() {}

    /** While it is waited. */
    public static String waiting(Duration waited, Duration longest) {
        return "OpenBao has not answered for " + seconds(waited)
                + ", as long as a daemon waits; this command waits up to " + seconds(longest)
                + " for each answer (--timeout)";
    }

    /** What a failure means to somebody who chose how long to wait. */
    public static String of(Failure failure, Duration longest) {
        return failure instanceof Failure.Timeout
                ? "OpenBao did not answer within " + seconds(longest)
                        + "; check its load and the network to it, or wait longer with --timeout ["
                        + failure.reason() + "]"
                : FailureText.withCode(failure);
    }

    /** Beside what was seen, when a daemon would not have waited for it. */
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
