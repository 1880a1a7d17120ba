package dev.baokms.operator.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * The text beside a name on the screen of {@code status --watch}. The rules:
 *
 * <ul>
 *   <li>A phrase that continues the name before it ("token", "4 min left"), lower case, no full stop.
 *   <li>A value first, then what it means; what to do only where a reader has to act.
 *   <li>Times have their two largest units, as {@link TimeText} writes them; a point in time comes with its distance
 *       from now.
 *   <li>An unknown value is shown as unknown, never as zero.
 * </ul>
 */
final class WatchTexts {
    static final String STILL_LOOKING = "still looking";
    static final String STATE_CANNOT_BE_WRITTEN = "cannot be written; the log says why";
    static final String NO_SWITCH = "none waits";
    static final String TOKEN_OF_ANOTHER_PROGRAM = "another program renews it; how long it lives is not known here";
    static final String NO_TOKEN = "none, unless another program renews it";
    static final String CERTIFICATE_HAS_ENDED = "has ended; renew it";
    /** The end of a line. */
    static final String OUTAGE_NOT_ANSWERED = ", an outage could not be answered now";

    static final String CALLS_NOT_KNOWN =
            "not known: the metrics page does not answer; see server.metricsAddress or give --metrics-address";
    static final String SINCE_START = "since its start";

    private WatchTexts() {}

    static String lastSeen(Duration ago, Instant at) {
        return TimeText.of(ago) + " ago, at " + at;
    }

    static String ago(Duration time) {
        return TimeText.of(time) + " ago";
    }

    /** The beginning of a line. */
    static String writes(long version) {
        return "version " + version + " writes, ";
    }

    /** The end of a line. */
    static String hidden(long versions) {
        return ", " + versions + " hidden by min_decryption_version";
    }

    static String nextSwitch(Duration left, Instant at) {
        return "in " + TimeText.of(left) + ", at " + at;
    }

    static String left(Duration time) {
        return TimeText.of(time) + " left";
    }

    /** The end of a line. */
    static String requestsEach(long limit) {
        return ", for " + limit + " requests each";
    }

    /** The end of a line. */
    static String seedsHeld(long seeds) {
        return ", " + seeds + " seeds held";
    }

    /** The end of a line. */
    static String outageAnsweredFor(Duration time) {
        return ", an outage is answered for " + TimeText.of(time);
    }

    static String answeredInOutages(String counts) {
        return "answered in outages: " + counts;
    }

    static String inTheLast(Duration time) {
        return "in the last " + TimeText.of(time);
    }

    static String answeredLast(double up, int addresses) {
        return String.format(Locale.ROOT, "%.0f of %d answered last", up, addresses);
    }
}
