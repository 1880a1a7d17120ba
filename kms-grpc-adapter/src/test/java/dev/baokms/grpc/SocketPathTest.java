package dev.baokms.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketPathTest {
    @Test
    void longestPath_isRead() {
        String text = "/run/" + "s".repeat(SocketPath.MAX_BYTES - 5);

        assertThat(SocketPath.parse(text)).isEqualTo(Path.of(text));
        assertRefused(text + "s", "must be at most 106 bytes, is 107");
    }

    /** Bytes count, not characters, and the name it is bound at needs room, too. */
    @Test
    void directoryWithoutRoomForTheBinding_isRefused() {
        assertRefused(
                "/" + "d".repeat(100) + "/s",
                "must leave room in its directory: while it is bound it needs 109 bytes of 106");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "run/kms.sock", "./kms.sock", "/"})
    void pathThatIsNotAbsolute_isRefused(String text) {
        assertRefused(text, "must be an absolute path");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/run/\0", "/run/kms\n.sock", "/run/\u009b"})
    void controlCharacters_areRefused(String text) {
        assertRefused(text, "must hold no control characters");
    }

    @Test
    void halfOfASurrogatePair_isRefused() {
        assertRefused("/run/\ud800", "must be well-formed Unicode");
    }

    /** Whether it can be written depends on the locale of the process; both answers are given where settings are read. */
    @Test
    void pathBeyondAscii_worksOrIsRefusedWithASentence() {
        String text = "/run/schl\u00fcssel.sock";
        if (System.getProperty("sun.jnu.encoding").equals("UTF-8")) {
            assertThat(SocketPath.parse(text)).hasToString(text);
        } else {
            assertThatThrownBy(() -> SocketPath.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("has characters beyond ASCII");
        }
    }

    private static void assertRefused(String text, String rule) {
        assertThatThrownBy(() -> SocketPath.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(rule);
    }
}
