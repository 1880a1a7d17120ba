package dev.baokms.host.systemd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.OptionalInt;

/** A datagram socket that receives, and descriptors along with what it receives. */
final class NotifySocket {
    /**
     * @param text of the datagram
     * @param descriptor that came with it, for the receiver to close
     */
    record Datagram(String text, OptionalInt descriptor) {}

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 02000000;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;
    private static final int MAX_MESSAGE = 4096;
    private static final int CONTROL_BYTES = 24;

    private final int fd;

    /** @param name a path, or {@code @} and an abstract name */
    NotifySocket(String name) throws Throwable {
        byte[] bytes = name.getBytes(UTF_8);
        if (bytes[0] == '@') {
            bytes[0] = 0;
        }
        fd = (int) call("socket", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)
                .invokeExact(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(110, 2);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(bytes, 0, address, ValueLayout.JAVA_BYTE, 2, bytes.length);
            int bound = (int) call("bind", ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT)
                    .invokeExact(fd, address, 2 + bytes.length);
            if (fd < 0 || bound != 0) {
                throw new IllegalStateException("cannot bind " + name);
            }
        }
    }

    Datagram receive() throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(MAX_MESSAGE);
            MemorySegment part = arena.allocate(16, 8);
            part.set(ValueLayout.ADDRESS, 0, buffer);
            part.set(ValueLayout.JAVA_LONG, 8, MAX_MESSAGE);
            MemorySegment control = arena.allocate(CONTROL_BYTES, 8);
            MemorySegment message = arena.allocate(56, 8);
            message.set(ValueLayout.ADDRESS, 16, part);
            message.set(ValueLayout.JAVA_LONG, 24, 1);
            message.set(ValueLayout.ADDRESS, 32, control);
            message.set(ValueLayout.JAVA_LONG, 40, CONTROL_BYTES);
            int length = (int) call("recvmsg", ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT)
                    .invokeExact(fd, message, MSG_CMSG_CLOEXEC);
            if (length < 0) {
                throw new IllegalStateException("recvmsg failed");
            }
            return new Datagram(
                    new String(buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), UTF_8),
                    message.get(ValueLayout.JAVA_LONG, 40) == 0
                            ? OptionalInt.empty()
                            : OptionalInt.of(control.get(ValueLayout.JAVA_INT, 16)));
        }
    }

    void close() throws Throwable {
        int result = (int) call("close", ValueLayout.JAVA_INT).invokeExact(fd);
        if (result != 0) {
            throw new IllegalStateException("close failed");
        }
    }

    @SuppressWarnings("restricted") // POSIX signatures
    private static MethodHandle call(String name, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
    }
}
