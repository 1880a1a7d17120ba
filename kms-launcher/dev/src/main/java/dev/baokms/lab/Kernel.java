package dev.baokms.lab;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the lab asks of the system about processes, and tells them. */
interface Kernel {
    /** All that live now. */
    List<ProcessRow> processes() throws IOException;

    /** SIGTERM. Nothing happens if it has ended. */
    void end(long pid);

    /** SIGKILL. */
    void kill(long pid);

    /** This machine's. */
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
                            // It has ended since the listing.
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
