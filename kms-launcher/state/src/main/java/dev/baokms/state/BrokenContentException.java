package dev.baokms.state;

import java.io.IOException;

/** Says that a text is not what this provider wrote. The message describes the problem in this provider's own words. */
final class BrokenContentException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenContentException(String wrong) {
        super(wrong);
    }
}
