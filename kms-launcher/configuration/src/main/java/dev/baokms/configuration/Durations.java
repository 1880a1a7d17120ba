package dev.baokms.configuration;

import dev.baokms.core.settings.SettingType;
import java.time.Duration;

/** Parses durations of flags, which are written as in the file. */
public final class Durations {
    private Durations() {}

    /** @throws IllegalArgumentException with the rule that the text breaks */
    public static Duration parse(String text) {
        return SettingType.parseDuration(text);
    }
}
