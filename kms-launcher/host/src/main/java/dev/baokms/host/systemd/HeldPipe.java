package dev.baokms.host.systemd;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;

/** A pipe with one end given away; the other end shows whether some process still holds it. */
final class HeldPipe implements AutoCloseable {
    /** The end that is given away. */
    enum End {
        READ,
        WRITE
    }

    private static final int O_CLOEXEC = 02000000;
    private static final int POLLERR_POLLHUP = 0x8 | 0x10;
    private static final int REVENTS_AT = 6;
    private static final int EINTR = 4;

    private static final MethodHandle PIPE2 =
            NativeCalls.function("pipe2", ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    private static final MethodHandle POLL = NativeCalls.function(
            "poll", ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT);

    private final OwnDescriptor given;
    private final OwnDescriptor own;
    private boolean gaveAway;

    private HeldPipe(OwnDescriptor given, OwnDescriptor own) {
        this.given = given;
        this.own = own;
    }

    static HeldPipe giving(End end) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = NativeCalls.room(arena);
            MemorySegment ends = arena.allocate(ValueLayout.JAVA_INT, 2);
            int made;
            try {
                made = (int) PIPE2.invokeExact(errno, ends, O_CLOEXEC);
            } catch (Throwable e) {
                throw NativeCalls.impossible(e);
            }
            NativeCalls.require(made == 0, "pipe2", errno);
            var reading = new OwnDescriptor(ends.getAtIndex(ValueLayout.JAVA_INT, 0));
            var writing = new OwnDescriptor(ends.getAtIndex(ValueLayout.JAVA_INT, 1));
            return end == End.READ ? new HeldPipe(reading, writing) : new HeldPipe(writing, reading);
        }
    }

    int given() {
        return given.number();
    }

    /** Closes this process's copy. Call this once the receiver has its own. */
    void giveAway() throws IOException {
        gaveAway = true;
        given.close();
    }

    /** Waits until no process holds the other end, or the time is over. */
    boolean isLetGo(Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = NativeCalls.room(arena);
            // A struct pollfd: the kernel reports both conditions without a request for them.
            MemorySegment poll = arena.allocate(Long.BYTES, Integer.BYTES);
            poll.set(ValueLayout.JAVA_INT, 0, own.number());
            int ready;
            do {
                int left = (int) Math.max(0, (end - System.nanoTime()) / 1_000_000);
                try {
                    ready = (int) POLL.invokeExact(errno, poll, 1L, left);
                } catch (Throwable e) {
                    throw NativeCalls.impossible(e);
                }
            } while (ready < 0 && NativeCalls.errno(errno) == EINTR);
            NativeCalls.require(ready >= 0, "poll", errno);
            return (poll.get(ValueLayout.JAVA_SHORT, REVENTS_AT) & POLLERR_POLLHUP) != 0;
        }
    }

    @Override
    public void close() throws IOException {
        try (own) {
            if (!gaveAway) {
                giveAway();
            }
        }
    }
}
