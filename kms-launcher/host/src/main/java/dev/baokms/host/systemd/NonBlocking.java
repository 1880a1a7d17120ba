package dev.baokms.host.systemd;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes an accept on a descriptor return when no client connects: an event loop that blocks there would serve no one.
 * Java has no call for a descriptor that it did not open.
 */
final class NonBlocking {
    // From the kernel's asm-generic/fcntl.h, which x86 and arm64 share.
    private static final int F_SETFL = 4;
    private static final int O_NONBLOCK = 0x800;

    private NonBlocking() {}

    static void ensure(int descriptor) throws IOException {
        int flags = flags(Path.of("/proc/self/fdinfo", Integer.toString(descriptor)));
        // Calling native code loads some hundred classes; NonBlocking=yes in the unit avoids that.
        if ((flags & O_NONBLOCK) == 0) {
            set(descriptor, flags | O_NONBLOCK);
        }
    }

    /** @param info in the format of proc(5): {@code flags:} and an octal number */
    static int flags(Path info) throws IOException {
        String line = Files.readAllLines(info).stream()
                .filter(each -> each.matches("flags:\\s+[0-7]{1,10}"))
                .findFirst()
                .orElseThrow(() -> new IOException(SystemdTexts.noFlags(info)));
        return Integer.parseInt(line.substring("flags:".length()).strip(), 8);
    }

    private static void set(int descriptor, int flags) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = NativeCalls.room(arena);
            int result;
            try {
                result = (int) NativeCalls.fcntl().invokeExact(errno, descriptor, F_SETFL, flags);
            } catch (Throwable e) {
                throw NativeCalls.impossible(e);
            }
            NativeCalls.require(result == 0, "fcntl", errno);
        }
    }
}
