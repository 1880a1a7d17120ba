package dev.baokms.host.systemd;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * A descriptor of this process that Java did not open. It is closed once.
 *
 * @param number the kernel's number for it
 */
record OwnDescriptor(int number) implements AutoCloseable {
    private static final MethodHandle CLOSE = NativeCalls.function("close", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);

    @Override
    public void close() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = NativeCalls.room(arena);
            int closed;
            try {
                closed = (int) CLOSE.invokeExact(errno, number);
            } catch (Throwable e) {
                throw NativeCalls.impossible(e);
            }
            NativeCalls.require(closed == 0, "close", errno);
        }
    }
}
