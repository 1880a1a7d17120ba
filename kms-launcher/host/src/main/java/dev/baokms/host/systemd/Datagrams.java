package dev.baokms.host.systemd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/**
 * Sends datagrams to one Unix socket, which the JDK cannot do: its Unix sockets are streams only. Three calls of libc, with the
 * numbers that Linux has on every architecture.
 */
final class Datagrams {
    /** Bytes of a path or abstract name, the kernel's limit for {@code sun_path}. */
    static final int MAX_NAME = 108;

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 02000000;
    /** A receiver that went away must be an error here, not a SIGPIPE; one that does not read must not hold us up. */
    private static final int NOSIGNAL_DONTWAIT = 0x4000 | 0x40;

    private static final int FAMILY_BYTES = 2;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout ERRNO = Linker.Option.captureStateLayout();
    private static final long ERRNO_AT = ERRNO.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle SOCKET = call(
            "socket",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle SENDTO = call(
            "sendto",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT));
    private static final MethodHandle CLOSE =
            call("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private final byte[] name;

    /** @param name a path, or {@code @} and a name that lives in the kernel only */
    Datagrams(String name) {
        this.name = name.getBytes(UTF_8);
        if (this.name.length < 2 || this.name.length >= MAX_NAME || (name.charAt(0) != '/' && name.charAt(0) != '@')) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "socket name of %d bytes, need an absolute path or @name of at most %d",
                    this.name.length,
                    MAX_NAME - 1));
        }
        if (name.charAt(0) == '@') {
            this.name[0] = 0;
        }
    }

    /** @throws IOException when nobody receives there, or the queue is full */
    void send(String text) throws IOException {
        byte[] message = text.getBytes(UTF_8);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(ERRNO);
            int fd = (int) SOCKET.invokeExact(errno, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
            require(fd >= 0, "socket", errno);
            try {
                long sent = (long) SENDTO.invokeExact(
                        errno,
                        fd,
                        arena.allocateFrom(ValueLayout.JAVA_BYTE, message),
                        (long) message.length,
                        NOSIGNAL_DONTWAIT,
                        address(arena),
                        // A path may end without a NUL, and an abstract name must: its length is what is said here.
                        FAMILY_BYTES + name.length);
                require(sent == message.length, "sendto", errno);
            } finally {
                int closed = (int) CLOSE.invokeExact(errno, fd);
                require(closed == 0, "close", errno);
            }
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable impossible) {
            throw new IllegalStateException("a call of libc threw", impossible);
        }
    }

    private MemorySegment address(Arena arena) {
        MemorySegment address = arena.allocate(FAMILY_BYTES + MAX_NAME, Short.BYTES);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, FAMILY_BYTES, name.length);
        return address;
    }

    private static void require(boolean good, String call, MemorySegment errno) throws IOException {
        if (!good) {
            throw new IOException(call + " failed with errno " + errno.get(ValueLayout.JAVA_INT, ERRNO_AT));
        }
    }

    // The caller is restricted because a wrong signature can crash the JVM; these three are those of POSIX.
    @SuppressWarnings("restricted")
    private static MethodHandle call(String name, FunctionDescriptor signature) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), signature, Linker.Option.captureCallState("errno"));
    }
}
