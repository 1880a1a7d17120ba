package dev.baokms.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.baokms.grpc.proto.KeyManagementServiceGrpc;
import dev.baokms.grpc.proto.StatusRequest;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StopTest extends ServerTest {
    @Test
    void callInFlight_finishesWithinTheGrace() throws Exception {
        var gate = new CountDownLatch(1);
        kms.holdUntil(gate);
        var call = client.async().encrypt(TestSocketClient.encryptRequest(seed(1)));
        Eventually.holds("the call is in the core", () -> !kms.uids.isEmpty());

        Thread stopping = Thread.ofVirtual().start(() -> server.stop(Duration.ofSeconds(30)));
        Eventually.holds("the socket is gone", () -> !Files.exists(socket()));
        gate.countDown();

        assertThat(call.get(30, TimeUnit.SECONDS).getKeyId()).isEqualTo(FakeKms.KEY_ID.value());
        assertThat(stopping.join(Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void callThatOutlastsTheGrace_isCutOff() {
        var gate = new CountDownLatch(1);
        kms.holdUntil(gate);
        var call = client.async().encrypt(TestSocketClient.encryptRequest(seed(1)));
        Eventually.holds("the call is in the core", () -> !kms.uids.isEmpty());

        server.stop(Duration.ZERO);

        assertThat(catchThrowableOfType(ExecutionException.class, call::get)).isNotNull();
        gate.countDown();
    }

    @Test
    void callsAfterStop_findNoServer() {
        server.stop(Duration.ofSeconds(5));

        var refused = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> KeyManagementServiceGrpc.newBlockingStub(client.channel())
                        .status(StatusRequest.getDefaultInstance()));

        assertThat(refused.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
    }

    @Test
    void sameConnection_isServedAgainAfterARestart() throws Exception {
        assertThat(client.status().getHealthz()).isEqualTo("ok");
        server.stop(Duration.ofSeconds(5));

        server = new KmsServer(settings(), kms, Sentences::of, observer, fatal::add);
        server.start();

        assertThat(client.status().getHealthz()).isEqualTo("ok");
    }
}
