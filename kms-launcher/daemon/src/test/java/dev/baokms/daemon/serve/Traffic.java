package dev.baokms.daemon.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.daemon.site.Site;
import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.KmsClient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Encrypts and decrypts without a pause on a few threads until it is closed, and remembers every call that went wrong. */
final class Traffic implements AutoCloseable {
    private static final int THREADS = 3;
    private static final byte[] SEED = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);

    private final AtomicLong calls = new AtomicLong();
    private final Queue<String> lost = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    Traffic(KmsClient client) {
        for (int i = 0; i < THREADS; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                while (!closed) {
                    exchange(client);
                }
            }));
        }
    }

    private void exchange(KmsClient client) {
        try {
            if (!Arrays.equals(client.decrypt("uid", client.encrypt("uid", SEED)), SEED)) {
                lost.add("other bytes came back");
            }
            calls.incrementAndGet();
        } catch (KmsCallException e) {
            lost.add(e.code() + " " + e.description());
        }
    }

    /** Waits until each thread has begun and ended a call that was not under way yet. */
    void goesOn() {
        long then = calls.get();
        Site.await("calls are answered", () -> calls.get() >= then + 2 * THREADS || !lost.isEmpty());
    }

    Queue<String> lost() {
        return lost;
    }

    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
