package dev.baokms.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.baokms.core.settings.InvalidSettings;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerSettingsTest {
    private static final Path SOCKET = Path.of("/run/kms/kms.sock");

    @Test
    void relativePath_isRefused() {
        assertRefused(Path.of("kms.sock"), "socketPath must be an absolute path");
        assertRefused(Path.of("/"), "socketPath must be an absolute path");
    }

    @Test
    void pathOneByteTooLong_isRefused() {
        assertThat(withPath(pathOfLength(106)).socketPath().toString()).hasSize(106);
        assertRefused(pathOfLength(107), "socketPath must be at most 106 bytes, is 107");
    }

    @Test
    void shortNameInALongDirectory_isRefused_becauseItCannotBeBound() {
        Path path = Path.of("/" + "d".repeat(100) + "/s");

        assertRefused(path, "socketPath must leave room in its directory: while it is bound it needs 109 bytes of 106");
    }

    @Test
    void controlCharacters_areRefused() {
        assertRefused(Path.of("/run/kms\n.sock"), "socketPath must hold no control characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-rw-r--", "rwxrw----", "rw-rwx---", "r--rw----", "---rw----", "---------"})
    void modeThatOpensTooMuchOrTooLittle_isRefused(String mode) {
        assertThatThrownBy(() -> settings(SOCKET, mode, Optional.empty(), Set.of(), 1, Duration.ofSeconds(2)))
                .hasMessage("socketMode must let its owner read and write, may let its group, and must give nothing"
                        + " else");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\n"})
    void groupThatIsNoName_isRefused(String group) {
        assertThatThrownBy(() -> settings(SOCKET, "rw-rw----", Optional.of(group), Set.of(), 1, Duration.ofSeconds(2)))
                .hasMessage("socketGroup must be the name or the number of a group");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "uid:", "uid:-1", "uid:alice", "gid:4294967294", "uid:1 ", "a b", "group:1"})
    void peerOfAnotherForm_isRefused(String peer) {
        assertThatThrownBy(
                        () -> settings(SOCKET, "rw-rw----", Optional.empty(), Set.of(peer), 1, Duration.ofSeconds(2)))
                .hasMessage("allowedPeers must be uid:N, gid:N with N at most 2147483647, or user names");
    }

    @ParameterizedTest
    @ValueSource(strings = {"uid:0", "gid:2147483647", "kube-apiserver", "1000", "CORP\\admin", "a@b.example"})
    void peerOfAKnownForm_isTaken(String peer) {
        assertThat(settings(SOCKET, "rw-rw----", Optional.empty(), Set.of(peer), 1, Duration.ofSeconds(2))
                        .allowedPeers())
                .containsExactly(peer);
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "1025, 2", "1, 0", "1, 3601"})
    void numbersOutOfRange_areRefused(int concurrency, int timeoutSeconds) {
        assertThatThrownBy(() -> settings(
                        SOCKET,
                        "rw-rw----",
                        Optional.empty(),
                        Set.of(),
                        concurrency,
                        Duration.ofSeconds(timeoutSeconds)))
                .isInstanceOf(InvalidSettings.class);
    }

    @Test
    void everyProblem_isFoundInOnePass() {
        var refused = catchThrowableOfType(
                InvalidSettings.class,
                () -> settings(Path.of("kms"), "rwxrwxrwx", Optional.of(""), Set.of(""), 0, Duration.ZERO));

        assertThat(refused.problems())
                .containsOnlyKeys(
                        "socketPath",
                        "socketMode",
                        "socketGroup",
                        "allowedPeers",
                        "callTimeout",
                        "maxConcurrentStatus",
                        "maxConcurrentEncrypt",
                        "maxConcurrentDecrypt");
    }

    private static void assertRefused(Path path, String problem) {
        assertThatThrownBy(() -> withPath(path))
                .isInstanceOf(InvalidSettings.class)
                .hasMessage(problem);
    }

    private static ServerSettings withPath(Path path) {
        return settings(path, "rw-rw----", Optional.empty(), Set.of(), 1, Duration.ofSeconds(2));
    }

    private static ServerSettings settings(
            Path path, String mode, Optional<String> group, Set<String> peers, int concurrency, Duration timeout) {
        return new ServerSettings(
                path,
                PosixFilePermissions.fromString(mode),
                group,
                peers,
                concurrency,
                concurrency,
                concurrency,
                timeout);
    }

    private static Path pathOfLength(int bytes) {
        String directory = "/run/kms/";
        return Path.of(directory + "s".repeat(bytes - directory.length()));
    }
}
