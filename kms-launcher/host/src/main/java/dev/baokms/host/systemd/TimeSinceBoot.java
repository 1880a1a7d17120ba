package dev.baokms.host.systemd;

import dev.baokms.core.port.BootClock;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;

/**
 * The kernel's {@code CLOCK_BOOTTIME}. Java has no call for it: {@code System.nanoTime} stands still while the machine
 * sleeps.
 *
 * <p>{@code /proc/uptime} has the same value, but the unit hides it.
 */
public final class TimeSinceBoot implements BootClock {
    private static final int CLOCK_BOOTTIME = 7;

    private static final MethodHandle CLOCK_GETTIME =
            NativeCalls.function("clock_gettime", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS);

    @Override
    public Duration sinceBoot() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(ValueLayout.JAVA_LONG, 2);
            int read;
            try {
                read = (int) CLOCK_GETTIME.invokeExact(NativeCalls.room(arena), CLOCK_BOOTTIME, time);
            } catch (Throwable e) {
                throw NativeCalls.impossible(e);
            }
            if (read != 0) {
                throw new IllegalStateException("Linux has CLOCK_BOOTTIME since 2.6.39, and this kernel has none");
            }
            return Duration.ofSeconds(
                    time.getAtIndex(ValueLayout.JAVA_LONG, 0), time.getAtIndex(ValueLayout.JAVA_LONG, 1));
        }
    }
}
