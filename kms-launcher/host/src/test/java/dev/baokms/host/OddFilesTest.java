package dev.baokms.host;

import static dev.baokms.host.Ground.THIS;
import static dev.baokms.host.Ground.link;
import static dev.baokms.host.Ground.mode;
import static dev.baokms.host.Ground.refusal;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baokms.core.port.ByteSource.Flaw;
import dev.baokms.host.TrustedFile.Kind;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is no regular file is refused before it is opened: opening a pipe would wait for a writer, and that for
 * ever.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OddFilesTest {
    @TempDir
    private Path temp;

    private Path dir;

    @BeforeEach
    void privateDirectory() throws IOException {
        dir = Ground.directory(temp.toRealPath().resolve("d"), 0700);
    }

    @ParameterizedTest
    @EnumSource
    void pipe_isRefusedAtOnce(Kind kind) throws Exception {
        Path pipe = dir.resolve("pipe");
        made("mkfifo", "-m", "0600", pipe.toString());

        isRefused(pipe, kind, "a pipe, not a regular file: write the content to a regular file and name that");
    }

    @Test
    void pipeBehindALink_isRefusedAtOnce() throws Exception {
        Path pipe = dir.resolve("pipe");
        made("mkfifo", "-m", "0600", pipe.toString());

        assertThat(refusal(link(dir.resolve("l"), "pipe"), Kind.SECRET, THIS).advice())
                .startsWith(pipe + " is a pipe, ");
    }

    @Test
    void pipeInPlaceOfADirectory_isRefusedAtOnce() throws Exception {
        Path pipe = dir.resolve("pipe");
        made("mkfifo", "-m", "0600", pipe.toString());

        assertThat(refusal(pipe.resolve("f"), Kind.SECRET, THIS).advice())
                .startsWith(pipe + " is a pipe, and " + pipe + "/f goes on below it");
    }

    @Test
    void directory_isRefusedAndAFileInItAskedFor() {
        isRefused(dir, Kind.SECRET, "a directory, not a regular file: add the name of a file in it to the path");
    }

    @Test
    void root_isADirectoryToo() {
        isRefused(
                Path.of("/"), Kind.PUBLIC, "a directory, not a regular file: add the name of a file in it to the path");
    }

    @Test
    void socket_isRefused() throws IOException {
        Path socket = dir.resolve("socket");
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            mode(socket, 0600);

            isRefused(
                    socket,
                    Kind.SECRET,
                    "a socket, not a regular file: write the content to a regular file and name that");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SECRET", "PUBLIC"})
    void deviceWithoutAnEnd_isRefused(Kind kind) {
        isRefused(
                Path.of("/dev/zero"),
                kind,
                "a device, not a regular file: write the content to a regular file and name that");
    }

    @Test
    void blockDevice_isRefused() throws Exception {
        Ground.needsRoot();
        Path device = dir.resolve("block");
        made("mknod", "-m", "0600", device.toString(), "b", "7", "200");

        isRefused(
                device, Kind.SECRET, "a device, not a regular file: write the content to a regular file and name that");
    }

    @Test
    void typeThatPosixDoesNotKnow_isOurBug() {
        var status = new FileStatus(0160600, 0, 0, 1, 1, FileTime.fromMillis(0), 0);

        assertThatIllegalStateException().isThrownBy(status::type).withMessageContaining("POSIX");
    }

    private static void isRefused(Path path, Kind kind, String rest) {
        assertThat(refusal(path, kind, THIS).flaw()).isEqualTo(Flaw.UNSAFE);
        assertThat(refusal(path, kind, THIS).advice()).isEqualTo(path + " is " + rest);
        assertThat(TrustedFile.of(path, kind, THIS).locate()).isInstanceOf(Location.Refused.class);
    }

    private static void made(String... command) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin", command[0])), "no " + command[0] + " here");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assumeTrue(process.waitFor() == 0, said);
    }
}
