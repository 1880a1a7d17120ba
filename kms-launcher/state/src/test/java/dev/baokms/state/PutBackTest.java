package dev.baokms.state;

import static dev.baokms.state.Memories.load;
import static dev.baokms.state.Memories.open;
import static dev.baokms.state.Memories.saved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baokms.host.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What tells a state that was put back from a copy, and who may look. */
class PutBackTest {
    private static final String RECOVER =
            "; put the true file back, or rebuild it from OpenBao's metadata with recover-state";

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
    void olderPairPutBack_isRefused() throws IOException {
        saved(path, Memories.of(3));
        byte[] oldState = Files.readAllBytes(path);
        byte[] oldCheckpoint = Files.readAllBytes(checkpoint);
        saved(path, Memories.of(3, 1));

        Files.write(path, oldState);
        Files.write(checkpoint, oldCheckpoint);

        assertThatThrownBy(() -> open(path))
                .isInstanceOf(UnusableStateException.class)
                .hasMessage(path + " is generation 1, but generation 2 was written here: it and its checkpoint were put"
                        + " back from an older copy" + RECOVER);
    }

    @Test
    void wholeDirectoryPutBack_isSaidUntilSomethingNewerIsSaved() throws IOException {
        saved(path, Memories.of(3));
        Path mark = StateFile.beside(path, ".written");
        WriteMark written = WriteMark.decode(Files.readAllBytes(mark));
        // The file is then younger than its words say, as it is after a backup was restored.
        Instant before = written.writtenAt().minusSeconds(120);
        Files.write(mark, new WriteMark(written.of(), before).encoded());

        for (int start = 0; start < 2; start++) {
            try (StateFile file = open(path)) {
                assertThat(file.putBack().orElseThrow())
                        .contains(path + " was written at " + before)
                        .endsWith("retire them again, then remove " + mark + " to confirm");
            }
        }
        assertThat(StateGlance.putBack(path)).isPresent();

        saved(path, Memories.of(3, 1));
        try (StateFile file = open(path)) {
            assertThat(file.putBack()).isEmpty();
        }
    }

    @Test
    void confirmedCopy_isNotSaidAgain() throws IOException {
        saved(path, Memories.of(3));
        Path mark = StateFile.beside(path, ".written");
        WriteMark written = WriteMark.decode(Files.readAllBytes(mark));
        Files.write(mark, new WriteMark(written.of(), Instant.EPOCH).encoded());

        Files.delete(mark);

        for (int start = 0; start < 2; start++) {
            try (StateFile file = open(path)) {
                assertThat(file.putBack()).isEmpty();
            }
        }
        assertThat(mark).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"schema\":\"other\"}", "\u0000\u0001"})
    void damagedMark_isWrittenAgain(String damage) throws IOException {
        saved(path, Memories.of(3));
        Path mark = StateFile.beside(path, ".written");
        Files.writeString(mark, damage);

        assertThat(load(path)).isEqualTo(Memories.of(3));

        assertThat(WriteMark.decode(Files.readAllBytes(mark)).of().generation()).isEqualTo(1);
    }

    @Test
    void stateOfAnEarlierVersion_isTakenAndMarked() throws IOException {
        saved(path, Memories.of(3), Memories.of(3, 1));
        Path mark = StateFile.beside(path, ".written");
        // An earlier version wrote on without it.
        Files.write(mark, WriteMark.now(new Checkpoint(1, "0".repeat(64))).encoded());

        assertThat(load(path)).isEqualTo(Memories.of(3, 1));
        assertThat(WriteMark.decode(Files.readAllBytes(mark)).of().generation()).isEqualTo(2);
    }

    @Test
    void root_mayLookAtTheStateOfTheDaemonsUser_andNotHaveIt() throws IOException {
        assumeTrue(ProcessIdentity.ofThisProcess().uid() == 0, "only root can give files away");
        saved(path, Memories.of(3, 1));
        for (Path each : List.of(path, checkpoint, StateFile.beside(path, ".written"), path.resolveSibling(""))) {
            Files.setAttribute(each, "unix:uid", 54321);
        }

        assertThat(StateGlance.memory(path, Memories.FINGERPRINT)).isEqualTo(Memories.of(3, 1));
        assertThat(StateGlance.putBack(path)).isEmpty();
        assertThatThrownBy(() -> open(path)).isInstanceOf(UnusableStateException.class);

        // Of two users, neither can vouch for the other.
        Files.setAttribute(path, "unix:uid", 54322);
        assertThatThrownBy(() -> StateGlance.memory(path, Memories.FINGERPRINT))
                .isInstanceOf(UnusableStateException.class);
    }
}
