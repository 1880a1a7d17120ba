package dev.baokms.host.systemd;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What systemd is to a service: it hears messages, keeps descriptors, and starts a process with what it keeps. */
public final class ListeningManager implements AutoCloseable {
    /** What is kept: in the order of arrival, as systemd hands it over. */
    private record Kept(String name, OwnDescriptor descriptor) {}

    private static final int F_DUPFD_CLOEXEC = 1030;

    private final String name;
    private final int capacity;
    private final NotifySocket socket;
    private final List<Kept> store = new ArrayList<>();
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final Thread reader = Thread.ofPlatform().daemon().unstarted(this::read);
    private volatile boolean closed;

    /** One that keeps no descriptors. */
    public ListeningManager(String name) throws Throwable {
        this(name, 0);
    }

    /**
     * @param name a path, or {@code @} and an abstract name
     * @param capacity as {@code FileDescriptorStoreMax=}
     */
    public ListeningManager(String name, int capacity) throws Throwable {
        this.name = name;
        this.capacity = capacity;
        this.socket = new NotifySocket(name);
        reader.start();
    }

    private void read() {
        try {
            while (true) {
                NotifySocket.Datagram datagram = socket.receive();
                if (closed) {
                    return;
                }
                take(datagram);
            }
        } catch (Throwable e) {
            received.add("the reader failed: " + e);
        }
    }

    private synchronized void take(NotifySocket.Datagram datagram) throws Exception {
        Map<String, String> fields = datagram.text()
                .lines()
                .filter(line -> line.contains("="))
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(field -> field[0], field -> field[1]));
        String named = fields.getOrDefault("FDNAME", "stored");
        if (fields.containsKey("FDSTOREREMOVE")) {
            for (Kept kept : List.copyOf(store)) {
                if (kept.name().equals(named)) {
                    kept.descriptor().close();
                    store.remove(kept);
                }
            }
        } else if (fields.containsKey("FDSTORE") && store.size() < capacity) {
            store.add(new Kept(named, new OwnDescriptor(datagram.descriptor().orElseThrow())));
        } else if (datagram.descriptor().isPresent()) {
            // A barrier, or there is no room.
            new OwnDescriptor(datagram.descriptor().getAsInt()).close();
        } else {
            received.add(datagram.text());
        }
    }

    /** The next datagram that is not about descriptors; fails when none comes. */
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

    /** The names of what is kept. */
    public synchronized List<String> kept() {
        return store.stream().map(Kept::name).toList();
    }

    /** As {@code systemctl stop}: all that is kept is dropped. */
    public synchronized void drop() throws Exception {
        for (Kept kept : store) {
            kept.descriptor().close();
        }
        store.clear();
    }

    /** Copies of what is kept, as the next process of the service gets them, with their names. */
    synchronized Map<Integer, String> handedOver() throws Throwable {
        var given = new HashMap<Integer, String>();
        for (Kept kept : store) {
            try (Arena arena = Arena.ofConfined()) {
                int copy = (int) NativeCalls.fcntl()
                        .invokeExact(NativeCalls.room(arena), kept.descriptor().number(), F_DUPFD_CLOEXEC, 0);
                given.put(copy, kept.name());
            }
        }
        return given;
    }

    /** A process of this service, which finds what is kept from descriptor 3 on and may send messages. At most six are handed over. */
    public synchronized ProcessBuilder service(List<String> command) {
        var opened = new StringBuilder();
        for (int i = 0; i < store.size(); i++) {
            // Through this link the shell opens the very same memory.
            opened.append("exec ")
                    .append(3 + i)
                    .append("</proc/")
                    .append(ProcessHandle.current().pid())
                    .append("/fd/")
                    .append(store.get(i).descriptor().number())
                    .append("; ");
        }
        var line = new ArrayList<>(List.of("sh", "-c", opened + "LISTEN_PID=$$ exec \"$@\"", "sh"));
        line.addAll(command);
        var builder = new ProcessBuilder(line);
        builder.environment()
                .putAll(Map.of(
                        "NOTIFY_SOCKET",
                        name,
                        "LISTEN_FDS",
                        "" + store.size(),
                        "LISTEN_FDNAMES",
                        String.join(":", kept())));
        return builder;
    }

    @Override
    public void close() {
        closed = true;
        try {
            // Wakes the reader, which owns the descriptor no longer than this.
            new Datagrams(name).send("closing");
            reader.join();
            drop();
            socket.close();
        } catch (Throwable e) {
            throw new IllegalStateException("cannot put the test's socket away", e);
        }
    }
}
