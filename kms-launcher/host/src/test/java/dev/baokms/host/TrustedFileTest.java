package dev.baokms.host;

import static dev.baokms.host.Ground.MAX;
import static dev.baokms.host.Ground.THIS;
import static dev.baokms.host.Ground.directory;
import static dev.baokms.host.Ground.file;
import static dev.baokms.host.Ground.link;
import static dev.baokms.host.Ground.mode;
import static dev.baokms.host.Ground.read;
import static dev.baokms.host.Ground.refusal;
import static dev.baokms.host.Ground.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baokms.core.port.ByteSource.Flaw;
import dev.baokms.host.TrustedFile.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedFileTest {
    @TempDir
    private Path temp;

    private Path dir;

    @BeforeEach
    void privateDirectory() throws IOException {
        dir = directory(temp.toRealPath().resolve("d"), 0700);
    }

    @ParameterizedTest
    @CsvSource({
        "SECRET, 0640", "SECRET, 0600", "SECRET, 0400", "SECRET, 0440", "SECRET, 0740",
        "PUBLIC, 0644", "PUBLIC, 0755", "PUBLIC, 0600", "STATE, 0640", "STATE, 0600"
    })
    void modeThatTheKindAllows_isRead(Kind kind, String mode) throws IOException {
        Path file = file(dir.resolve("f"), "content", Integer.parseInt(mode, 8));

        assertThat(text(read(file, kind, THIS))).isEqualTo("content");
        assertThat(TrustedFile.of(file, kind, THIS).locate()).isEqualTo(new Location.Trusted(file));
    }

    @ParameterizedTest
    @CsvSource({
        "SECRET, 0644",
        "SECRET, 0660",
        "SECRET, 0650",
        "SECRET, 0602",
        "SECRET, 0601",
        "STATE, 0644",
        "STATE, 0740",
        "STATE, 0660"
    })
    void modeTooOpenForASecret_isUnsafe(Kind kind, String mode) throws IOException {
        Path file = file(dir.resolve("f"), "content", Integer.parseInt(mode, 8));

        var refusal = refusal(file, kind, THIS);

        assertThat(refusal.flaw()).isEqualTo(Flaw.UNSAFE);
        assertThat(refusal.advice())
                .isEqualTo(file + " has mode " + mode + ", need 0640 or tighter: run chmod 0640 " + file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0664", "0646", "0666"})
    void publicFileThatOthersMayWrite_isUnsafe(String mode) throws IOException {
        Path file = file(dir.resolve("f"), "content", Integer.parseInt(mode, 8));

        var refusal = refusal(file, Kind.PUBLIC, THIS);

        assertThat(refusal.flaw()).isEqualTo(Flaw.UNSAFE);
        assertThat(refusal.advice())
                .isEqualTo(file + " can be written by group or others (mode " + mode + "): run chmod go-w " + file);
    }

    @ParameterizedTest
    @EnumSource
    void directoryThatOthersMayWrite_isUnsafeForEveryKind(Kind kind) throws IOException {
        Path file = file(dir.resolve("f"), "content", 0600);

        for (int open : new int[] {0770, 0702, 0777}) {
            mode(dir, open);

            assertThat(refusal(file, kind, THIS).flaw()).isEqualTo(Flaw.UNSAFE);
            assertThat(refusal(file, kind, THIS).advice())
                    .startsWith(dir + " can be written by group or others")
                    .contains(": run chmod go-w " + dir);
        }
    }

    @Test
    void linkThroughDirectoryThatOthersMayWrite_isUnsafe() throws IOException {
        Path open = directory(dir.resolve("open"), 0700);
        file(open.resolve("f"), "content", 0600);
        mode(open, 0777);

        assertThat(refusal(link(dir.resolve("l"), "open/f"), Kind.PUBLIC, THIS).advice())
                .contains("run chmod go-w " + open);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, MAX})
    void contentExactlyAtTheLimit_isRead(int length) throws IOException {
        Path file = file(dir.resolve("f"), "x".repeat(length), 0600);

        assertThat(text(TrustedFile.of(file, Kind.SECRET, THIS).read(length))).hasSize(length);
    }

    @Test
    void contentOneByteAboveTheLimit_isTooLong() throws IOException {
        Path file = file(dir.resolve("f"), "x".repeat(MAX + 1), 0600);

        var refusal = refusal(file, Kind.SECRET, THIS);

        assertThat(refusal.flaw()).isEqualTo(Flaw.TOO_LONG);
        assertThat(refusal.advice()).startsWith(file + " is longer than 100 bytes");
    }

    @Test
    void emptyFile_isEmptyContent() throws IOException {
        assertThat(text(read(file(dir.resolve("f"), "", 0600), Kind.SECRET, THIS)))
                .isEmpty();
    }

    @Test
    void fileWhoseSizeTheKernelDoesNotSay_isReadWhole() throws IOException {
        Path status = Path.of("/proc/sys/kernel/random/boot_id");

        assertThat(text(read(status, Kind.PUBLIC, THIS))).isEqualTo(Files.readString(status));
    }

    @Test
    void missingFile_isMissingAndAbsent() {
        Path none = dir.resolve("none");
        String advice = none + " does not exist: write the file there, or correct the path";

        assertThat(refusal(none, Kind.SECRET, THIS).flaw()).isEqualTo(Flaw.MISSING);
        assertThat(refusal(none, Kind.SECRET, THIS).advice()).isEqualTo(advice);
        assertThat(TrustedFile.of(none, Kind.SECRET, THIS).locate()).isEqualTo(new Location.Absent(advice));
    }

    @Test
    void missingDirectory_isNamed() {
        Path none = dir.resolve("none");

        assertThat(refusal(none.resolve("f"), Kind.SECRET, THIS).advice())
                .isEqualTo("%1$s/f does not exist, because its directory %1$s is missing: run install -d -m 0755 %1$s,"
                                .formatted(none)
                        + " or correct the path");
    }

    @Test
    void missingFileInUnsafeDirectory_isRefusedAndNotAbsent() throws IOException {
        mode(dir, 0777);

        assertThat(TrustedFile.of(dir.resolve("none"), Kind.STATE, THIS).locate())
                .isInstanceOfSatisfying(
                        Location.Refused.class, it -> assertThat(it.flaw()).isEqualTo(Flaw.UNSAFE));
    }

    @Test
    void fileInPlaceOfDirectory_isMissing() throws IOException {
        Path file = file(dir.resolve("f"), "content", 0600);

        var refusal = refusal(file.resolve("g"), Kind.SECRET, THIS);

        assertThat(refusal.flaw()).isEqualTo(Flaw.MISSING);
        assertThat(refusal.advice())
                .isEqualTo(file + " is a regular file, and " + file + "/g goes on below it: correct the path");
    }

    @Test
    void relativePath_isMisuse() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrustedFile.of(Path.of("f"), Kind.SECRET, THIS))
                .withMessage("path is f, need an absolute one");
    }

    @Test
    void limitBelowOne_isMisuse() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrustedFile.of(dir, Kind.SECRET, THIS).read(0))
                .withMessage("maxBytes is 0, need 1 or more");
    }

    @Test
    void toString_isThePathAndNothingElse() {
        assertThat(TrustedFile.of(dir.resolve("f"), Kind.SECRET, THIS)).hasToString(dir + "/f");
    }
}
