package dev.baokms.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.netty.channel.Channel;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the program around the server is told when the process can no longer be trusted. */
class FatalErrorTest extends ServerTest {
    @AfterEach
    void forgetWhatWasExpected() {
        fatal.clear();
    }

    @Test
    void fullHeapOnAWorker_isFatal_andTheCallIsAnswered() {
        kms.before = () -> {
            throw new OutOfMemoryError("Java heap space");
        };

        var refused = catchThrowableOfType(StatusRuntimeException.class, () -> client.encrypt(seed(1)));

        assertThat(refused.getStatus().getCode()).isEqualTo(Code.INTERNAL);
        Eventually.holds("it is told", () -> !fatal.isEmpty());
        assertThat(fatal).hasOnlyElementsOfType(OutOfMemoryError.class);
    }

    @Test
    void fullHeapOnTheIoThread_isFatal_andTheCallIsAnswered() {
        kms.before = () -> {
            throw new OutOfMemoryError("Java heap space");
        };

        var refused = catchThrowableOfType(StatusRuntimeException.class, client::status);

        assertThat(refused.getStatus().getCode()).isEqualTo(Code.INTERNAL);
        Eventually.holds("it is told", () -> !fatal.isEmpty());
        assertThat(fatal).hasOnlyElementsOfType(OutOfMemoryError.class);
    }

    @Test
    void bug_isNotFatal() {
        kms.before = () -> {
            throw new StackOverflowError();
        };

        var refused = catchThrowableOfType(StatusRuntimeException.class, () -> client.encrypt(seed(1)));
        kms.before = Optional::empty;

        assertThat(refused.getStatus().getCode()).isEqualTo(Code.INTERNAL);
        assertThat(client.status().getHealthz()).isEqualTo("ok");
        assertThat(fatal).isEmpty();
    }

    @Test
    void deathOfTheIoThread_isFatal() throws IOException {
        var transport = new FailingTransport();
        Path socket = directory.resolve("dying.sock");
        try (var dying = new KmsServer(
                settings(socket),
                kms,
                Sentences::of,
                observer,
                fatal::add,
                PeerLimits.DEFAULT,
                transport,
                Workers.platformThreads())) {
            dying.start();
            transport.failing = true;
            try (var other = new TestSocketClient(socket)) {
                var hung = other.async().encrypt(TestSocketClient.encryptRequest(seed(1)));

                Eventually.holds("it is told", () -> !fatal.isEmpty());
                hung.cancel(true);
            }
            assertThat(fatal.peek()).hasMessageContaining("kms-io").hasMessageEndingWith("ended");
        }
    }

    @Test
    void sweepThatThrows_goesOnAndIsCounted() throws InterruptedException {
        var timer = Executors.newSingleThreadScheduledExecutor();
        var looks = new CountDownLatch(3);
        var sweep = new Sweep(
                timer,
                Duration.ofMillis(1),
                () -> {
                    looks.countDown();
                    throw new IllegalStateException("on purpose");
                },
                new ThrownErrors(observer, fatal::add));

        timer.execute(sweep::wake);

        assertThat(looks.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(observer.serverBugs).contains("IllegalStateException");
        assertThat(fatal).isEmpty();
        timer.shutdownNow();
    }

    /** The JDK's channels, until the loop that serves them throws. */
    private static final class FailingTransport implements SocketTransport {
        private final SocketTransport real = new NioTransport();
        volatile boolean failing;

        @Override
        public IoHandlerFactory ioHandlers() {
            return executor -> failing(real.ioHandlers().newHandler(executor));
        }

        private IoHandler failing(IoHandler handler) {
            return (IoHandler) Proxy.newProxyInstance(
                    IoHandler.class.getClassLoader(), new Class<?>[] {IoHandler.class}, (proxy, method, arguments) -> {
                        if (failing && method.getName().equals("run")) {
                            throw new OutOfMemoryError("Java heap space");
                        }
                        try {
                            return method.invoke(handler, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }

        @Override
        public ServerChannel newListener() {
            return real.newListener();
        }

        @Override
        public SocketAddress address(Path path) {
            return real.address(path);
        }

        @Override
        public Peer peerOf(Channel connection) throws IOException {
            return real.peerOf(connection);
        }
    }
}
