package dev.baokms.state;

import java.io.IOException;

/** A text is not what this provider wrote. The message says what is wrong with it, in this provider's own words. */
final class BrokenContentException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenContentException(String wrong) {
        super(wrong);
    }
}
