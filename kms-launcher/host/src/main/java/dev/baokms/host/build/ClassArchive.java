package dev.baokms.host.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The archive of classes (CDS) of a packaged daemon. The JVM ignores one that does not fit, in several lines that no log collector
 * can read, so those are turned off and the daemon says it itself.
 */
public final class ClassArchive {
    /** Set by the start script and the image. From a checkout there is none to miss. */
    private static final boolean PACKAGED = Boolean.getBoolean("baokms.packaged");

    private ClassArchive() {}

    /** Whether this process should have one and runs without it. */
    public static boolean isMissing() {
        return PACKAGED && !isMapped(Path.of("/proc/self/maps"));
    }

    /** Whether the kernel lists one; unknown counts as yes. */
    static boolean isMapped(Path maps) {
        try (Stream<String> lines = Files.lines(maps)) {
            return lines.anyMatch(line -> line.endsWith(".jsa"));
        } catch (IOException e) {
            return true;
        }
    }
}
