package dev.baokms.host;

import static dev.baokms.host.Ground.DAEMON;
import static dev.baokms.host.Ground.STRANGER;
import static dev.baokms.host.Ground.THIS;
import static dev.baokms.host.Ground.directory;
import static dev.baokms.host.Ground.file;
import static dev.baokms.host.Ground.link;
import static dev.baokms.host.Ground.mode;
import static dev.baokms.host.Ground.owner;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baokms.core.port.ByteSource.Flaw;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustedDirectoryTest {
    @TempDir
    private Path temp;

    private Path dir;

    @BeforeEach
    void privateDirectory() throws IOException {
        dir = directory(temp.toRealPath().resolve("d"), 0750);
    }

    @Test
    void closedDirectory_isTrustedAtItsRealPath() throws IOException {
        assertThat(locate(dir, THIS)).isEqualTo(new Location.Trusted(dir));
        assertThat(locate(link(temp.toRealPath().resolve("l"), "d"), THIS)).isEqualTo(new Location.Trusted(dir));
    }

    @Test
    void missingDirectory_isAbsentAndItsCommandNamesTheOwner() {
        Path none = dir.resolve("it's");

        assertThat(locate(none, DAEMON))
                .isEqualTo(new Location.Absent(none + " does not exist: run install -d -m 0750 -o 64001 '" + dir
                        + "/it'\\''s', or correct the path"));
    }

    @Test
    void fileInItsPlace_isRefused() throws IOException {
        Path file = file(dir.resolve("f"), "content", 0600);

        assertThat(locate(file, THIS))
                .isEqualTo(new Location.Refused(
                        Flaw.MISSING, file + " is a regular file, not a directory: correct the path"));
    }

    @Test
    void directoryThatOthersMayWrite_isRefused() throws IOException {
        mode(dir, 0770);

        assertThat(locate(dir, THIS)).isInstanceOfSatisfying(Location.Refused.class, it -> {
            assertThat(it.flaw()).isEqualTo(Flaw.UNSAFE);
            assertThat(it.advice()).contains(": run chmod go-w " + dir);
        });
    }

    /** Others could take the name of a file that is to come. */
    @Test
    void stickyDirectoryOfRoot_isRefusedThoughItMayBePassed() throws IOException {
        Ground.needsRoot();
        Path below = directory(dir.resolve("own"), 0750);
        mode(dir, 01777);

        assertThat(locate(below, DAEMON)).isEqualTo(new Location.Trusted(below));
        assertThat(locate(dir, DAEMON))
                .isEqualTo(new Location.Refused(
                        Flaw.UNSAFE,
                        dir + " is open to all users (mode 1777): name a directory of this process's own"));
    }

    @Test
    void strangersDirectory_isRefused() throws IOException {
        Ground.needsRoot();
        owner(dir, STRANGER);

        assertThat(locate(dir, DAEMON))
                .isInstanceOfSatisfying(
                        Location.Refused.class,
                        it -> assertThat(it.advice()).startsWith(dir + " belongs to user 64242"));
    }

    @Test
    void relativePath_isMisuse() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrustedDirectory.of(Path.of("d"), THIS))
                .withMessage("path is d, need an absolute one");
        assertThat(TrustedDirectory.of(dir, THIS)).hasToString(dir.toString());
    }

    private static Location locate(Path path, ProcessIdentity process) {
        return TrustedDirectory.of(path, process).locate();
    }
}
