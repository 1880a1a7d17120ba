package dev.baokms.auth.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baokms.core.outcome.Failure.LoginFailed.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFileTest {
    private static final int MAX = 100;
    private static final int STRANGER = 4242;

    @TempDir
    private Path temp;

    private Path dir;

    @BeforeEach
    void privateDirectory() throws IOException {
        dir = Files.createDirectory(temp.toRealPath().resolve("d"));
        mode(dir, "rwx------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw-------", "r--r-----", "r--------"})
    void closedFile_isRead(String mode) throws Exception {
        assertThat(read(Jwts.write(dir.resolve("f"), "secret", mode))).isEqualTo("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw-rw----", "rwxr-x---", "rw-----w-", "rw------x"})
    void openFile_isUnsafeAndTheCureIsNamed(String mode) {
        Path file = Jwts.write(dir.resolve("f"), "secret", mode);

        var refusal = refusal(file);

        assertThat(refusal.problem()).isEqualTo(Problem.CREDENTIAL_UNSAFE);
        assertThat(refusal.advice()).contains("run chmod 0640 " + file);
        assertThat(refusal).hasMessageNotContaining(file.toString());
    }

    @Test
    void oddName_isQuotedInTheCommand() {
        Path file = Jwts.write(dir.resolve("it's; f"), "secret", "rw-r--r--");

        assertThat(refusal(file).advice()).endsWith("chmod 0640 '" + dir + "/it'\\''s; f'");
    }

    @Test
    void missingFile_isMissing() {
        var refusal = refusal(dir.resolve("none"));

        assertThat(refusal.problem()).isEqualTo(Problem.CREDENTIAL_MISSING);
        assertThat(refusal.advice()).contains(dir.resolve("none") + " does not exist");
    }

    @Test
    void directory_isNoSecret() {
        assertThat(refusal(dir).problem()).isEqualTo(Problem.CREDENTIAL_UNSAFE);
    }

    @Test
    void pipe_isRefusedWithoutBeingOpened() throws Exception {
        Path pipe = dir.resolve("pipe");
        assumeTrue(
                new ProcessBuilder("mkfifo", "-m", "0600", pipe.toString())
                                .start()
                                .waitFor()
                        == 0,
                "no mkfifo here");

        assertThat(refusal(pipe).advice()).contains("not a regular file");
    }

    @Test
    void longFile_isInvalid() {
        assertThat(refusal(Jwts.write(dir.resolve("f"), "x".repeat(MAX + 1))).problem())
                .isEqualTo(Problem.CREDENTIAL_INVALID);
    }

    @Test
    void fileAsDirectory_isMissing() {
        Path file = Jwts.write(dir.resolve("f"), "secret");

        assertThat(refusal(file.resolve("g")).problem()).isEqualTo(Problem.CREDENTIAL_MISSING);
    }

    @Test
    void strangersFile_isUnsafe() throws IOException {
        Path file = Jwts.write(dir.resolve("f"), "secret");

        assertThat(refusalOfStrangers(file).advice())
                .contains("belongs to user")
                .contains("chown root");
    }

    @Test
    void strangersLink_isUnsafe() throws IOException {
        Path file = Jwts.write(dir.resolve("f"), "secret");
        Path link = Files.createSymbolicLink(dir.resolve("l"), file);

        var refusal = refusalOfStrangers(link);

        assertThat(refusal.problem()).isEqualTo(Problem.CREDENTIAL_UNSAFE);
        assertThat(refusal.advice()).contains("belongs to user");
    }

    @Test
    void chainOfLinks_isFollowed() throws Exception {
        Jwts.write(dir.resolve("f"), "secret");
        Files.createSymbolicLink(dir.resolve("relative"), Path.of("f"));
        Files.createSymbolicLink(dir.resolve("upAndDown"), Path.of("../d/./relative"));
        Path link = Files.createSymbolicLink(dir.resolve("absolute"), dir.resolve("upAndDown"));

        assertThat(read(link)).isEqualTo("secret");
    }

    @Test
    void circleOfLinks_isMissing() throws IOException {
        Files.createSymbolicLink(dir.resolve("a"), Path.of("b"));
        Files.createSymbolicLink(dir.resolve("b"), Path.of("a"));

        assertThat(refusal(dir.resolve("a")).advice()).contains("too many links");
    }

    @Test
    void danglingLink_isMissing() throws IOException {
        assertThat(refusal(Files.createSymbolicLink(dir.resolve("l"), Path.of("none")))
                        .problem())
                .isEqualTo(Problem.CREDENTIAL_MISSING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwx---", "rwx----w-", "rwxrwxrwx"})
    void directoryOthersMayWrite_isUnsafe(String mode) throws IOException {
        Path file = Jwts.write(dir.resolve("f"), "secret");
        mode(dir, mode);

        assertThat(refusal(file).advice()).contains("run chmod go-w " + dir);
    }

    @Test
    void linkThroughDirectoryOthersMayWrite_isUnsafe() throws IOException {
        Path open = Files.createDirectory(dir.resolve("open"));
        Jwts.write(open.resolve("f"), "secret");
        mode(open, "rwxrwxrwx");
        Path link = Files.createSymbolicLink(dir.resolve("l"), Path.of("open/f"));

        assertThat(refusal(link).advice()).contains("chmod go-w " + open);
    }

    @Test
    void stickyDirectory_passesOnlyIfRootOwnsIt() throws Exception {
        Path file = Jwts.write(dir.resolve("f"), "secret");
        Files.setAttribute(dir, "unix:mode", 01777);
        boolean root = SecretFile.ownUid() == 0;

        if (root) {
            assertThat(read(file)).isEqualTo("secret");
            Files.setAttribute(dir, "unix:uid", STRANGER);
        }

        assertThat(refusal(file).problem()).isEqualTo(Problem.CREDENTIAL_UNSAFE);
    }

    @Test
    void projectedVolume_isReadAndItsRenewalSeen() throws Exception {
        // As kubelet lays it out: token -> ..data/token, ..data -> ..<time>, and the swap of ..data is the renewal.
        volumeVersion("..2026_01", "first");
        Files.createSymbolicLink(dir.resolve("..data"), Path.of("..2026_01"));
        Path token = Files.createSymbolicLink(dir.resolve("token"), Path.of("..data/token"));
        assertThat(read(token)).isEqualTo("first");

        volumeVersion("..2026_02", "second");
        Files.createSymbolicLink(dir.resolve("..data_tmp"), Path.of("..2026_02"));
        Files.move(dir.resolve("..data_tmp"), dir.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

        assertThat(read(token)).isEqualTo("second");
    }

    /** Systemd leaves them to root with an access list, which shows as the group's right to read, or gives them to us. */
    @ParameterizedTest
    @ValueSource(strings = {"r--------", "r--r-----"})
    void credentialOfSystemd_isRead(String mode) throws Exception {
        Path credentials = Files.createDirectory(dir.resolve("bao-kms-provider.service"));
        Path secret = Jwts.write(credentials.resolve("client-secret"), "secret", mode);
        mode(credentials, "r-xr-x---");

        assertThat(read(secret)).isEqualTo("secret");
        if (SecretFile.ownUid() == 0) {
            assertThat(new SecretFile(secret, STRANGER).read(MAX)).isEqualTo("secret".getBytes(UTF_8));
        }
        mode(credentials, "rwx------");
    }

    @Test
    void unreadableDirectory_isMissing() throws IOException {
        assumeTrue(SecretFile.ownUid() != 0, "root reads everything");
        Path file = Jwts.write(dir.resolve("f"), "secret");
        mode(dir, "---------");

        assertThat(refusal(file).problem()).isEqualTo(Problem.CREDENTIAL_MISSING);
    }

    @Test
    void ownUid_isWhoOwnsNewFiles() throws IOException {
        assertThat(Files.getAttribute(dir, "unix:uid")).isEqualTo(SecretFile.ownUid());
    }

    private void volumeVersion(String name, String content) throws IOException {
        Path version = Files.createDirectory(dir.resolve(name));
        mode(version, "rwxr-xr-x");
        Jwts.write(version.resolve("token"), content, "r--r-----");
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static String read(Path path) throws SecretFile.Unusable {
        return new String(new SecretFile(path, SecretFile.ownUid()).read(MAX), UTF_8);
    }

    private static SecretFile.Unusable refusal(Path path) {
        return refusal(path, SecretFile.ownUid());
    }

    /** Root can give the file away; anybody else can look at it as another user would. */
    private static SecretFile.Unusable refusalOfStrangers(Path path) throws IOException {
        if (SecretFile.ownUid() == 0) {
            Files.setAttribute(path, "unix:uid", STRANGER, LinkOption.NOFOLLOW_LINKS);
            return refusal(path, 0);
        }
        return refusal(path, STRANGER);
    }

    private static SecretFile.Unusable refusal(Path path, int uid) {
        return catchThrowableOfType(SecretFile.Unusable.class, () -> new SecretFile(path, uid).read(MAX));
    }
}
