package dev.baokms.host.systemd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;

/** Descriptors that look like what the daemon keeps and differ in one thing. */
final class PlantedMemory {
    static final String MARK = "OBKkept1";
    static final int ALL_SEALS = 15;

    private static final int F_ADD_SEALS = 1033;

    private PlantedMemory() {}

    static OwnDescriptor of(String content, int seals) throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = NativeCalls.room(arena);
            int made = (int) NativeCalls.function(
                            "memfd_create", ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT)
                    .invokeExact(errno, arena.allocateFrom("planted"), 3);
            Files.write(Path.of("/proc/self/fd", "" + made), content.getBytes(UTF_8));
            int sealed = (int) NativeCalls.fcntl().invokeExact(errno, made, F_ADD_SEALS, seals);
            if (made < 0 || sealed != 0) {
                throw new IllegalStateException("no memory to plant");
            }
            return new OwnDescriptor(made);
        }
    }

    /** A file on a disk. */
    static OwnDescriptor file(Path at) throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            int made =
                    (int) NativeCalls.function("creat", ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT)
                            .invokeExact(NativeCalls.room(arena), arena.allocateFrom(at.toString()), 0600);
            Files.writeString(at, MARK + "content");
            return new OwnDescriptor(made);
        }
    }

    static OwnDescriptor pipe() throws Throwable {
        HeldPipe pipe = HeldPipe.giving(HeldPipe.End.READ);
        return new OwnDescriptor(pipe.given());
    }
}
