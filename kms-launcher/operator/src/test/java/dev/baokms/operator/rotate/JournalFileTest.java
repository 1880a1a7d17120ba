package dev.baokms.operator.rotate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalFileTest {
    private static final Map<String, String> ABOUT = Map.of("scope", "cfg1.a", "provider", "kms");
    private static final Instant AT = Instant.parse("2026-11-30T12:00:00Z");

    @TempDir
    private Path folder;

    private Path written() throws IOException {
        Path file = folder.resolve("rotate.journal");
        try (JournalFile journal = JournalFile.open(file, ABOUT)) {
            new RotationJournal(journal.lines(), journal, () -> AT).done(RotationStep.ROTATE, Map.of("version", "2"));
        }
        return file;
    }

    @Test
    void isReadByPeopleAndByTheNextRun() throws IOException {
        Path file = written();

        assertThat(Files.readString(file)).isEqualTo("""
            {"journal":"bao-kms-provider/rotate-journal/v1","provider":"kms","scope":"cfg1.a"}
            {"at":"2026-11-30T12:00:00Z","step":"rotate","event":"done","version":"2"}
            """);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (JournalFile journal = JournalFile.open(file, ABOUT)) {
            assertThat(journal.lines()).singleElement().matches(line -> line.is(RotationStep.ROTATE, JournalLine.DONE));
        }
    }

    @Test
    void lineThatWasCutOff_isSetAside() throws IOException {
        Path file = written();
        Files.writeString(file, "{\"at\":\"2026-11-30T12:0", StandardOpenOption.APPEND);

        assertThat(JournalFile.look(file, ABOUT)).hasSize(1);
        try (JournalFile journal = JournalFile.open(file, ABOUT)) {
            assertThat(journal.lines()).hasSize(1);
        }
        assertThat(Files.readString(file)).endsWith("{\"set_aside\":\"{\\\"at\\\":\\\"2026-11-30T12:0\"}\n");
        assertThat(JournalFile.look(file, ABOUT)).hasSize(1);
    }

    @Test
    void headThatWasCutOff_isWrittenAgain() throws IOException {
        Path file = written();
        Files.writeString(file, "{\"jour");

        try (JournalFile journal = JournalFile.open(file, ABOUT)) {
            assertThat(journal.lines()).isEmpty();
        }
        assertThat(Files.readString(file)).startsWith("{\"journal\":").endsWith("}\n");
    }

    @Test
    void journalOfAnotherCluster_isRefused() throws IOException {
        Path file = written();
        Map<String, String> other = Map.of("scope", "cfg1.b", "provider", "kms");

        assertThatThrownBy(() -> JournalFile.open(file, other))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is about another cluster or another key")
                .hasMessageContaining("name a new --journal");
        assertThatThrownBy(() -> JournalFile.look(file, other)).hasMessageContaining("cfg1.b");
    }

    @Test
    void editedJournal_isRefused() throws IOException {
        Path file = written();
        Files.writeString(file, "done!\n", StandardOpenOption.APPEND);

        assertThatThrownBy(() -> JournalFile.open(file, ABOUT)).hasMessageContaining("a line that no run writes");
    }

    @Test
    void journalThatOthersMayUse_isRefused() throws IOException {
        Path file = written();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));

        assertThatThrownBy(() -> JournalFile.open(file, ABOUT)).hasMessageContaining("chmod 600");
    }

    @Test
    void secondRun_isRefused() throws IOException {
        Path file = written();
        try (JournalFile first = JournalFile.open(file, ABOUT)) {
            assertThat(first.lines()).hasSize(1);
            assertThatThrownBy(() -> JournalFile.open(file, ABOUT)).hasMessageContaining("in use by another run");
        }
    }
}
