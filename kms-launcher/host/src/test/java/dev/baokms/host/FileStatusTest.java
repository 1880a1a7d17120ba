package dev.baokms.host;

import static dev.baokms.host.Ground.DAEMON;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileStatusTest {
    @ParameterizedTest
    @CsvSource({
        "64001, 0, 0400, true", "64001, 64001, 0040, false", "64001, 0, 0004, false",
        "0, 64001, 0040, true", "0, 64002, 0040, true", "0, 64002, 0404, false",
        "0, 0, 0004, true", "0, 0, 0440, false"
    })
    void permission_isThatOfTheFirstClassThatFits(long uid, long gid, String mode, boolean permitted) {
        var status = new FileStatus(0100000 | Integer.parseInt(mode, 8), uid, gid, 1, 1, FileTime.fromMillis(0), 1);

        assertThat(status.permits(DAEMON, 4)).isEqualTo(permitted);
    }

    @Test
    void status_isOfTheLinkAndNotOfItsTarget(@TempDir Path dir) throws IOException {
        Path file = Ground.file(dir.resolve("f"), "content", 0640);
        Path link = Ground.link(dir.resolve("l"), "f");

        assertThat(FileStatus.of(link).type()).isEqualTo(FileStatus.Type.LINK);
        assertThat(FileStatus.of(file).type()).isEqualTo(FileStatus.Type.REGULAR);
        assertThat(FileStatus.of(dir).type()).isEqualTo(FileStatus.Type.DIRECTORY);
        assertThat(FileStatus.of(file).size()).isEqualTo(7);
        assertThat(FileStatus.of(file).permissions()).isEqualTo(0640);
    }

    @Test
    void status_isEqualUntilSomethingHappens(@TempDir Path dir) throws IOException {
        Path file = Ground.file(dir.resolve("f"), "content", 0640);
        FileStatus before = FileStatus.of(file);
        Files.readString(file);
        assertThat(FileStatus.of(file)).isEqualTo(before);

        Ground.mode(file, 0600);

        assertThat(FileStatus.of(file)).isNotEqualTo(before);
    }
}
