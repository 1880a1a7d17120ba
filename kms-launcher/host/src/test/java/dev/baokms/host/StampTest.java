package dev.baokms.host;

import static dev.baokms.host.Ground.THIS;
import static dev.baokms.host.Ground.exchange;
import static dev.baokms.host.Ground.file;
import static dev.baokms.host.Ground.link;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.host.TrustedFile.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StampTest {
    @TempDir
    private Path dir;

    @Test
    void untouchedFile_keepsItsStamp() throws IOException {
        Path file = file(dir.resolve("f"), "content", 0600);
        Optional<String> before = stamp(file);

        Ground.text(Ground.read(file, Kind.SECRET, THIS));

        assertThat(stamp(file)).isPresent().isEqualTo(before);
    }

    @Test
    void missingFile_hasNone() {
        assertThat(stamp(dir.resolve("none"))).isEmpty();
    }

    @Test
    void danglingLink_hasNone() throws IOException {
        assertThat(stamp(link(dir.resolve("l"), "none"))).isEmpty();
    }

    @Test
    void grownFile_hasAnother() throws IOException {
        Path file = file(dir.resolve("f"), "content", 0600);
        Optional<String> before = stamp(file);

        Files.writeString(file, "more content");

        assertThat(stamp(file)).isPresent().isNotEqualTo(before);
    }

    @Test
    void fileReplacedByRename_hasAnother() throws IOException {
        Path file = file(dir.resolve("f"), "content", 0600);
        Optional<String> before = stamp(file);

        Files.move(file(dir.resolve("g"), "CONTENT", 0600), file, StandardCopyOption.ATOMIC_MOVE);

        assertThat(stamp(file)).isPresent().isNotEqualTo(before);
    }

    @Test
    void exchangedLink_hasTheStampOfItsNewTarget() throws IOException {
        Path first = file(dir.resolve("first"), "content", 0600);
        Path second = file(dir.resolve("second"), "content", 0600);
        Path link = link(dir.resolve("l"), "first");
        assertThat(stamp(link)).isEqualTo(stamp(first));

        exchange(link, "second");

        assertThat(stamp(link)).isEqualTo(stamp(second)).isNotEqualTo(stamp(first));
    }

    @Test
    void stamp_holdsNothingOfTheContent() throws IOException {
        assertThat(stamp(file(dir.resolve("f"), "marked-secret", 0600)).orElseThrow())
                .matches("[0-9]+:[0-9]+:[-0-9T:.Z]+:13");
    }

    private static Optional<String> stamp(Path path) {
        return TrustedFile.of(path, Kind.SECRET, THIS).stamp();
    }
}
