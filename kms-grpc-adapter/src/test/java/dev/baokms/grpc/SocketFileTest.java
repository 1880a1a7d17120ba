package dev.baokms.grpc;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketFileTest {
    @TempDir
    Path directory;

    private final List<Throwable> fatal = new CopyOnWriteArrayList<>();
    private final List<KmsServer> servers = new ArrayList<>();

    @AfterEach
    void stopAll() {
        servers.forEach(KmsServer::close);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-rw----", "rw-------"})
    void mode_isAsConfigured(String mode) throws IOException {
        start(settings(socket(), mode, Optional.empty()));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())))
                .isEqualTo(mode);
        assertThat(healthzOf(socket())).isEqualTo("ok");
    }

    @ParameterizedTest
    @ValueSource(strings = {"54321", "daemon"})
    void group_isSetByNumberOrName(String group) throws IOException {
        start(settings(socket(), "rw-rw----", Optional.of(group)));

        assertThat(Files.getAttribute(socket(), "unix:gid")).isEqualTo(group.equals("daemon") ? 1 : 54321);
    }

    @Test
    void nothingButTheSocket_isInTheDirectory() throws IOException {
        start(socket());

        assertThat(directory).isDirectoryContaining(path -> path.equals(socket()));
        assertThat(directory.toFile().list()).hasSize(1);
    }

    @Test
    void setgidDirectoryClosedToOthers_isAccepted() throws IOException {
        Files.setAttribute(directory, "unix:mode", 02750);

        start(socket());

        assertThat(healthzOf(socket())).isEqualTo("ok");
    }

    @Test
    void deadSocket_isReplaced() throws IOException {
        leaveDeadSocket(socket());

        start(socket());

        assertThat(healthzOf(socket())).isEqualTo("ok");
    }

    @Test
    void liveSocket_isLeftAlone() throws IOException {
        start(socket());

        assertRefused(
                socket(), "another process is listening there; find out who and stop it: ss -xlp src " + socket());
        assertThat(healthzOf(socket())).isEqualTo("ok");
    }

    @Test
    void socketThatNeitherAcceptsNorRefuses_isLeftAlone() throws IOException {
        var waiting = new ArrayList<SocketChannel>();
        try (var stuck = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            stuck.bind(UnixDomainSocketAddress.of(socket()), 1);
            fillBacklog(waiting);
            Object key = fileKey(socket());

            assertRefused(socket(), "cannot tell whether a process listens there; ");

            assertThat(fileKey(socket())).isEqualTo(key);
        } finally {
            for (SocketChannel connection : waiting) {
                connection.close();
            }
        }
    }

    private void fillBacklog(List<SocketChannel> waiting) throws IOException {
        for (boolean room = true; room; ) {
            var connection = SocketChannel.open(StandardProtocolFamily.UNIX);
            waiting.add(connection);
            connection.configureBlocking(false);
            try {
                connection.connect(UnixDomainSocketAddress.of(socket()));
            } catch (SocketException full) {
                room = false;
            }
        }
    }

    @Test
    void regularFile_isLeftAlone() throws IOException {
        Files.writeString(socket(), "precious");

        assertRefused(socket(), "there is a regular file already; look at it, then move it away: mv ");

        assertThat(socket()).hasContent("precious");
    }

    @Test
    void directory_isLeftAlone() throws IOException {
        Files.createDirectory(socket());

        assertRefused(socket(), "there is a directory already; ");

        assertThat(socket()).isDirectory();
    }

    @Test
    void symbolicLink_isLeftAloneAndNotFollowed() throws IOException {
        Path target = directory.resolve("target.sock");
        leaveDeadSocket(target);
        Files.createSymbolicLink(socket(), target);

        assertRefused(socket(), "there is a symbolic link already; ");

        assertThat(socket()).isSymbolicLink();
        assertThat(Files.exists(target)).isTrue();
    }

    @Test
    void longestPath_works() throws IOException {
        Path path = pathOfLength(SocketPath.MAX_BYTES);
        leaveDeadSocket(path);

        start(path);

        assertThat(healthzOf(path)).isEqualTo("ok");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwx---", "rwx----w-", "rwxrwxrwx"})
    void directoryWritableByOthers_isRefused(String mode) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));

        assertRefused(socket(), "so others may replace the socket; close it: chmod go-w " + directory);
    }

    @Test
    void directoryOfAnotherUser_isRefused() throws IOException {
        Files.setAttribute(directory, "unix:uid", 54321);

        assertRefused(
                socket(), "its directory is owned by uid 54321, who may replace the socket; take it over: chown ");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void directoryAboveThatOthersMayWriteTo_isRefused() throws IOException {
        Path above = Files.createDirectory(directory.resolve("above"));
        Path socket = Files.createDirectory(above.resolve("run")).resolve("kms.sock");
        Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertRefused(socket, above + " on the way to it has mode 0777, so others may replace what is in it; ");
    }

    @Test
    void directoryAboveOfAnotherUser_isRefused() throws IOException {
        Path above = Files.createDirectory(directory.resolve("above"));
        Path socket = Files.createDirectory(above.resolve("run")).resolve("kms.sock");
        Files.setAttribute(above, "unix:uid", 54321);

        assertRefused(socket, above + " on the way to it is owned by uid 54321, who may replace what is in it; ");
    }

    @Test
    void stickyDirectoryAbove_isAccepted() throws IOException {
        Path above = Files.createDirectory(directory.resolve("above"));
        Path socket = Files.createDirectory(above.resolve("run")).resolve("kms.sock");
        Files.setAttribute(above, "unix:mode", 01777);

        start(socket);

        assertThat(healthzOf(socket)).isEqualTo("ok");
    }

    @Test
    void linkOfAnotherUserOnTheWay_isRefused() throws IOException {
        Path real = Files.createDirectory(directory.resolve("real"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), real);
        Files.setAttribute(link, "unix:uid", 54321, NOFOLLOW_LINKS);

        assertRefused(link.resolve("kms.sock"), link + " on the way to it is a symbolic link of uid 54321");
    }

    @Test
    void linkOfTheDaemonOnTheWay_isFollowed() throws IOException {
        Files.createDirectories(directory.resolve("real/run"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("real/../real"));
        Path socket = link.resolve("run/kms.sock");

        start(socket);

        assertThat(healthzOf(socket)).isEqualTo("ok");
    }

    @Test
    void linkIntoADirectoryOfAnotherUser_isRefused() throws IOException {
        Path real = Files.createDirectory(directory.resolve("real"));
        Path run = Files.createDirectory(real.resolve("run"));
        Files.setAttribute(real, "unix:uid", 54321);
        Path link = Files.createSymbolicLink(directory.resolve("link"), run);

        assertRefused(link.resolve("kms.sock"), real + " on the way to it is owned by uid 54321");
    }

    @Test
    void nameBeyondAscii_works() throws IOException {
        assumeThat(System.getProperty("sun.jnu.encoding")).isEqualTo("UTF-8");
        Path socket = directory.resolve("schlüssel-ключ.sock");

        start(socket);

        assertThat(healthzOf(socket)).isEqualTo("ok");
    }

    @Test
    void missingDirectory_isRefusedWithTheCommandThatMakesIt() {
        assertRefused(
                directory.resolve("none/kms.sock"),
                "its directory does not exist; create it for this process: install -d -m 0750 -o ");
    }

    @Test
    void unknownGroup_isRefused() {
        var server = server(settings(socket(), "rw-rw----", Optional.of("no-such-group")));

        assertThatThrownBy(server::start)
                .isInstanceOf(UnsafeSocketException.class)
                .hasMessage(
                        socket() + ": group no-such-group does not exist; create it: groupadd --system no-such-group");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void stop_removesTheSocketAndCanBeRepeated() throws IOException {
        KmsServer server = start(socket());

        server.stop(Duration.ofSeconds(5));
        server.stop(Duration.ofSeconds(5));

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void stop_leavesASocketThatIsNoLongerOurs() throws IOException {
        KmsServer first = start(socket());
        Files.delete(socket());
        start(socket());

        first.close();

        assertThat(healthzOf(socket())).isEqualTo("ok");
    }

    @Test
    void stop_leavesADirectoryThatCameInstead() throws IOException {
        KmsServer server = start(socket());
        Files.delete(socket());
        Files.createDirectory(socket());

        server.close();

        assertThat(socket()).isDirectory();
    }

    @Test
    void stopOfAServerThatNeverStarted_doesNothing() throws IOException {
        leaveDeadSocket(socket());

        server(settings(socket(), "rw-rw----", Optional.empty())).close();

        assertThat(Files.exists(socket())).isTrue();
    }

    @Test
    void restart_onTheSamePathWorks() throws IOException {
        start(socket()).close();

        start(socket());

        assertThat(healthzOf(socket())).isEqualTo("ok");
    }

    private void assertRefused(Path path, String wrong) {
        assertThatThrownBy(server(settings(path, "rw-rw----", Optional.empty()))::start)
                .isInstanceOf(UnsafeSocketException.class)
                .hasMessageStartingWith(path + ": ")
                .hasMessageContaining(wrong);
    }

    private KmsServer start(Path path) throws IOException {
        return start(settings(path, "rw-rw----", Optional.empty()));
    }

    private KmsServer start(ServerSettings settings) throws IOException {
        KmsServer server = server(settings);
        server.start();
        return server;
    }

    private KmsServer server(ServerSettings settings) {
        var server = new KmsServer(settings, new FakeKms(), Sentences::of, new RecordingObserver(), fatal::add);
        servers.add(server);
        return server;
    }

    private static ServerSettings settings(Path path, String mode, Optional<String> group) {
        return new ServerSettings(
                path, PosixFilePermissions.fromString(mode), group, Set.of(), 1, 1, 1, Duration.ofSeconds(15));
    }

    private Path socket() {
        return directory.resolve("kms.sock");
    }

    private Path pathOfLength(int bytes) {
        String base = directory + "/";
        return Path.of(base + "s".repeat(bytes - base.length()));
    }

    /** What a killed process leaves: closing the channel does not delete the file. */
    private static void leaveDeadSocket(Path path) throws IOException {
        try (var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.bind(UnixDomainSocketAddress.of(path));
        }
        assertThat(Files.exists(path, NOFOLLOW_LINKS)).isTrue();
    }

    private static Object fileKey(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS)
                .fileKey();
    }

    private static String healthzOf(Path path) {
        try (var client = new TestSocketClient(path)) {
            return client.status().getHealthz();
        }
    }
}
