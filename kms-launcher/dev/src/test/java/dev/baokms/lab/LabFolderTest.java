package dev.baokms.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.baokms.host.ToldException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabFolderTest {
    @TempDir
    private Path temporary;

    private Path path;
    private LabFolder folder;

    @BeforeEach
    void name() {
        path = temporary.resolve("lab");
        folder = new LabFolder(path);
    }

    private void refused(String words) {
        assertThatExceptionOfType(ToldException.class)
                .isThrownBy(folder::claim)
                .withMessageContaining(path.toString())
                .withMessageContaining(words);
    }

    @Test
    void newOne_isForItsOwnerAlone() throws IOException {
        folder.claim();
        folder.write(path.resolve("secret"), "text");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path.resolve("secret"))))
                .isEqualTo("rw-------");
    }

    @Test
    void oneThatOthersMayEnter_isRefused() throws IOException {
        Files.createDirectory(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));

        refused("can be entered by others");
    }

    @Test
    void oneWithOtherThings_isRefusedAndLeftAlone() throws IOException {
        folder.claim();
        Files.writeString(path.resolve("mine"), "text");

        refused("not empty and not a lab's");
        folder.clear();

        assertThat(path.resolve("mine")).exists();
    }

    @Test
    void pathTooLongForASocket_isRefused() {
        path = temporary.resolve("l".repeat(100));
        folder = new LabFolder(path);

        refused("too long for a socket");
    }

    @Test
    void clearing_leavesTheLogsAndCanBeClaimedAgain() throws IOException {
        folder.claim();
        LabPlan.fresh(KubernetesRelease.NEWEST, 1, true).write(folder);
        folder.make(folder.node(1));
        Files.writeString(folder.node(1).resolve("config.yaml"), "text");
        folder.clearLogs();
        Files.writeString(folder.log("etcd"), "text");

        folder.clear();

        assertThat(folder.isMarked()).isFalse();
        assertThat(folder.node(1)).doesNotExist();
        assertThat(folder.log("etcd")).exists();
        folder.claim();
    }

    @Test
    void lock_holdsOthersOff() throws IOException {
        folder.claim();
        try (FileChannel held = folder.lock()) {
            assertThat(held.isOpen()).isTrue();
            assertThatExceptionOfType(ToldException.class)
                    .isThrownBy(folder::lock)
                    .withMessageContaining("another lab command");
        }
        folder.lock().close();
    }

    @Test
    void usualPlace_followsTheEnvironment() {
        assertThat(LabFolder.usual(Map.of("XDG_STATE_HOME", "/state", "HOME", "/home/a")))
                .isEqualTo(Path.of("/state/bao-kms-provider/lab"));
        assertThat(LabFolder.usual(Map.of("XDG_STATE_HOME", "relative", "HOME", "/home/a")))
                .isEqualTo(Path.of("/home/a/.local/state/bao-kms-provider/lab"));
        assertThat(KubernetesPrograms.cache(Map.of("HOME", "/home/a")))
                .isEqualTo(Path.of("/home/a/.cache/bao-kms-provider/lab"));
    }
}
