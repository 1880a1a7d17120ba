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
        if (!settings.ridesOutages()) {
            return Diagnosis.pass(DoctorTexts.outagesNotAnswered(settings.prefetch()));
        }
        return Diagnosis.pass(DoctorTexts.outagesAnswered(
                settings.level().name().toLowerCase(Locale.ROOT),
                settings.maxOffline(),
                settings.readyInOutage(),
                settings.prefetch()));
    }
}
