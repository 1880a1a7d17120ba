package dev.baokms.operator.rotate;

import java.util.Locale;

/** The steps of a rotation, in order. */
public enum RotationStep {
    ROTATE("the key has a new version"),
    AGREE("every daemon and every API server uses it"),
    MIGRATE("every object was written again"),
    PROVE("nothing needs an older version"),
    RETIRE("no daemon opens an older version"),
    MINIMUM("OpenBao refuses older versions");

    private final String title;

    RotationStep(String title) {
        this.title = title;
    }

    /** Returns the code for the journal and for reports. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns what is true once the step is done. */
    public String title() {
        return title;
    }
}
