package dev.baokms.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.util.concurrent.ListenableFuture;
import dev.baokms.core.outcome.Failure;
import dev.baokms.grpc.proto.EncryptResponse;
import dev.baokms.grpc.proto.StatusRequest;
import dev.baokms.grpc.proto.StatusResponse;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoadTest extends ServerTest {
    @Override
    ServerSettings settings() {
        // As many Status calls at once as there are Encrypts is beside the point here; one makes the queue easy to
        // fill.
        ServerSettings usual = super.settings();
        return new ServerSettings(
                usual.socketPath(), usual.socketMode(), usual.socketGroup(), Set.of(), 1, 32, 64, usual.callTimeout());
    }

    @Test
    void twoHundredConcurrentCalls_eachGetTheirOwnAnswer() throws Exception {
        List<ListenableFuture<EncryptResponse>> wrapping = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            wrapping.add(client.async().encrypt(SocketClient.encryptRequest(seed(i))));
        }
        var wrapped = new ArrayList<EncryptResponse>();
        for (var call : wrapping) {
            wrapped.add(call.get(30, TimeUnit.SECONDS));
        }
        var unwrapping = wrapped.stream()
                .map(SocketClient::decryptRequest)
                .map(request -> client.async().decrypt(request))
                .toList();

        for (int i = 0; i < 200; i++) {
            assertThat(unwrapping
                            .get(i)
                            .get(30, TimeUnit.SECONDS)
                            .getPlaintext()
                            .toByteArray())
                    .isEqualTo(seed(i));
        }
    }

    @Test
    void callsBeyondTheQueue_areRefusedAtOnceAndTheRestServed() throws Exception {
        var gate = new CountDownLatch(1);
        kms.holdUntil(gate);
        int refused = 43;
        var calls = statusCalls(1 + Lane.MAX_WAITING + refused);

        Eventually.holds("the overflow is refused", () -> observer.rejected.size() == refused);
        gate.countDown();

        assertThat(codes(calls))
                .containsOnly(Code.OK, Code.RESOURCE_EXHAUSTED)
                .satisfies(codes -> assertThat(Collections.frequency(codes, Code.RESOURCE_EXHAUSTED))
                        .isEqualTo(refused));
        assertThat(observer.rejected).hasSize(refused).containsOnly(CallObserver.Method.STATUS);
        Eventually.holds("nothing is in flight", () -> observer.inFlight() == 0);
    }

    @Test
    void fullQueueOfOneMethod_leavesTheOthersAlone() throws Exception {
        var gate = new CountDownLatch(1);
        kms.holdUntil(gate);
        var calls = statusCalls(300);
        Eventually.holds("all calls arrived", () -> observer.started.get() == 300);
        kms.before = Optional::empty;

        assertThat(client.decrypt(client.encrypt(seed(9)))).isEqualTo(seed(9));

        gate.countDown();
        assertThat(codes(calls)).contains(Code.OK);
    }

    @Test
    void waitingCallWhoseDeadlineEnds_getsDeadlineExceededFromUs() throws Exception {
        var gate = new CountDownLatch(1);
        kms.holdUntil(gate);
        var running = client.async().status(StatusRequest.getDefaultInstance());
        Eventually.holds("the only place is taken", () -> observer.started.get() == 1);

        var refused = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> client.stub().withDeadlineAfter(2, TimeUnit.SECONDS).status(StatusRequest.getDefaultInstance()));

        assertThat(refused.getStatus().getCode()).isEqualTo(Code.DEADLINE_EXCEEDED);
        assertThat(refused.getStatus().getDescription()).isEqualTo(new Failure.Timeout().text());
        gate.countDown();
        assertThat(running.get(30, TimeUnit.SECONDS).getHealthz()).isEqualTo("ok");
    }

    @Test
    void waitingCallWhoseClientLeaves_givesUpItsPlaceWithoutReachingTheCore() throws Exception {
        var gate = new CountDownLatch(1);
        kms.holdUntil(gate);
        var running = client.async().status(StatusRequest.getDefaultInstance());
        Eventually.holds("the only place is taken", () -> observer.started.get() == 1);
        var waiting = client.async().status(StatusRequest.getDefaultInstance());
        Eventually.holds("the second call waits", () -> observer.started.get() == 2);

        waiting.cancel(true);

        Eventually.holds("it is reported", () -> observer.finished.size() == 1);
        assertThat(observer.finished.getFirst().reason()).isEqualTo("cancelled");
        assertThat(observer.finished.getFirst().code()).isEqualTo("CANCELLED");
        gate.countDown();
        assertThat(running.get(30, TimeUnit.SECONDS).getHealthz()).isEqualTo("ok");
    }

    @Test
    void coreThatOverrunsItsBudget_doesNotKeepTheClientWaiting() throws Exception {
        var gate = new CountDownLatch(1);
        Path path = directory.resolve("quick.sock");
        try (var quick = new KmsServer(settings(path, Duration.ofMillis(50)), kms, observer)) {
            quick.start();
            kms.holdUntil(gate);
            try (var other = new SocketClient(path)) {
                var refused = catchThrowableOfType(StatusRuntimeException.class, () -> other.encrypt(seed(1)));

                assertThat(refused.getStatus().getCode()).isEqualTo(Code.DEADLINE_EXCEEDED);
                assertThat(refused.getStatus().getDescription()).isEqualTo(new Failure.Timeout().text());
                gate.countDown();
                Eventually.holds(
                        "the late work is wiped", () -> kms.lent.stream().allMatch(FakeKms::isWiped));
                assertThat(observer.finished).hasSize(1);
            }
        }
    }

    @Test
    void budget_isTheDeadlineLessATenth() {
        var wrapped = client.encrypt(seed(1));
        kms.budgets.clear();

        var unused = client.stub().withDeadlineAfter(3, TimeUnit.SECONDS).decrypt(SocketClient.decryptRequest(wrapped));

        assertThat(kms.budgets.remove().remaining()).isLessThanOrEqualTo(Duration.ofMillis(2_700));
        assertThat(unused.getPlaintext().size()).isEqualTo(32);
    }

    @Test
    void budget_isTheConfiguredTimeWhenThatIsSooner() {
        var unused = client.stub().withDeadlineAfter(1, TimeUnit.HOURS).encrypt(SocketClient.encryptRequest(seed(1)));

        assertThat(kms.budgets.remove().remaining()).isLessThanOrEqualTo(Duration.ofSeconds(15));
        assertThat(unused.getKeyId()).isEqualTo(FakeKms.KEY_ID.value());
    }

    @Test
    void thousandCancelledCalls_leaveTheServerAsItWas() throws Exception {
        var random = new Random(7);
        for (int i = 0; i < 1000; i++) {
            var call = client.async()
                    .withDeadlineAfter(random.nextInt(50_000_000), TimeUnit.NANOSECONDS)
                    .encrypt(SocketClient.encryptRequest(seed(i)));
            if (random.nextBoolean()) {
                call.cancel(true);
            }
        }

        Eventually.holds("nothing is in flight", () -> observer.inFlight() == 0);
        assertThat(client.decrypt(client.encrypt(seed(8)))).isEqualTo(seed(8));
        assertThat(observer.bugs).isEmpty();
    }

    private List<ListenableFuture<StatusResponse>> statusCalls(int count) {
        var calls = new ArrayList<ListenableFuture<StatusResponse>>();
        for (int i = 0; i < count; i++) {
            calls.add(client.async().status(StatusRequest.getDefaultInstance()));
        }
        return calls;
    }

    private static List<Code> codes(List<ListenableFuture<StatusResponse>> calls) throws Exception {
        var codes = new ArrayList<Code>();
        for (var call : calls) {
            try {
                assertThat(call.get(30, TimeUnit.SECONDS).getHealthz()).isEqualTo("ok");
                codes.add(Code.OK);
            } catch (ExecutionException e) {
                codes.add(Status.fromThrowable(e).getCode());
            }
        }
        return codes;
    }
}
