package dev.baokms.host.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The archive of classes (CDS) of a packaged daemon. The JVM ignores an archive that does not fit, and reports that in
 * several lines that no log collector can read. Those lines are therefore turned off, and the daemon reports it
 * instead.
 */
public final class ClassArchive {
    /** Set by the start script and the image. A checkout has no archive to miss. */
    private static final boolean PACKAGED = Boolean.getBoolean("baokms.packaged");

    private ClassArchive() {}

    /** Whether this process should use an archive but runs without one. */
    public static boolean isMissing() {
        return PACKAGED && !isMapped(Path.of("/proc/self/maps"));
    }

    /** Whether the kernel's list of mappings has an archive; true if the list cannot be read. */
    static boolean isMapped(Path maps) {
        try (Stream<String> lines = Files.lines(maps)) {
            return lines.anyMatch(line -> line.endsWith(".jsa"));
        } catch (IOException e) {
            return true;
        }
    }
}
