package dev.baokms.daemon.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.daemon.site.Site;
import dev.baokms.daemon.site.Tool;
import dev.baokms.testkit.kms.KmsClient;
import dev.baokms.testkit.kms.WrappedSeed;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} on a socket that a supervisor holds: no client is refused while no daemon runs. */
class HandedOverSocketTest {
    private static final byte[] SEED = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
    private static final int RESTARTS = Integer.getInteger("handover.restarts", 2);
    private static final int CALLERS = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final List<Process> supervisors = new ArrayList<>();
    private Site site;

    @BeforeEach
    void start() throws Exception {
        Tool.require("perl", "perl-base");
        site = Site.in(folder);
    }

    @AfterEach
    void cleanUp() throws InterruptedException {
        for (Process supervisor : supervisors) {
            supervisor.descendants().forEach(ProcessHandle::destroyForcibly);
            supervisor.destroyForcibly().waitFor();
        }
        site.close();
    }

    /** Gives the process ids of the daemons, a line each. */
    private BufferedReader supervise(int descriptor, String blocking) throws Exception {
        var command = new ArrayList<>(List.of(
                "perl",
                Path.of(Objects.requireNonNull(HandedOverSocketTest.class.getResource("/supervisor.pl"))
                                .toURI())
                        .toString(),
                site.socket().toString(),
                Integer.toString(descriptor),
                blocking));
        command.addAll(ServeProcess.of(site).command());
        Process supervisor = new ProcessBuilder(command)
                .redirectError(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        supervisors.add(supervisor);
        return supervisor.inputReader(UTF_8);
    }

    private static ProcessHandle next(BufferedReader daemons) throws IOException {
        return ProcessHandle.of(Long.parseLong(daemons.readLine())).orElseThrow();
    }

    private KmsClient patient() {
        return new KmsClient(site.socket(), KmsClient.Options.likeApiServer().withDeadline(PATIENCE));
    }

    /** With {@code -Dhandover.restarts=1000} this is what the page on systemd claims. */
    @Test
    void restartsAndKills_refuseNoConnect_andAGracefulOneLosesNoCall() throws Exception {
        BufferedReader daemons = supervise(3, "nonblock");
        ProcessHandle daemon = next(daemons);
        WrappedSeed wrapped;
        try (KmsClient client = patient()) {
            wrapped = client.encrypt("uid", SEED);
        }
        var going = new AtomicBoolean(true);
        var killing = new AtomicBoolean();
        var refused = new AtomicInteger();
        var lost = new AtomicInteger();
        var answered = new AtomicInteger();
        var longest = new AtomicLong();
        var callers = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(CompletableFuture.runAsync(
                    () -> {
                        while (going.get()) {
                            connect(refused);
                            call(wrapped, killing, lost, answered, longest);
                        }
                    },
                    Thread::startVirtualThread));
        }
        for (int restart = 0; restart < RESTARTS; restart++) {
            boolean kill = restart % 2 == 1;
            int before = answered.get();
            killing.set(kill);
            assertThat(kill ? daemon.destroyForcibly() : daemon.destroy()).isTrue();
            daemon = next(daemons);
            Site.await("calls are answered again", () -> answered.get() > before + CALLERS);
        }
        going.set(false);
        callers.forEach(CompletableFuture::join);

        System.out.printf(
                "%s restarts, every second one a kill: %s calls answered, longest wait %s ms%n",
                RESTARTS, answered, Duration.ofNanos(longest.get()).toMillis());
        assertThat(refused).hasValue(0);
        assertThat(lost).as("calls that failed at a graceful restart").hasValue(0);
        assertThat(site.socket()).exists();
    }

    private void connect(AtomicInteger refused) {
        try {
            SocketChannel.open(UnixDomainSocketAddress.of(site.socket())).close();
        } catch (IOException e) {
            refused.incrementAndGet();
        }
    }

    private void call(
            WrappedSeed wrapped,
            AtomicBoolean killing,
            AtomicInteger lost,
            AtomicInteger answered,
            AtomicLong longest) {
        long begin = System.nanoTime();
        boolean killed = killing.get();
        // A connection each, as clients make it that start or dial again.
        try (KmsClient client = patient()) {
            if (client.decrypt("uid", wrapped).length == SEED.length) {
                answered.incrementAndGet();
            }
            longest.accumulateAndGet(System.nanoTime() - begin, Math::max);
        } catch (RuntimeException e) {
            if (!killed && !killing.get()) {
                lost.incrementAndGet();
            }
        }
    }

    @Test
    void standardInputThatBlocks_isServed_getsItsMode_andStaysBehind() throws Exception {
        ProcessHandle daemon = next(supervise(0, "block"));
        try (KmsClient client = patient()) {
            assertThat(client.decrypt("uid", client.encrypt("uid", SEED))).isEqualTo(SEED);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(site.socket())))
                .isEqualTo("rw-------");

        supervisors.getFirst().destroy();
        daemon.onExit().join();
        assertThat(folder.resolve("log")).content().contains("listening on a socket that was handed over");
    }

    @Test
    void socketFileThatIsRemoved_isBoundAgainByTheDaemonItself() throws Exception {
        site.configure("status:\n  probeInterval: 1s\n");
        next(supervise(3, "nonblock"));
        try (KmsClient client = patient()) {
            assertThat(client.status()).isNotNull();
        }
        Files.delete(site.socket());
        Site.await("the socket is there again", () -> Files.exists(site.socket()));
        try (KmsClient client = patient()) {
            assertThat(client.decrypt("uid", client.encrypt("uid", SEED))).isEqualTo(SEED);
        }
    }
}
