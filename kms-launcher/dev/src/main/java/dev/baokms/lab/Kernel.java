package dev.baokms.lab;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The lab's queries about processes, and its signals to them. */
interface Kernel {
    /** Returns all processes that are running now. */
    List<ProcessRow> processes() throws IOException;

    /** Sends SIGTERM. Nothing happens if the process has ended. */
    void end(long pid);

    /** Sends SIGKILL. Nothing happens if the process has ended. */
    void kill(long pid);

    /** Returns the kernel of this machine. */
    static Kernel ofThisMachine() {
        return new Kernel() {
            @Override
            public List<ProcessRow> processes() throws IOException {
                var rows = new ArrayList<ProcessRow>();
                try (DirectoryStream<Path> folders = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
                    for (Path folder : folders) {
                        try {
                            ProcessRow row = ProcessRow.parse(Files.readString(folder.resolve("stat")));
                            if (!row.ended()) {
                                rows.add(row);
                            }
                        } catch (IOException e) {
                            // The process has ended since the listing.
                        }
                    }
                }
                return rows;
            }

            @Override
            public void end(long pid) {
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
            }

            @Override
            public void kill(long pid) {
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            }
        };
    }
}
