package dev.baokms.host.systemd;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Calls functions of libc and reports their errors. Each class that needs functions links them when it is first used,
 * because linking loads classes and most daemons need few of them.
 */
final class NativeCalls {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout ERRNO = Linker.Option.captureStateLayout();
    private static final long ERRNO_AT = ERRNO.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    private NativeCalls() {}

    /** Returns a handle that takes room for errno before the arguments of the function. */
    // The method is restricted because a wrong signature can crash the JVM; every function requested here is part of
    // POSIX or Linux.
    @SuppressWarnings("restricted")
    static MethodHandle function(String name, ValueLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"));
    }

    /** Does the same for {@code fcntl}: its third argument is variadic, which some machines pass in another way. */
    @SuppressWarnings("restricted")
    static MethodHandle fcntl() {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow("fcntl"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(2));
    }

    static MemorySegment room(Arena arena) {
        return arena.allocate(ERRNO);
    }

    static int errno(MemorySegment room) {
        return room.get(ValueLayout.JAVA_INT, ERRNO_AT);
    }

    static void require(boolean good, String call, MemorySegment room) throws IOException {
        if (!good) {
            throw new IOException(SystemdTexts.failed(call, errno(room)));
        }
    }

    /** Returns the error for a Throwable that the signature of a handle declares but native code cannot throw. */
    static IllegalStateException impossible(Throwable thrown) {
        return new IllegalStateException("a call of libc threw", thrown);
    }
}
