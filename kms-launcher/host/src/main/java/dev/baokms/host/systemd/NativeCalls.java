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
 * How functions of libc are called here, and how their errors are told. Each class that needs some links its own, when it is first
 * used: linking loads classes, and most daemons need few of them.
 */
final class NativeCalls {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout ERRNO = Linker.Option.captureStateLayout();
    private static final long ERRNO_AT = ERRNO.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    private NativeCalls() {}

    /** Takes room for errno before the arguments of the function. */
    // The caller is restricted because a wrong signature can crash the JVM; all that are asked for here are of POSIX or
    // Linux.
    @SuppressWarnings("restricted")
    static MethodHandle function(String name, ValueLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"));
    }

    /** The same for {@code fcntl}, of which the third argument is variadic and is passed in another way on some machines. */
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

    /** For what the signature of a handle names and native code cannot do. */
    static IllegalStateException impossible(Throwable thrown) {
        return new IllegalStateException("a call of libc threw", thrown);
    }
}
