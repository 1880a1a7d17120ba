package dev.baokms.etcd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Finds the process that holds a member's file open. bbolt locks the file with {@code flock}; Java's own locks do not
 * see that lock, but the kernel's list does. A member in another container of this machine is visible only from the
 * machine.
 */
final class MemberLock {
    private static final Path LOCKS = Path.of("/proc/locks");
    /** The position of a word in lines such as {@code 4: FLOCK  ADVISORY  WRITE 1234 fe:01:5678 0 EOF}. */
    private static final int KIND = 1;

    private static final int MODE = 3;
    private static final int PROCESS = 4;
    private static final int FILE = 5;

    private MemberLock() {}

    /** Returns the process that may write the file, if one is visible. */
    static Optional<String> holder(Path path) {
        try {
            return holder(Files.readAllLines(LOCKS), String.valueOf(Files.getAttribute(path, "unix:ino")));
        } catch (IOException | UnsupportedOperationException e) {
            // The list is a sign, not a proof. Where the kernel does not tell, the operator's word counts.
            return Optional.empty();
        }
    }

    /** Compares the inode alone, since a file system of several devices does not show the device of a file. */
    static Optional<String> holder(List<String> locks, String inode) {
        return locks.stream()
                .map(line -> line.trim().split("\\s+"))
                .filter(words -> words.length > FILE && words[KIND].equals("FLOCK") && words[MODE].equals("WRITE"))
                .filter(words -> words[FILE].endsWith(":" + inode))
                .map(words -> words[PROCESS])
                .findFirst();
    }
}
