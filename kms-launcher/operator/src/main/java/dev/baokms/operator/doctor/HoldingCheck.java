package dev.baokms.operator.doctor;

import dev.baokms.core.continuity.ContinuitySettings;
import dev.baokms.core.login.Diagnosis;
import java.util.Locale;

/**
 * Says what a daemon with these settings holds. No setting is wrong, but the operator should know. Only the daemon,
 * inside its service, knows whether its memory can outlive it; its log says so.
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
