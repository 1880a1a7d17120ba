package dev.baokms.configuration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baokms.host.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What may stand where the configuration is looked for. */
@Timeout(30)
class ConfigurationFileTest {
    private static final int OVERFLOW_UID = 65_534;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void prepare() {
        file = folder.resolve("config.yaml");
    }

    private static String example() throws IOException {
        return Files.readString(Path.of("../../docs/example-config.yaml"));
    }

    private void assertRefused(String message) {
        ConfigException refused =
                catchThrowableOfType(ConfigException.class, () -> ConfigReader.read(file, Map.of(), Map.of()));

        assertThat(refused).as("%s must be refused", file).isNotNull();
        assertThat(refused.problems()).singleElement().hasToString(file + ":1:1: " + message);
    }

    @Test
    void absentFile_saysHowToNameAnother() {
        assertRefused("does not exist: write the file there, or correct the path; --config names another file");
    }

    @Test
    void absentFileOfValues_namesItsOwnOption() {
        ConfigException refused =
                catchThrowableOfType(ConfigException.class, () -> ConfigReader.readValues(file, InstallDefaults.NONE));

        assertThat(refused.problems())
                .singleElement()
                .hasToString(file + ":1:1: does not exist: write the file there, or correct the path; --values names"
                        + " another file");
    }

    @Test
    void hugeFile_isRefusedUnread() throws IOException {
        Files.write(file, new byte[(1 << 20) + 1]);

        assertRefused("is longer than 1048576 bytes: it holds something else, correct its content or the path");
    }

    @Test
    void hugeFileOfGoodYaml_isRefusedToo() throws IOException {
        Files.writeString(file, example() + "# comment\n".repeat(110_000));

        assertRefused("is longer than 1048576 bytes: it holds something else, correct its content or the path");
    }

    @Test
    void fifo_isRefusedAndNotWaitedFor() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();

        assertRefused("is a pipe, not a regular file: write the content to a regular file and name that");
    }

    @Test
    void directory_isRefused() throws IOException {
        Files.createDirectory(file);

        assertRefused("is a directory, not a regular file: add the name of a file in it to the path");
    }

    @Test
    void device_isRefused() {
        file = Path.of("/dev/zero");

        assertRefused("is a device, not a regular file: write the content to a regular file and name that");
    }

    @Test
    void otherEncoding_isRefused() throws IOException {
        Files.write(file, example().replace("workload-a", "\u00e9quipe").getBytes(ISO_8859_1));

        assertRefused("is not UTF-8; save it as UTF-8");
    }

    @Test
    void linkToAGoodFile_isFollowed() throws Exception {
        Files.writeString(folder.resolve("real.yaml"), example());
        Files.createSymbolicLink(file, folder.resolve("real.yaml"));

        assertThat(ConfigReader.read(file, Map.of(), Map.of()).get(ConfigFields.KEY_NAME))
                .isEqualTo("kubernetes");
    }

    @Test
    void fileThatOthersCanWrite_isRefused() throws IOException {
        Files.writeString(file, example());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

        assertRefused("can be written by group or others (mode 0666): run chmod go-w " + file);
    }

    @Test
    void fileOfAStranger_isRefused() throws IOException {
        assumeTrue(ProcessIdentity.ofThisProcess().uid() == 0, "skipped: only root can give a file to another user");
        Files.writeString(file, example());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.setAttribute(file, "unix:uid", OVERFLOW_UID);
        assertRefused("belongs to user 65534, not to root: run chown root " + file);

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertRefused("belongs to user 65534, not to root: run chown root " + file);
    }
}
