package dev.baokms.daemon.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.testkit.kms.KmsClient;
import dev.baokms.testkit.kms.WrappedSeed;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Sixteen who dial and call without pause while daemons come and go, and what became of their calls. */
final class Callers {
    static final int COUNT = 16;
    static final byte[] SEED = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** From before a SIGKILL until the process was gone. */
    private record Kill(long begin, long end) {}

    /** A call that failed. */
    private record Broken(long begin, long end, String why) {}

    private final Path socket;
    private final AtomicBoolean going = new AtomicBoolean(true);
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicLong longest = new AtomicLong();
    private final Queue<Kill> kills = new ConcurrentLinkedQueue<>();
    private final Queue<Broken> broken = new ConcurrentLinkedQueue<>();
    private final List<CompletableFuture<Void>> callers = new ArrayList<>();

    Callers(Path socket) {
        this.socket = socket;
    }

    KmsClient client() {
        return new KmsClient(socket, KmsClient.Options.likeApiServer().withDeadline(PATIENCE));
    }

    void start(WrappedSeed wrapped) {
        for (int i = 0; i < COUNT; i++) {
            callers.add(CompletableFuture.runAsync(
                    () -> {
                        while (going.get()) {
                            connect();
                            call(KmsClient::status);
                            call(client -> client.encrypt("uid", SEED));
                            call(client -> client.decrypt("uid", wrapped));
                        }
                    },
                    Thread::startVirtualThread));
        }
    }

    private void connect() {
        try {
            SocketChannel.open(UnixDomainSocketAddress.of(socket)).close();
        } catch (IOException e) {
            refused.incrementAndGet();
        }
    }

    private void call(Consumer<KmsClient> method) {
        long begin = System.nanoTime();
        // A connection each, as clients make it that start or dial again.
        try (KmsClient client = client()) {
            method.accept(client);
            answered.incrementAndGet();
            longest.accumulateAndGet(System.nanoTime() - begin, Math::max);
        } catch (RuntimeException e) {
            broken.add(new Broken(begin, System.nanoTime(), String.valueOf(e.getMessage())));
        }
    }

    /** With SIGKILL; returns when the process is gone. */
    void kill(ProcessHandle daemon) {
        whileKilling(() -> {
            daemon.destroyForcibly();
            daemon.onExit().join();
        });
    }

    /** @param killing returns when the process is gone */
    void whileKilling(Runnable killing) {
        long begin = System.nanoTime();
        killing.run();
        kills.add(new Kill(begin, System.nanoTime()));
    }

    void stop() {
        going.set(false);
        callers.forEach(CompletableFuture::join);
    }

    int answered() {
        return answered.get();
    }

    /** Connects that found no listener. */
    int refused() {
        return refused.get();
    }

    /** What became of all calls, in one line. */
    String report() {
        return String.format(
                Locale.ROOT,
                "%s calls answered, %s connects refused, %s calls lost, %s answered with an error, %s cut off by a"
                        + " SIGKILL, longest wait %s ms",
                answered,
                refused,
                lost().size(),
                answeredWithAnError(),
                cutOff(),
                Duration.ofNanos(longest.get()).toMillis());
    }

    /** Calls without an answer, although no daemon was killed while they ran. To be asked after the end. */
    List<String> lost() {
        return broken.stream()
                .filter(call -> !isCutOff(call) && !isAnswer(call))
                .map(Broken::why)
                .toList();
    }

    /**
     * Calls that a daemon answered with an error: where the machine is so slow that the first probe, or OpenBao's answer, takes
     * longer than two seconds.
     */
    private long answeredWithAnError() {
        return broken.stream().filter(call -> !isCutOff(call) && isAnswer(call)).count();
    }

    private static boolean isAnswer(Broken call) {
        return call.why().contains("the key has not been read yet")
                || call.why().contains("OpenBao did not answer in time");
    }

    /** Calls that a SIGKILL ended. */
    private long cutOff() {
        return broken.stream().filter(this::isCutOff).count();
    }

    private boolean isCutOff(Broken call) {
        return kills.stream().anyMatch(kill -> kill.begin() <= call.end() && call.begin() <= kill.end());
    }
}
