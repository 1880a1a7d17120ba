package dev.baokms.host;

import static dev.baokms.host.Ground.DAEMON;
import static dev.baokms.host.Ground.STRANGER;
import static dev.baokms.host.Ground.directory;
import static dev.baokms.host.Ground.file;
import static dev.baokms.host.Ground.link;
import static dev.baokms.host.Ground.mode;
import static dev.baokms.host.Ground.owner;
import static dev.baokms.host.Ground.read;
import static dev.baokms.host.Ground.refusal;
import static dev.baokms.host.Ground.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.port.ByteSource.Flaw;
import dev.baokms.host.TrustedFile.Kind;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real owners, which only root can make. Root looks in the place of a daemon with a user of its own. */
class OwnersTest {
    private static final String NOT_TRUSTED = " belongs to user 64242, neither to root nor to user 64001: run ";

    @TempDir
    private Path temp;

    private Path dir;

    @BeforeEach
    void privateDirectory() throws IOException {
        Ground.needsRoot();
        dir = directory(temp.toRealPath().resolve("d"), 0755);
    }

    @ParameterizedTest
    @EnumSource(names = {"SECRET", "PUBLIC"})
    void filesOfRootAndOfTheDaemon_areRead(Kind kind) throws IOException {
        Path file = file(dir.resolve("f"), "content", 0640);
        assertThat(text(read(file, kind, DAEMON))).isEqualTo("content");

        owner(file, DAEMON.uid());
        owner(dir, DAEMON.uid());
        assertThat(text(read(file, kind, DAEMON))).isEqualTo("content");
    }

    @ParameterizedTest
    @EnumSource(names = {"SECRET", "PUBLIC"})
    void strangersFile_isUnsafe(Kind kind) throws IOException {
        Path file = owner(file(dir.resolve("f"), "content", 0600), STRANGER);

        var refusal = refusal(file, kind, DAEMON);

        assertThat(refusal.flaw()).isEqualTo(Flaw.UNSAFE);
        assertThat(refusal.advice()).isEqualTo(file + NOT_TRUSTED + "chown root " + file);
    }

    @Test
    void toRoot_onlyRootsFilesAreTrusted() throws IOException {
        Path file = owner(file(dir.resolve("f"), "content", 0600), DAEMON.uid());

        assertThat(refusal(file, Kind.SECRET, ProcessIdentity.of(0, 0)).advice())
                .startsWith(file + " belongs to user 64001, not to root: ");
    }

    @Test
    void stateOfRoot_isUnsafeToTheDaemon() throws IOException {
        Path file = file(dir.resolve("f"), "content", 0640);

        var refusal = refusal(file, Kind.STATE, DAEMON);

        assertThat(refusal.flaw()).isEqualTo(Flaw.UNSAFE);
        assertThat(refusal.advice())
                .isEqualTo(file + " belongs to user 0, and only user 64001 may own it: run chown 64001 " + file);
        assertThat(text(read(owner(file, DAEMON.uid()), Kind.STATE, DAEMON))).isEqualTo("content");
    }

    @ParameterizedTest
    @EnumSource
    void strangersDirectoryAtAnyDepth_isUnsafe(Kind kind) throws IOException {
        Path middle = directory(dir.resolve("m"), 0755);
        Path last = directory(middle.resolve("l"), 0755);
        Path file = owner(file(last.resolve("f"), "content", 0600), DAEMON.uid());

        for (Path strange : new Path[] {dir, middle, last}) {
            owner(strange, STRANGER);

            assertThat(refusal(file, kind, DAEMON).flaw()).isEqualTo(Flaw.UNSAFE);
            assertThat(refusal(file, kind, DAEMON).advice())
                    .isEqualTo(strange + NOT_TRUSTED + "chown root " + strange + ", or keep the file elsewhere");
            owner(strange, 0);
        }
        assertThat(text(read(file, kind, DAEMON))).isEqualTo("content");
    }

    @Test
    void strangersLinkToATrustedFile_isUnsafe() throws IOException {
        file(dir.resolve("f"), "content", 0600);
        Path link = owner(link(dir.resolve("l"), "f"), STRANGER);

        assertThat(refusal(link, Kind.SECRET, DAEMON).advice()).isEqualTo(link + NOT_TRUSTED + "chown -h root " + link);
    }

    @Test
    void strangersLinkInPlaceOfADirectory_isUnsafe() throws IOException {
        file(directory(dir.resolve("real"), 0755).resolve("f"), "content", 0600);
        Path link = owner(link(dir.resolve("l"), "real"), STRANGER);

        assertThat(refusal(link.resolve("f"), Kind.SECRET, DAEMON).advice()).startsWith(link + NOT_TRUSTED);
    }

    @Test
    void trustedLinkToAStrangersFile_isUnsafe() throws IOException {
        Path file = owner(file(dir.resolve("f"), "content", 0600), STRANGER);

        assertThat(refusal(link(dir.resolve("l"), "f"), Kind.SECRET, DAEMON).advice())
                .startsWith(file + NOT_TRUSTED);
    }

    @Test
    void trustedLinkThroughAStrangersDirectory_isUnsafe() throws IOException {
        Path strange = directory(dir.resolve("strange"), 0755);
        file(strange.resolve("f"), "content", 0600);
        owner(strange, STRANGER);

        assertThat(refusal(link(dir.resolve("l"), "strange/../strange/f"), Kind.SECRET, DAEMON)
                        .advice())
                .startsWith(strange + NOT_TRUSTED);
    }

    @ParameterizedTest
    @ValueSource(ints = {01777, 01770, 03777})
    void stickyDirectoryOfRoot_isPassed(int mode) throws IOException {
        Path file = file(dir.resolve("f"), "content", 0600);
        mode(dir, mode);

        assertThat(text(read(file, Kind.SECRET, DAEMON))).isEqualTo("content");
    }

    @Test
    void strangersEntryInAStickyDirectoryOfRoot_isUnsafe() throws IOException {
        Path file = owner(file(dir.resolve("f"), "content", 0600), STRANGER);
        mode(dir, 01777);

        assertThat(refusal(file, Kind.PUBLIC, DAEMON).advice()).startsWith(file + NOT_TRUSTED);
    }

    @Test
    void stickyDirectoryOfTheDaemonsOwn_isUnsafe() throws IOException {
        Path file = file(dir.resolve("f"), "content", 0600);
        owner(mode(dir, 01777), DAEMON.uid());

        assertThat(refusal(file, Kind.PUBLIC, DAEMON).advice())
                .startsWith(dir + " can be written by group or others (mode 1777)");
    }

    @Test
    void stickyDirectoryOfAStranger_isUnsafe() throws IOException {
        Path file = file(dir.resolve("f"), "content", 0600);
        owner(mode(dir, 01755), STRANGER);

        assertThat(refusal(file, Kind.PUBLIC, DAEMON).advice()).startsWith(dir + NOT_TRUSTED);
    }

    /** User namespaces map users to numbers that are negative as Java's. */
    @Test
    void userInTheUpperHalfOfTheNumbers_isNamedAsTheKernelDoes() throws IOException {
        Path file = owner(file(dir.resolve("f"), "content", 0600), 4_000_000_000L);

        assertThat(refusal(file, Kind.SECRET, DAEMON).advice()).startsWith(file + " belongs to user 4000000000, ");
        assertThat(text(read(file, Kind.SECRET, ProcessIdentity.of(4_000_000_000L, 1))))
                .isEqualTo("content");
    }

    @Test
    void library_isLocatedAtItsRealPath() throws IOException {
        Path real = file(dir.resolve("module-1.2.so"), "elf", 0755);
        Path link = link(dir.resolve("module.so"), "module-1.2.so");

        assertThat(TrustedFile.of(link, Kind.PUBLIC, DAEMON).locate()).isEqualTo(new Location.Trusted(real));

        owner(link, STRANGER);
        assertThat(TrustedFile.of(link, Kind.PUBLIC, DAEMON).locate())
                .isEqualTo(new Location.Refused(Flaw.UNSAFE, link + NOT_TRUSTED + "chown -h root " + link));
    }
}
