package dev.baokms.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baokms.core.failure.Failure.NotReady;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.keyring.KeyringState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that went read-only must not keep a daemon from serving with what it remembers. */
class ReadOnlyStateTest {
    @TempDir
    private Path parent;

    private Path path;
    private Path lock;
    private final AtomicBoolean readOnly = new AtomicBoolean();

    @BeforeEach
    void prepare() throws IOException {
        path = Memories.in(parent);
        lock = StateFile.beside(path, ".lock");
        Memories.saved(path, Memories.of(3, 1));
        goReadOnly();
    }

    /** What the kernel would do: refuse to open the lock for writing, and say so of the mount. */
    private void goReadOnly() throws IOException {
        readOnly.set(true);
        Files.delete(lock);
        Files.createDirectory(lock);
    }

    private void goWritable() throws IOException {
        readOnly.set(false);
        Files.delete(lock);
    }

    private StateFile opened() throws IOException {
        return Memories.open(path, new StateDirectory.Steps() {
            @Override
            public void before(StateDirectory.Step step, Path at) throws IOException {
                if (readOnly.get()) {
                    throw new IOException("a write to a disk that is read-only: " + step);
                }
            }

            @Override
            public boolean isReadOnly(Path directory) {
                return readOnly.get();
            }
        });
    }

    @Test
    void readOnlyDisk_isReadWithoutALock() throws IOException {
        try (StateFile file = opened()) {
            assertThat(file.memory()).isEqualTo(Memories.of(3, 1));
            assertThat(file.isLocked()).isFalse();
        }
    }

    @Test
    void saveOnAReadOnlyDisk_failsAndSaysSoOnce() throws IOException {
        var troubles = new ArrayList<String>();
        try (StateFile file = opened()) {
            var store = new SavedState(file, troubles::add);
            for (int attempt = 0; attempt < 3; attempt++) {
                assertThat(store.save(Memories.of(4, 1)))
                        .isEqualTo(Outcome.failed(new NotReady(NotReady.Why.STATE_SAVE_FAILED)));
            }
            assertThat(file.memory()).isEqualTo(Memories.of(3, 1));
        }
        assertThat(troubles).containsExactly(path + " is on a read-only file system; mount it writable and try again");
    }

    @Test
    void diskThatIsWritableAgain_isLockedByTheNextSave() throws IOException {
        try (StateFile file = opened()) {
            goWritable();
            file.store(Memories.of(4, 1));

            assertThat(file.isLocked()).isTrue();
            assertThatThrownBy(() -> Memories.load(path)).hasMessageContaining("is held by another process");
        }
        assertThat(Memories.load(path)).isEqualTo(Memories.of(4, 1));
    }

    @Test
    void stateThatAnotherProcessChangedMeanwhile_isNotOverwritten() throws IOException {
        try (StateFile file = opened()) {
            goWritable();
            Memories.saved(path, Memories.of(5, 1));

            assertThatThrownBy(() -> file.store(Memories.of(4, 1)))
                    .isInstanceOf(UnusableStateException.class)
                    .hasMessage(path
                            + " was changed by another process while it could not be locked; restart this process");
            assertThat(file.isLocked()).isFalse();
        }
        assertThat(Memories.load(path)).isEqualTo(Memories.of(5, 1));
    }

    @Test
    void firstStartOnAReadOnlyDisk_remembersNothing() throws IOException {
        Files.delete(path);
        Files.delete(StateFile.beside(path, ".checkpoint"));

        try (StateFile file = opened()) {
            assertThat(file.memory()).isEqualTo(KeyringState.EMPTY);
        }
    }

    @Test
    void lockThatCannotBeTakenForAnotherReason_stopsTheStart() {
        readOnly.set(false);

        assertThatThrownBy(this::opened)
                .isInstanceOf(UnusableStateException.class)
                .hasMessageContaining(lock + " cannot be locked: ");
    }

    /** The same with a real mount, in a mount namespace of its own; needs root and {@code unshare} of util-linux. */
    @Test
    void realReadOnlyMount_isReadWithoutALock() throws Exception {
        goWritable();
        String script = "mount --bind \"$1\" \"$1\" && mount -o remount,ro,bind \"$1\" && shift && exec \"$@\"";
        var command = new ArrayList<String>(
                List.of("unshare", "--mount", "sh", "-c", script, "sh", String.valueOf(path.getParent())));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx24m",
                "-cp",
                System.getProperty("java.class.path"),
                ReadOnlyChild.class.getName(),
                path.toString()));
        Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(child.getInputStream().readAllBytes(), UTF_8);
        assumeTrue(!said.contains("unshare: ") && !said.contains("mount: "), "skipped: no mount namespaces here");

        assertThat(said)
                .isEqualTo("3 versions, locked: false\n" + path
                        + " is on a read-only file system; mount it writable and try again\n");
    }

    /** Opens the state of the path it is given, says what it found, and tries to save another. */
    static final class ReadOnlyChild {
        private ReadOnlyChild() {}

        /** @param args the state path */
        public static void main(String[] args) throws IOException {
            try (StateFile file = Memories.open(Path.of(args[0]))) {
                System.out.println(file.memory().pins().size() + " versions, locked: " + file.isLocked());
                file.store(Memories.of(4, 1));
            } catch (UnusableStateException refused) {
                System.out.println(refused.getMessage());
            }
        }
    }
}
