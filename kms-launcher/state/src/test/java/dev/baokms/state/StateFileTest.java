package dev.baokms.state;

import static dev.baokms.state.Memories.load;
import static dev.baokms.state.Memories.open;
import static dev.baokms.state.Memories.saved;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.core.failure.Failure.NotReady;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.host.ProcessIdentity;
import dev.baokms.state.StateDirectory.Step;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateFileTest {
    private static final String RECOVER =
            "; put the true file back, or rebuild it from OpenBao's metadata with recover-state";

    private static final ProcessIdentity OURSELVES = ProcessIdentity.ofThisProcess();

    @TempDir
    private Path parent;

    private Path path;
    private Path checkpoint;

    @BeforeEach
    void prepare() throws IOException {
        path = Memories.in(parent);
        checkpoint = StateFile.beside(path, ".checkpoint");
    }

    @Test
    void absentFile_isAFirstStart() throws IOException {
        try (StateFile file = open(path)) {
            assertThat(file.memory()).isEqualTo(KeyringState.EMPTY);
            assertThat(file.generation()).isZero();
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void savedMemory_isLoadedAndIsPrivate() throws IOException {
        saved(path, Memories.of(1), Memories.of(3, 1));

        assertThat(load(path)).isEqualTo(Memories.of(3, 1));
        for (Path file : List.of(path, checkpoint)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .startsWith("rw-")
                    .endsWith("---");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(StateFile.beside(path, ".lock"))))
                .isEqualTo("rw-------");
    }

    @Test
    void unchangedMemory_isNotWritten() throws IOException {
        var writes = new AtomicInteger();
        try (StateFile file = open(path, (step, at) -> writes.incrementAndGet())) {
            file.store(Memories.of(1));
            int once = writes.get();
            file.store(Memories.of(1));

            assertThat(writes).hasValue(once);
            assertThat(file.generation()).isEqualTo(1);
        }
    }

    @Test
    void chain_growsByOneAndNamesItsPredecessor() throws IOException {
        saved(path, Memories.of(1));
        StateDocument first = StateDocument.decode(Files.readAllBytes(path));
        saved(path, Memories.of(2));
        StateDocument second = StateDocument.decode(Files.readAllBytes(path));

        assertThat(second.generation()).isEqualTo(first.generation() + 1);
        assertThat(second.previousHash()).isEqualTo(first.hash());
        assertThat(Checkpoint.decode(Files.readAllBytes(checkpoint))).isEqualTo(Checkpoint.of(second));
    }

    @Test
    void secondOpener_isRefused() throws IOException {
        StateFile held = open(path);
        assertRefused(path.resolveSibling("key-registry.json.lock")
                + " is held by another process; stop the running provider first, or use another state.path");
        held.close();

        assertThat(load(path)).isEqualTo(KeyringState.EMPTY);
    }

    @Test
    void lostFile_isRefused() throws IOException {
        saved(path, Memories.of(1));
        Files.delete(path);

        assertRefused(path + " is lost: its checkpoint says that generation 1 was written" + RECOVER);
    }

    @Test
    void replayedFile_isRefused() throws IOException {
        saved(path, Memories.of(1));
        byte[] old = Files.readAllBytes(path);
        saved(path, Memories.of(2));
        Files.write(path, old);

        assertRefused(
                path + " is generation 1 and does not follow its checkpoint, generation 2: one of them was replayed"
                        + " or edited" + RECOVER);
    }

    @Test
    void replayedCheckpoint_orNone_isRefused() throws IOException {
        saved(path, Memories.of(1));
        byte[] old = Files.readAllBytes(checkpoint);
        saved(path, Memories.of(2), Memories.of(3));
        Files.write(checkpoint, old);
        assertRefused(
                path + " is generation 3 and does not follow its checkpoint, generation 1: one of them was replayed"
                        + " or edited" + RECOVER);

        Files.delete(checkpoint);
        assertRefused(
                path + " is generation 3 and does not follow its checkpoint, generation 0: one of them was replayed"
                        + " or edited" + RECOVER);
    }

    @Test
    void forkedFile_isRefused() throws IOException {
        saved(path, Memories.of(1), Memories.of(2));
        StateDocument true2 = StateDocument.decode(Files.readAllBytes(path));
        var forged = new StateDocument(true2.scope(), 2, true2.previousHash(), Memories.of(9));
        Files.write(path, forged.encoded());

        assertRefused(
                path + " is generation 2 and does not follow its checkpoint, generation 2: one of them was replayed"
                        + " or edited" + RECOVER);
    }

    @Test
    void editedFile_isRefused() throws IOException {
        saved(path, Memories.of(2));
        edit("\"highestActive\":2", "\"highestActive\":1");

        assertRefused(path + " is not a state that this provider wrote: its hash does not match the content" + RECOVER);
    }

    @Test
    void otherSpellings_areRefused() throws IOException {
        saved(path, Memories.of(2, 1));
        String text = Files.readString(path);
        for (String spelling : List.of(
                text.replace("{\"schema\"", "{\"more\":1,\"schema\""),
                text.replace("\"generation\":1", "\"generation\":1,\"generation\":1"),
                text.replace("\"generation\":1", "\"generation\":\"1\""),
                text.replace("\"generation\":1", "\"generation\":1.0"),
                text.replace("\"generation\":1,", ""),
                text.replace("\"retired\":[1]", "\"retired\":[1,1]"),
                text.replace("\"scope\":", "\"scope\": "),
                text.replace("registry/v1", "registry/v2"),
                text.stripTrailing(),
                text + "{}",
                text + "\n",
                "",
                "[]",
                "null")) {
            Files.writeString(path, spelling);
            assertThatThrownBy(() -> load(path))
                    .as(spelling)
                    .isInstanceOf(UnusableStateException.class)
                    .hasMessageStartingWith(path + " is not a state that this provider wrote: ")
                    .hasMessageEndingWith(RECOVER);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        "generation":1     | "generation":٣    | it is not JSON, or is cut off, at $.generation
        "generation":1     | "generation":1.5   | it has no whole number in range at $.generation
        "highestActive":2  | "highestActive":99999999999 | it has no whole number in range at $.highestActive
        "generation":1,    | "generation" 1,    | it is not JSON, or is cut off, at $.generation
        "retired":[1]      | "retired":[1       | it does not have a number at $.retired[1]
        "retired":[1]      | "retired":{}       | it is not JSON, or is cut off, at $.retired
        "retired":[1]      | "retired":[2]      | it contradicts itself: version 2 is both active and retired
        "schema"           | 'schema'           | it is not JSON, or is cut off, at $.
        """)
    void brokenText_isDescribedInOurWordsAndNotThoseOfALibrary(String good, String bad, String wrong)
            throws IOException {
        saved(path, Memories.of(2, 1));
        edit(good, bad);

        assertThatThrownBy(() -> load(path))
                .isInstanceOf(UnusableStateException.class)
                .hasMessageStartingWith(path + " is not a state that this provider wrote: " + wrong)
                .message()
                .doesNotContainIgnoringCase("JsonReader")
                .doesNotContainIgnoringCase("lenient")
                .doesNotContainIgnoringCase("expected");
    }

    @Test
    void truncatedAtAnyByte_isRefused() throws IOException {
        saved(path, Memories.of(2, 1));
        for (Path file : List.of(path, checkpoint)) {
            byte[] whole = Files.readAllBytes(file);
            for (int length = 0; length < whole.length; length++) {
                Files.write(file, Arrays.copyOf(whole, length));
                assertThatThrownBy(() -> load(path))
                        .isInstanceOf(UnusableStateException.class)
                        .hasMessageStartingWith(file + " is not a state that this provider wrote: ");
            }
            Files.write(file, whole);
        }
        assertThat(load(path)).isEqualTo(Memories.of(2, 1));
    }

    @Test
    void anyFlippedBit_isRefused() throws IOException {
        saved(path, Memories.of(2, 1));
        for (Path file : List.of(path, checkpoint)) {
            byte[] whole = Files.readAllBytes(file);
            for (int bit = 0; bit < whole.length * 8; bit++) {
                byte[] flipped = whole.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                // A load begins with decoding: only what gets past that needs a file and a lock to be judged.
                if (bit % 8 == 0 || isDecodable(file, flipped)) {
                    Files.write(file, flipped);
                    assertThatThrownBy(() -> load(path)).as("bit " + bit).isInstanceOf(UnusableStateException.class);
                }
            }
            Files.write(file, whole);
        }
    }

    private boolean isDecodable(Path file, byte[] content) {
        try {
            if (file.equals(path)) {
                StateDocument.decode(content);
            } else {
                Checkpoint.decode(content);
            }
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    @Test
    void overlongFile_isRefused() throws IOException {
        saved(path, Memories.of(1));
        Files.write(path, new byte[StateDirectory.MAX_BYTES + 1]);

        assertRefused(path + " is longer than 1048576 bytes" + RECOVER);
    }

    @Test
    void stateOfAnotherConfiguration_isRefused() throws IOException {
        saved(path, Memories.of(1));

        assertThatThrownBy(() -> StateFile.open(path, Memories.SCOPE, "cfg1.other"))
                .isInstanceOf(UnusableStateException.class)
                .hasMessage(path
                        + " belongs to configuration cfg1.ourown, not to cfg1.other; restore the identity fields of"
                        + " the configuration, or give another key its own state.path");
    }

    @Test
    void link_isRefused() throws IOException {
        saved(path, Memories.of(1));
        Path real = path.resolveSibling("elsewhere.json");
        Files.move(path, real);
        Files.createSymbolicLink(path, real);

        assertRefused(
                path + " is a link, which the next write would replace: put the file itself there, or name the place it"
                        + " links to");
    }

    @Test
    void openMode_isRefused() throws IOException {
        saved(path, Memories.of(1));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-r--"));

        assertRefused(path + " has mode 0664, need 0640 or tighter: run chmod 0640 " + path);
    }

    @Test
    void openDirectory_isRefused() throws IOException {
        Files.setPosixFilePermissions(path.getParent(), PosixFilePermissions.fromString("rwxrwx---"));

        assertRefused(path.getParent()
                + " can be written by group or others (mode 0770), and so what is in it can be exchanged:"
                + " run chmod go-w " + path.getParent() + ", or keep the file elsewhere");
    }

    @Test
    void absentDirectory_isRefused() throws IOException {
        Path far = path.resolveSibling("none").resolve("state.json");

        assertThatThrownBy(() -> load(far))
                .isInstanceOf(UnusableStateException.class)
                .hasMessage(far.getParent() + " does not exist: run install -d -m 0750 -o " + OURSELVES.uid() + " "
                        + far.getParent() + ", or correct the path");
    }

    /** Seen from another user, the files of this one are a stranger's: that needs no root to try. */
    @Test
    void strangersFileAndDirectory_areRefused() throws IOException {
        saved(path, Memories.of(1));
        long user = OURSELVES.uid();
        long other = user + 1;
        var place = new StateDirectory(
                StateFile.directory(path), ProcessIdentity.of(other, OURSELVES.gid()), StateDirectory.Steps.FREE);

        if (user == 0) {
            assertThatThrownBy(() -> place.read(path))
                    .hasMessage(path + " belongs to user 0, and only user 1 may own it: run chown 1 " + path);
        } else {
            assertThatThrownBy(() -> place.read(path)).hasMessageContaining("belongs to user " + user);
            assertThatThrownBy(place::requireSafe)
                    .hasMessageContaining("belongs to user " + user + ", neither to root nor to user " + other);
        }
    }

    @Test
    void fullDisk_atAnyStep_failsAndTheNextSaveSucceeds() throws IOException {
        for (int failing = 0; ; failing++) {
            Path at = Memories.in(Files.createDirectory(parent.resolve("full" + failing)));
            saved(at, Memories.of(1));
            var left = new AtomicInteger(failing);
            var steps = new ArrayList<Step>();
            try (StateFile file = open(at, (step, p) -> {
                steps.add(step);
                if (left.getAndDecrement() == 0) {
                    throw new IOException("No space left on device");
                }
            })) {
                Outcome<KeyringState> outcome = new SavedState(file, trouble -> {}).save(Memories.of(2));
                if (left.get() >= 0) {
                    assertThat(outcome).isEqualTo(Outcome.ok(Memories.of(2)));
                    assertThat(steps).contains(Step.values());
                    return;
                }
                assertThat(outcome).isEqualTo(Outcome.failed(new NotReady(NotReady.Why.STATE_SAVE_FAILED)));
                byte[] state = Files.readAllBytes(at);
                assertThat(StateDocument.decode(state).memory()).isIn(Memories.of(1), Memories.of(2));
                // Neither the same memory nor another one may be lost to the failure before it.
                file.store(failing % 2 == 0 ? Memories.of(2) : Memories.of(3));
            }
            assertThat(load(at)).isEqualTo(failing % 2 == 0 ? Memories.of(2) : Memories.of(3));
        }
    }

    @Test
    void fullDisk_isSaidInWords() throws IOException {
        try (StateFile file = open(path, (step, at) -> {
            throw new IOException("No space left on device");
        })) {
            assertThatThrownBy(() -> file.store(Memories.of(1)))
                    .isInstanceOf(UnusableStateException.class)
                    .hasMessage(path + " cannot be saved: its file system is full; free space on its file system");
        }
    }

    /** Root ignores modes, so the seam answers as the kernel would. */
    @Test
    void readOnlyFileSystem_isSaidInWords() throws IOException {
        try (StateFile file = open(path, (step, at) -> {
            throw new FileSystemException(at.toString(), null, "Read-only file system");
        })) {
            assertThatThrownBy(() -> file.store(Memories.of(1)))
                    .isInstanceOf(UnusableStateException.class)
                    .hasMessage(path
                            + " cannot be saved: its file system is read-only; check that its directory is mounted,"
                            + " and that this user owns it and may write: ls -ld " + path.getParent());
        }
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> load(path))
                .isInstanceOf(UnusableStateException.class)
                .hasMessage(message);
    }

    private void edit(String from, String to) throws IOException {
        String text = Files.readString(path);
        assertThat(text).contains(from);
        Files.write(path, text.replace(from, to).getBytes(UTF_8));
    }
}
