package dev.baokms.transit;

import dev.baokms.core.port.Budget;
import java.time.Duration;
import java.util.List;

/**
 * Repeats one call for standbys that have not seen the last change: first on the other addresses at once, then on the
 * same ones after growing pauses, half a second in all. A standby lags by about 75 ms, 140 ms at worst, so a longer
 * wait would not help.
 */
final class StandbyLagRetry {
    private static final List<Duration> PAUSES =
            List.of(Duration.ofMillis(40), Duration.ofMillis(80), Duration.ofMillis(160), Duration.ofMillis(220));

    private final int addresses;
    private int turns;

    StandbyLagRetry(int addresses) {
        this.addresses = addresses;
    }

    /** How many responses lagged so far. */
    int turns() {
        return turns;
    }

    /** Whether to ask again; returns after the pause, when it is time to. */
    boolean again(Budget budget) {
        turns++;
        if (turns % addresses != 0) {
            return !budget.spent();
        }
        int round = turns / addresses - 1;
        if (round >= PAUSES.size() || budget.remaining().compareTo(PAUSES.get(round)) <= 0) {
            return false;
        }
        try {
            Thread.sleep(PAUSES.get(round));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
