package dev.baokms.operator.doctor;

import dev.baokms.core.continuity.ContinuitySettings;
import dev.baokms.core.login.Diagnosis;
import java.util.Locale;

/**
 * Says what a daemon with these settings holds. No setting is wrong, but there should be no doubt about it. Whether memory can
 * outlive the daemon is known inside its service alone, which says so in its log.
 */
record HoldingCheck(ContinuitySettings settings) {
    Diagnosis check() {
        String prefetch = settings.prefetch()
                ? "after a restart the earlier seeds are unwrapped together"
                : "after a restart no seed is unwrapped before it is asked for";
        if (!settings.ridesOutages()) {
            return Diagnosis.pass("nothing answers during an outage, because continuity.level is off; " + prefetch);
        }
        return Diagnosis.pass(String.format(
                Locale.ROOT,
                "an outage is answered from what is held: continuity.level is %s, for %d minutes after the last good"
                        + " deep probe, and Status is %s; %s",
                settings.level().name().toLowerCase(Locale.ROOT),
                settings.maxOffline().toMinutes(),
                settings.readyInOutage() ? "ok meanwhile" : "not ready meanwhile",
                prefetch));
    }
}
