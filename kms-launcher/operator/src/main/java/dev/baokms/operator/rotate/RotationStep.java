package dev.baokms.operator.rotate;

import java.util.Locale;

/** What a rotation consists of, in order. */
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

    /** As journal and reports write it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What is true once it is done. */
    public String title() {
        return title;
    }
}
