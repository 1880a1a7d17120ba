package dev.baokms.etcd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Who holds a member's file open. bbolt locks it with {@code flock}, which Java's own locks do not see and the kernel's
 * list does. A member in another container of this machine is seen from the machine alone.
 */
final class MemberLock {
    private static final Path LOCKS = Path.of("/proc/locks");
    /** Such as {@code 4: FLOCK  ADVISORY  WRITE 1234 fe:01:5678 0 EOF}. */
    private static final int KIND = 1;

    private static final int MODE = 3;
    private static final int PROCESS = 4;
    private static final int FILE = 5;

    private MemberLock() {}

    /** The process that may write the file, if there is one that can be seen. */
    static Optional<String> holder(Path path) {
        try {
            return holder(Files.readAllLines(LOCKS), String.valueOf(Files.getAttribute(path, "unix:ino")));
        } catch (IOException | UnsupportedOperationException e) {
            // A sign, not a proof: the operator's word counts where the kernel does not tell.
            return Optional.empty();
        }
    }

    /** By inode alone, since file systems of several devices do not show the device that a file has. */
    static Optional<String> holder(List<String> locks, String inode) {
        return locks.stream()
                .map(line -> line.trim().split("\\s+"))
                .filter(words -> words.length > FILE && words[KIND].equals("FLOCK") && words[MODE].equals("WRITE"))
                .filter(words -> words[FILE].endsWith(":" + inode))
                .map(words -> words[PROCESS])
                .findFirst();
    }
}
