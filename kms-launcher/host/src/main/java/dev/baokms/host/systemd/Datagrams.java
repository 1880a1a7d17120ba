package dev.baokms.host.systemd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * Sends datagrams to one Unix socket, which the JDK cannot do: its Unix sockets are streams only. Calls libc directly,
 * with the constants and structures that Linux uses on every 64-bit architecture.
 */
final class Datagrams {
    /** The kernel's limit for {@code sun_path}, in bytes, for a path or an abstract name. */
    static final int MAX_NAME = 108;

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 02000000;
    /** A receiver that has gone must cause an error here, not a SIGPIPE. */
    private static final int MSG_NOSIGNAL = 0x4000;
    /** A receiver that does not read must not block the sender. */
    private static final int MSG_DONTWAIT = 0x40;

    private static final int SO_SNDTIMEO = 21;

    private static final int FAMILY_BYTES = 2;

    // The fields of struct msghdr: name, its length, parts, their number, control, its length, flags.
    private static final long MESSAGE_BYTES = 56;
    private static final long NAME_AT = 0;
    private static final long NAME_LENGTH_AT = 8;
    private static final long PARTS_AT = 16;
    private static final long PART_COUNT_AT = 24;
    private static final long CONTROL_AT = 32;
    private static final long CONTROL_LENGTH_AT = 40;
    private static final long PART_BYTES = 16;

    // A struct cmsghdr with one descriptor after it, and the padding that the kernel requires.
    private static final long CONTROL_BYTES = 24;
    private static final long CONTROL_LENGTH = 20;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;

    private static final MethodHandle SOCKET = NativeCalls.function(
            "socket", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    private static final MethodHandle SENDMSG = NativeCalls.function(
            "sendmsg", ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);

    private final byte[] name;

    /** @param name a path, or {@code @} and an abstract name */
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

    /** @throws IOException if no one receives there, or the queue is full */
    void send(String text) throws IOException {
        try (Arena arena = Arena.ofConfined();
                OwnDescriptor socket = open(arena)) {
            send(arena, socket, text, OptionalInt.empty(), MSG_NOSIGNAL | MSG_DONTWAIT);
        }
    }

    /**
     * Sends a message that must arrive, with a copy of a descriptor for the receiver.
     *
     * @param patience how long to wait while the queue is full
     * @throws IOException if no one receives there, or the queue stays full
     */
    void send(String text, OptionalInt descriptor, Duration patience) throws IOException {
        try (Arena arena = Arena.ofConfined();
                OwnDescriptor socket = open(arena)) {
            waitAtMost(arena, socket, patience);
            send(arena, socket, text, descriptor, MSG_NOSIGNAL);
        }
    }

    private void send(Arena arena, OwnDescriptor socket, String text, OptionalInt descriptor, int flags)
            throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        MemorySegment errno = NativeCalls.room(arena);
        long sent;
        try {
            sent = (long) SENDMSG.invokeExact(errno, socket.number(), message(arena, bytes, descriptor), flags);
        } catch (Throwable e) {
            throw NativeCalls.impossible(e);
        }
        NativeCalls.require(sent == bytes.length, "sendmsg", errno);
    }

    private static void waitAtMost(Arena arena, OwnDescriptor socket, Duration patience) throws IOException {
        MemorySegment errno = NativeCalls.room(arena);
        MemorySegment time = arena.allocate(ValueLayout.JAVA_LONG, 2);
        time.setAtIndex(ValueLayout.JAVA_LONG, 0, patience.toSeconds());
        time.setAtIndex(ValueLayout.JAVA_LONG, 1, patience.toNanosPart() / 1_000);
        int set;
        try {
            set = (int) Waiting.SETSOCKOPT.invokeExact(
                    errno, socket.number(), SOL_SOCKET, SO_SNDTIMEO, time, (int) time.byteSize());
        } catch (Throwable e) {
            throw NativeCalls.impossible(e);
        }
        NativeCalls.require(set == 0, "setsockopt", errno);
    }

    /** Linked for the first message that must arrive; most daemons send none. */
    private static final class Waiting {
        static final MethodHandle SETSOCKOPT = NativeCalls.function(
                "setsockopt",
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT);
    }

    private static OwnDescriptor open(Arena arena) throws IOException {
        MemorySegment errno = NativeCalls.room(arena);
        int socket;
        try {
            socket = (int) SOCKET.invokeExact(errno, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        } catch (Throwable e) {
            throw NativeCalls.impossible(e);
        }
        NativeCalls.require(socket >= 0, "socket", errno);
        return new OwnDescriptor(socket);
    }

    private MemorySegment message(Arena arena, byte[] text, OptionalInt descriptor) {
        MemorySegment part = arena.allocate(PART_BYTES, Long.BYTES);
        part.set(ValueLayout.ADDRESS, 0, arena.allocateFrom(ValueLayout.JAVA_BYTE, text));
        part.set(ValueLayout.JAVA_LONG, Long.BYTES, text.length);
        MemorySegment message = arena.allocate(MESSAGE_BYTES, Long.BYTES);
        message.set(ValueLayout.ADDRESS, NAME_AT, address(arena));
        // An abstract name must end without a NUL, and a path may: this length is the exact length of the name.
        message.set(ValueLayout.JAVA_INT, NAME_LENGTH_AT, FAMILY_BYTES + name.length);
        message.set(ValueLayout.ADDRESS, PARTS_AT, part);
        message.set(ValueLayout.JAVA_LONG, PART_COUNT_AT, 1);
        if (descriptor.isPresent()) {
            MemorySegment control = arena.allocate(CONTROL_BYTES, Long.BYTES);
            control.set(ValueLayout.JAVA_LONG, 0, CONTROL_LENGTH);
            control.set(ValueLayout.JAVA_INT, Long.BYTES, SOL_SOCKET);
            control.set(ValueLayout.JAVA_INT, Long.BYTES + Integer.BYTES, SCM_RIGHTS);
            control.set(ValueLayout.JAVA_INT, Long.BYTES + 2 * Integer.BYTES, descriptor.getAsInt());
            message.set(ValueLayout.ADDRESS, CONTROL_AT, control);
            message.set(ValueLayout.JAVA_LONG, CONTROL_LENGTH_AT, CONTROL_BYTES);
        }
        return message;
    }

    private MemorySegment address(Arena arena) {
        MemorySegment address = arena.allocate(FAMILY_BYTES + MAX_NAME, Short.BYTES);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, FAMILY_BYTES, name.length);
        return address;
    }
}
