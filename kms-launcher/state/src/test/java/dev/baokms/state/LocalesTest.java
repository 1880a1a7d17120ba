package dev.baokms.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.core.keyring.KeyMetadata;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.core.keyring.RotationRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In locales whose numbers are written in other digits: files are read by machines, whatever people there read. */
@ResourceLock(Resources.LOCALE)
class LocalesTest {
    private final Locale usual = Locale.getDefault();

    @TempDir
    private Path parent;

    @AfterEach
    void restore() {
        Locale.setDefault(usual);
    }

    private static void use(String tag) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        assertThat(String.format(Locale.getDefault(), "%d", 1))
                .as("the test would prove nothing in " + tag)
                .isNotEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ar-EG-u-nu-arab", "fa-IR-u-nu-arabext", "bn-BD-u-nu-beng", "mr-IN-u-nu-deva", "my-MM-u-nu-mymr"
            })
    void state_isTheSameBytes(String tag) throws IOException {
        Path here = Memories.in(Files.createDirectory(parent.resolve("here")));
        Memories.saved(here, Memories.of(12, 3));
        use(tag);
        Path there = Memories.in(Files.createDirectory(parent.resolve("there")));
        Memories.saved(there, Memories.of(12, 3));

        assertThat(Files.readAllBytes(there)).isEqualTo(Files.readAllBytes(here));
        assertThat(Files.readAllBytes(StateFile.beside(there, ".checkpoint")))
                .isEqualTo(Files.readAllBytes(StateFile.beside(here, ".checkpoint")));
        assertThat(Memories.load(there)).isEqualTo(Memories.of(12, 3));
    }

    /** What an earlier version left behind in such a locale. */
    @ParameterizedTest
    @ValueSource(
            strings = {"ar-EG-u-nu-arab", "fa-IR-u-nu-arabext", "bn-BD-u-nu-beng", "mr-IN-u-nu-deva", "my-MM-u-nu-mymr"
            })
    void checkpointInDigitsOfTheLocale_isUnderstood(String tag) throws IOException {
        Path path = Memories.in(parent);
        Memories.saved(path, Memories.of(1), Memories.of(2), Memories.of(3, 1));
        damage(path, tag);

        assertThat(Memories.load(path)).isEqualTo(Memories.of(3, 1));
        Memories.saved(path, Memories.of(4, 1));
        assertThat(Memories.load(path)).isEqualTo(Memories.of(4, 1));
        assertThat(Files.readString(StateFile.beside(path, ".checkpoint"))).contains("\"generation\":4,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG-u-nu-arab", "bn-BD-u-nu-beng"})
    void stateBesideSuchACheckpoint_isStillProtected(String tag) throws IOException {
        Path path = Memories.in(parent);
        Memories.saved(path, Memories.of(1));
        byte[] old = Files.readAllBytes(path);
        Memories.saved(path, Memories.of(2));
        damage(path, tag);
        Files.write(path, old);

        assertThatThrownBy(() -> Memories.load(path))
                .hasMessageContaining("is generation 1 and does not follow its checkpoint, generation 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG-u-nu-arab", "my-MM-u-nu-mymr"})
    void lostStateBesideSuchACheckpoint_isRecoveredOnItsChain(String tag) throws IOException {
        Path path = Memories.in(parent);
        Memories.saved(path, Memories.of(1), Memories.of(2));
        damage(path, tag);
        Files.delete(path);
        var read = new KeyMetadata(2, 1, 0, new TreeMap<>(Map.of(1, 10L, 2, 20L)), Set.of());

        try (var recovery = StateRecovery.open(path, Memories.FINGERPRINT)) {
            var planned = (StatePlan.Proposal.Planned)
                    recovery.plan(Memories.SCOPE, RotationRules.DEFAULT, read, Instant.ofEpochSecond(1_700_000_000));
            assertThat(recovery.apply(planned.plan(), planned.plan().hash())).isTrue();
        }

        try (StateFile file = Memories.open(path)) {
            assertThat(file.generation()).isEqualTo(3);
            assertThat(file.memory().pins()).isEqualTo(Map.of(1, 10L, 2, 20L));
            assertThat(file.memory()).isNotEqualTo(KeyringState.EMPTY);
        }
    }

    private static void damage(Path path, String tag) throws IOException {
        Path checkpoint = StateFile.beside(path, ".checkpoint");
        Checkpoint written = Checkpoint.decode(Files.readAllBytes(checkpoint));
        String digits = String.format(Locale.forLanguageTag(tag), "%d", written.generation());
        assertThat(digits).isNotEqualTo(Long.toString(written.generation()));
        String text = Files.readString(checkpoint)
                .replace("\"generation\":" + written.generation(), "\"generation\":" + digits);
        Files.write(checkpoint, text.getBytes(UTF_8));
    }
}
