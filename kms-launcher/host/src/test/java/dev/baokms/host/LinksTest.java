package dev.baokms.host;

import static dev.baokms.host.Ground.THIS;
import static dev.baokms.host.Ground.directory;
import static dev.baokms.host.Ground.file;
import static dev.baokms.host.Ground.link;
import static dev.baokms.host.Ground.read;
import static dev.baokms.host.Ground.refusal;
import static dev.baokms.host.Ground.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.port.ByteSource.Flaw;
import dev.baokms.host.TrustedFile.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinksTest {
    @TempDir
    private Path temp;

    private Path dir;

    @BeforeEach
    void privateDirectory() throws IOException {
        dir = directory(temp.toRealPath().resolve("d"), 0700);
        file(dir.resolve("f"), "content", 0600);
    }

    @ParameterizedTest
    @ValueSource(strings = {"f", "./f", "../d/f", "sub/../f", "sub/.././sub/../f", "sub/back/f"})
    void targetWithDots_isFollowedAsTheKernelDoes(String target) throws IOException {
        link(directory(dir.resolve("sub"), 0700).resolve("back"), "..");
        Path link = link(dir.resolve("l"), target);

        assertThat(text(read(link, Kind.SECRET, THIS))).isEqualTo("content");
        assertThat(TrustedFile.of(link, Kind.SECRET, THIS).locate()).isEqualTo(new Location.Trusted(link.toRealPath()));
    }

    /** The name above a link is not the directory above what it points to. */
    @Test
    void dotsBehindALink_leadAboveItsTarget() throws IOException {
        Path far = directory(directory(dir.resolve("a"), 0700).resolve("b"), 0700);
        file(dir.resolve("a").resolve("g"), "above the target", 0600);
        link(dir.resolve("l"), far.toString());

        assertThat(text(read(dir.resolve("l/../g"), Kind.SECRET, THIS))).isEqualTo("above the target");
    }

    @Test
    void moreDotsThanDirectories_endAtTheRoot() throws IOException {
        Path link = link(dir.resolve("l"), "../".repeat(30) + dir.toString().substring(1) + "/f");

        assertThat(text(read(link, Kind.SECRET, THIS))).isEqualTo("content");
    }

    @Test
    void chainOfRelativeAndAbsoluteLinks_isFollowed() throws IOException {
        link(dir.resolve("relative"), "f");
        link(dir.resolve("upAndDown"), "../d/./relative");
        Path link = link(dir.resolve("absolute"), dir.resolve("upAndDown").toString());

        assertThat(text(read(link, Kind.SECRET, THIS))).isEqualTo("content");
    }

    @Test
    void fortyLinks_areFollowedAndNotOneMore() throws IOException {
        Path last = dir.resolve("f");
        for (int i = 1; i <= PathWalk.MAX_LINKS; i++) {
            last = link(dir.resolve("l" + i), last.getFileName().toString());
        }
        assertThat(text(read(last, Kind.SECRET, THIS)))
                .isEqualTo(Files.readString(last))
                .isEqualTo("content");

        Path tooFar = link(dir.resolve("too-far"), last.getFileName().toString());

        assertThat(Files.exists(tooFar)).as("as the kernel sees it").isFalse();
        assertThat(refusal(tooFar, Kind.SECRET, THIS).advice())
                .isEqualTo("%1$s goes through more than 40 links, probably in a circle: look at them with namei -l %1$s"
                        .formatted(tooFar));
    }

    @Test
    void circleOfLinks_isMissing() throws IOException {
        link(dir.resolve("a"), "b");
        link(dir.resolve("b"), "a");

        var refusal = refusal(dir.resolve("a"), Kind.SECRET, THIS);

        assertThat(refusal.flaw()).isEqualTo(Flaw.MISSING);
        assertThat(refusal.advice()).contains("more than 40 links");
    }

    @Test
    void linkToItsOwnDirectory_canBePassedManyTimes() throws IOException {
        link(dir.resolve("again"), ".");

        assertThat(text(read(dir.resolve("again/again/again/f"), Kind.SECRET, THIS)))
                .isEqualTo("content");
    }

    @Test
    void danglingLink_isAbsentAndBothEndsAreNamed() throws IOException {
        Path link = link(dir.resolve("l"), "none/g");

        assertThat(TrustedFile.of(link, Kind.SECRET, THIS).locate())
                .isEqualTo(new Location.Absent(
                        "%1$s/l leads through the link %1$s/l to %1$s/none, which does not exist:".formatted(dir)
                                + " create what is missing or replace the link"));
    }

    @Test
    void linkThatDangles_isNamedAndNotTheOneBeforeIt() throws IOException {
        directory(dir.resolve("real"), 0700);
        link(dir.resolve("first"), "real");
        link(dir.resolve("real/second"), "none");

        assertThat(refusal(dir.resolve("first/second/g"), Kind.SECRET, THIS).advice())
                .contains("through the link " + dir + "/real/second to " + dir + "/real/none,");
    }

    @Test
    void outerLinkThatDangles_isNamedAndNotTheOneInIt() throws IOException {
        directory(dir.resolve("real"), 0700);
        link(dir.resolve("inner"), "real");
        link(dir.resolve("outer"), "inner/none");

        assertThat(refusal(dir.resolve("outer"), Kind.SECRET, THIS).advice())
                .contains("through the link " + dir + "/outer to " + dir + "/real/none,");
    }

    @Test
    void fileMissingBehindALink_isNotBlamedOnTheLink() throws IOException {
        directory(dir.resolve("real"), 0700);
        link(dir.resolve("l"), "real");

        assertThat(refusal(dir.resolve("l/g"), Kind.SECRET, THIS).advice())
                .isEqualTo(dir + "/l/g, which is " + dir
                        + "/real/g, does not exist: write the file there, or correct the" + " path");
    }

    @Test
    void stateBehindALinkedDirectory_isRead() throws IOException {
        link(temp.toRealPath().resolve("l"), "d");

        assertThat(text(read(temp.toRealPath().resolve("l/f"), Kind.STATE, THIS)))
                .isEqualTo("content");
    }

    @Test
    void linkInPlaceOfState_isUnsafe() throws IOException {
        Path link = link(dir.resolve("l"), "f");

        var refusal = refusal(link, Kind.STATE, THIS);

        assertThat(refusal.flaw()).isEqualTo(Flaw.UNSAFE);
        assertThat(refusal.advice())
                .isEqualTo(
                        link + " is a link, which the next write would replace: put the file itself there, or name the"
                                + " place it links to");
    }
}
