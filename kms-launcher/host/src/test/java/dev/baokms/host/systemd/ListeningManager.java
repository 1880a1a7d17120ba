package dev.baokms.host.systemd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A datagram socket as systemd has one, and what has come to it. */
public final class ListeningManager implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int MAX_MESSAGE = 4096;

    private final int fd;
    private final String name;
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final Thread reader = Thread.ofPlatform().daemon().unstarted(this::read);
    private volatile boolean closed;

    /** @param name a path, or {@code @} and an abstract name */
    public ListeningManager(String name) throws Throwable {
        this.name = name;
        byte[] bytes = name.getBytes(UTF_8);
        if (bytes[0] == '@') {
            bytes[0] = 0;
        }
        fd = (int) call("socket", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)
                .invokeExact(AF_UNIX, SOCK_DGRAM, 0);
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
        reader.start();
    }

    private void read() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(MAX_MESSAGE);
            MethodHandle recv =
                    call("recv", ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
            while (true) {
                int length = (int) recv.invokeExact(fd, buffer, MAX_MESSAGE, 0);
                if (closed || length < 0) {
                    return;
                }
                received.add(new String(buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), UTF_8));
            }
        } catch (Throwable e) {
            received.add("the reader failed: " + e);
        }
    }

    /** The next datagram; fails when none comes. */
    String next() throws InterruptedException {
        String message = received.poll(30, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("systemd would have heard nothing for 30 s");
        }
        return message;
    }

    /** The next datagram that says this, passing over others. */
    public String nextWith(String line) throws InterruptedException {
        String message = next();
        while (!message.lines().toList().contains(line)) {
            message = next();
        }
        return message;
    }

    @Override
    public void close() {
        closed = true;
        try {
            // Wakes the reader, which owns the descriptor no longer than this.
            new Datagrams(name).send("closing");
            reader.join();
            int result = (int) call("close", ValueLayout.JAVA_INT).invokeExact(fd);
            if (result != 0) {
                throw new IllegalStateException("close failed");
            }
        } catch (Throwable e) {
            throw new IllegalStateException("cannot put the test's socket away", e);
        }
    }

    @SuppressWarnings("restricted") // POSIX signatures
    private static MethodHandle call(String name, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
    }
}
