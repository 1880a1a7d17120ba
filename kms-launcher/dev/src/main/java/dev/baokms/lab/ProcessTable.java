package dev.baokms.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The running processes of a lab, each registered by the process itself. A number that another process has since
 * received is never signalled: the start time distinguishes the two.
 */
final class ProcessTable {
    private static final String SESSION = ".session";

    private final Path folder;
    private final Kernel kernel;

    ProcessTable(Path folder, Kernel kernel) {
        this.folder = folder;
        this.kernel = kernel;
    }

    /**
     * One line of the table.
     *
     * @param leader the process that registered itself
     * @param started its start, in clock ticks since boot
     */
    record Entry(String name, long leader, long started) {}

    /** Returns the entries in the order of their names. */
    List<Entry> entries() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            var entries = new ArrayList<Entry>();
            for (Path file : files.filter(file -> file.toString().endsWith(SESSION))
                    .sorted()
                    .toList()) {
                String[] parts = Files.readString(file).strip().split(" ", -1);
                String name = file.getFileName().toString();
                entries.add(new Entry(
                        name.substring(0, name.length() - SESSION.length()),
                        Long.parseLong(parts[0]),
                        Long.parseLong(parts[1])));
            }
            return entries;
        }
    }

    /** Returns the program that runs now under that name, not the process that restarts it. */
    Optional<Long> program(Entry entry) throws IOException {
        Path file = folder.resolve(entry.name() + ".pid");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        long pid = Long.parseLong(Files.readString(file).strip());
        return living(entry).stream()
                .map(ProcessRow::pid)
                .filter(each -> each == pid)
                .findFirst();
    }

    /** Returns all processes of the entry's session. */
    List<ProcessRow> living(Entry entry) throws IOException {
        List<ProcessRow> all = kernel.processes();
        boolean numberIsAnothers =
                all.stream().anyMatch(row -> row.pid() == entry.leader() && row.started() != entry.started());
        return numberIsAnothers
                ? List.of()
                : all.stream().filter(row -> row.session() == entry.leader()).toList();
    }

    /**
     * Ends all of the entries' processes. Each process that registered itself gets SIGTERM and passes it on; every
     * process that is left after the grace gets SIGKILL.
     */
    void end(Collection<Entry> entries, Duration grace, LabClock clock) throws IOException, InterruptedException {
        for (Entry entry : entries) {
            for (ProcessRow row : living(entry)) {
                if (row.pid() == entry.leader()) {
                    kernel.end(row.pid());
                }
            }
        }
        clock.until(grace, () -> noneLives(entries));
        for (Entry entry : entries) {
            for (ProcessRow row : living(entry)) {
                kernel.kill(row.pid());
            }
        }
        // The kernel removes a killed process, and closes its files, a moment later.
        clock.until(grace, () -> noneLives(entries));
    }

    private boolean noneLives(Collection<Entry> entries) throws IOException {
        for (Entry entry : entries) {
            if (!living(entry).isEmpty()) {
                return false;
            }
        }
        return true;
    }
}
