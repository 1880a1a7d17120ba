package dev.baokms.transit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.failure.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A balancer that forgets connections without telling either side: what is sent on them is never answered. */
class SilentlyDroppedTest {
    private final Bao bao = new Bao(1).logins("s.one").on(Bao.DECRYPT, 200, Bao.data("{\"plaintext\":\"aGVsbG8=\"}"));
    private Balancer balancer;

    @BeforeEach
    void start() throws IOException {
        balancer = new Balancer(bao.server().port());
        bao.reachThrough(balancer.port());
        bao.timeout = Duration.ofSeconds(6);
    }

    @AfterEach
    void stop() throws IOException {
        bao.close();
        balancer.close();
    }

    @Test
    void callsOnForgottenConnections_dialAgainWithinTheirBudget() {
        allAtOnce(8);
        int before = balancer.connections();

        balancer.forget();

        assertThat(allAtOnce(8)).containsOnly("hello");
        assertThat(balancer.connections()).isGreaterThan(before);
    }

    @Test
    void serverThatIsSilentOnNewConnectionsToo_isATimeout() {
        bao.timeout = Duration.ofSeconds(1);
        allAtOnce(1);

        balancer.forgetFromNowOn();

        assertThat(Bao.failureOf(bao.decrypt())).isEqualTo(new Failure.Timeout());
    }

    private List<String> allAtOnce(int callers) {
        bao.transit();
        return IntStream.range(0, callers)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> Bao.text(bao.decrypt()), Thread::startVirtualThread))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
    }

    /** Copies bytes both ways until it forgets a connection, and then swallows what comes. */
    private static final class Balancer implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        private final int target;
        private final List<Socket> accepted = new CopyOnWriteArrayList<>();
        private volatile int forgotten;

        Balancer(int target) throws IOException {
            this.target = target;
            Thread.startVirtualThread(this::accept);
        }

        int port() {
            return listener.getLocalPort();
        }

        int connections() {
            return accepted.size();
        }

        void forget() {
            forgotten = accepted.size();
        }

        void forgetFromNowOn() {
            forgotten = Integer.MAX_VALUE;
        }

        private void accept() {
            try {
                while (true) {
                    Socket near = listener.accept();
                    int number = accepted.size();
                    accepted.add(near);
                    Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                    Thread.startVirtualThread(() -> copy(near, far, number));
                    Thread.startVirtualThread(() -> copy(far, near, number));
                }
            } catch (IOException closed) {
                // The end of the test.
            }
        }

        private void copy(Socket from, Socket to, int number) {
            var buffer = new byte[8192];
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    if (number >= forgotten) {
                        out.write(buffer, 0, read);
                    }
                }
            } catch (IOException closed) {
                // By the other direction, or at the end of the test.
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
            for (Socket socket : accepted) {
                socket.close();
            }
        }
    }
}
