package dev.baokms.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessTableTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path temporary;

    private LabFolder folder;

    @BeforeEach
    void make() throws IOException {
        folder = new LabFolder(temporary.resolve("lab"));
        folder.claim();
        folder.make(folder.table());
        folder.clearLogs();
    }

    /** Processes that end when they are told to, or only when they are killed. */
    private static final class FakeKernel implements Kernel {
        private final List<ProcessRow> living = new ArrayList<>();
        private final List<Long> deaf = new ArrayList<>();
        private final List<String> signals = new ArrayList<>();

        @Override
        public List<ProcessRow> processes() {
            return List.copyOf(living);
        }

        @Override
        public void end(long pid) {
            signals.add("TERM " + pid);
            living.removeIf(row -> row.pid() == pid && !deaf.contains(pid));
        }

        @Override
        public void kill(long pid) {
            signals.add("KILL " + pid);
            living.removeIf(row -> row.pid() == pid);
        }
    }

    private ProcessTable.Entry entered(String name, long leader, long started) throws IOException {
        Files.writeString(folder.table().resolve(name + ".session"), leader + " " + started + "\n");
        return new ProcessTable.Entry(name, leader, started);
    }

    @Test
    void statOfTheKernel_isReadAroundBlanksInTheName() {
        String stat = "42 (a b) c) S 1 42 40 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 98765 1000 10";

        assertThat(ProcessRow.parse(stat)).isEqualTo(new ProcessRow(42, 40, 98765, false));
        assertThat(ProcessRow.parse(stat.replace(") S", ") Z")).ended()).isTrue();
    }

    @Test
    void numberThatAnotherProcessHasNow_isLeftAlone() throws Exception {
        var kernel = new FakeKernel();
        kernel.living.add(new ProcessRow(10, 10, 999, false));
        var table = new ProcessTable(folder.table(), kernel);
        entered("etcd", 10, 500);

        table.end(table.entries(), Duration.ZERO, LabClock.real());

        assertThat(kernel.signals).isEmpty();
    }

    @Test
    void whatDoesNotEnd_isKilledWithAllOfItsSession() throws Exception {
        var kernel = new FakeKernel();
        kernel.living.add(new ProcessRow(10, 10, 500, false));
        kernel.living.add(new ProcessRow(11, 10, 501, false));
        kernel.living.add(new ProcessRow(12, 12, 502, false));
        kernel.deaf.add(10L);
        var table = new ProcessTable(folder.table(), kernel);
        entered("daemon-1", 10, 500);

        table.end(table.entries(), Duration.ZERO, LabClock.real());

        assertThat(kernel.signals).containsExactly("TERM 10", "KILL 10", "KILL 11");
        assertThat(kernel.living).extracting(ProcessRow::pid).containsExactly(12L);
    }

    @Test
    void programWithoutWhatStartedIt_isStillFound() throws Exception {
        var kernel = new FakeKernel();
        kernel.living.add(new ProcessRow(11, 10, 501, false));
        var table = new ProcessTable(folder.table(), kernel);
        ProcessTable.Entry entry = entered("daemon-1", 10, 500);
        Files.writeString(folder.table().resolve("daemon-1.pid"), "11\n");

        assertThat(table.program(entry)).contains(11L);
    }

    @Test
    void killedProgram_isStartedAgainAndEndsWithItsLab() throws Exception {
        var table = new ProcessTable(folder.table(), Kernel.ofThisMachine());
        new Background(folder).again("sleeper", Map.of(), List.of("sleep", "600"));
        assertThat(LabClock.real().until(PATIENCE, () -> program(table) > 0)).isTrue();
        long first = program(table);

        ProcessHandle.of(first).orElseThrow().destroyForcibly();

        assertThat(LabClock.real().until(PATIENCE, () -> program(table) > 0 && program(table) != first))
                .isTrue();
        List<ProcessTable.Entry> entries = table.entries();
        table.end(entries, PATIENCE, LabClock.real());
        assertThat(table.living(entries.getFirst())).isEmpty();
        assertThat(Files.readString(folder.log("sleeper"))).contains("ended with exit code 137 and is started again");
    }

    @Test
    void programThatEndsOnce_isTheOneThatEnteredItself() throws Exception {
        var table = new ProcessTable(folder.table(), Kernel.ofThisMachine());
        new Background(folder).once("sleeper", Map.of(), List.of("sleep", "600"));
        assertThat(LabClock.real().until(PATIENCE, () -> program(table) > 0)).isTrue();

        assertThat(program(table)).isEqualTo(table.entries().getFirst().leader());
        table.end(table.entries(), PATIENCE, LabClock.real());

        assertThat(program(table)).isZero();
    }

    private static long program(ProcessTable table) throws IOException {
        List<ProcessTable.Entry> entries = table.entries();
        return entries.isEmpty() ? 0 : table.program(entries.getFirst()).orElse(0L);
    }
}
