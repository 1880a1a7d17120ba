package dev.baokms.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.util.concurrent.ListenableFuture;
import dev.baokms.core.failure.Failure;
import dev.baokms.core.port.RequestUid;
import dev.baokms.grpc.proto.EncryptResponse;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoadTest extends ServerTest {
    @Override
    ServerSettings settings() {
        // One Encrypt at once makes the queue easy to fill.
        ServerSettings usual = super.settings();
        return new ServerSettings(
                usual.socketPath(), usual.socketMode(), usual.socketGroup(), Set.of(), 16, 1, 64, usual.callTimeout());
    }

    @Test
    void twoHundredConcurrentCalls_eachGetTheirOwnAnswer() throws Exception {
        List<ListenableFuture<EncryptResponse>> wrapping = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            wrapping.add(client.async().encrypt(TestSocketClient.encryptRequest(seed(i))));
        }
        var wrapped = new ArrayList<EncryptResponse>();
        for (var call : wrapping) {
            wrapped.add(call.get(30, TimeUnit.SECONDS));
        }
        var unwrapping = wrapped.stream()
                .map(TestSocketClient::decryptRequest)
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
        try (var other = new TestSocketClient(socket())) {
            var calls = encryptCalls(client, 200);
            Eventually.holds("the first calls arrived", () -> observer.started.get() == 200);
            calls.addAll(encryptCalls(other, 1 + AdmissionQueue.MAX_WAITING_PER_PEER + refused - 200));

            Eventually.holds("the overflow is refused", () -> observer.rejected.size() == refused);
            gate.countDown();

            assertThat(codes(calls))
                    .containsOnly(Code.OK, Code.RESOURCE_EXHAUSTED)
                    .satisfies(codes -> assertThat(Collections.frequency(codes, Code.RESOURCE_EXHAUSTED))
                            .isEqualTo(refused));
        }
        assertThat(observer.rejected).hasSize(refused).containsOnly(CallObserver.Method.ENCRYPT);
        Eventually.holds("nothing is in flight", () -> observer.inFlight() == 0);
    }

    @Test
    void fullQueueOfOneMethod_leavesTheOthersAlone() throws Exception {
        var wrapped = client.encrypt(seed(9));
        var gate = new CountDownLatch(1);
        kms.holdUntil(gate);
        var calls = encryptCalls(client, 200);
        Eventually.holds("all calls arrived", () -> observer.started.get() == 201);
        Eventually.holds("one is in the core", () -> kms.uids.size() == 2);
        kms.behave();

        assertThat(client.decrypt(wrapped)).isEqualTo(seed(9));
        assertThat(client.status().getHealthz()).isEqualTo("ok");

        gate.countDown();
        assertThat(codes(calls)).contains(Code.OK);
    }

    @Test
    void waitingCallWhoseDeadlineEnds_getsDeadlineExceededFromTheServer() throws Exception {
        var gate = new CountDownLatch(1);
        kms.holdUntil(gate);
        var running = client.async().encrypt(TestSocketClient.encryptRequest(seed(1)));
        Eventually.holds("the only place is taken", () -> observer.started.get() == 1);

        var refused = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> client.stub()
                        .withDeadlineAfter(2, TimeUnit.SECONDS)
                        .encrypt(TestSocketClient.encryptRequest(seed(2))));

        assertThat(refused.getStatus().getCode()).isEqualTo(Code.DEADLINE_EXCEEDED);
        assertThat(refused.getStatus().getDescription()).isEqualTo(Sentences.of(new Failure.Timeout()));
        assertThat(observer.finished.getFirst().uidHash()).contains(new RequestUid(TestSocketClient.UID).hash());
        gate.countDown();
        assertThat(running.get(30, TimeUnit.SECONDS).getKeyId()).isEqualTo(FakeKms.KEY_ID.value());
    }

    @Test
    void waitingCallWhoseClientLeaves_givesUpItsPlaceWithoutReachingTheCore() throws Exception {
        var gate = new CountDownLatch(1);
        kms.holdUntil(gate);
        var running = client.async().encrypt(TestSocketClient.encryptRequest(seed(1)));
        Eventually.holds("the only place is taken", () -> observer.started.get() == 1);
        var waiting = client.async().encrypt(TestSocketClient.encryptRequest(seed(2)));
        Eventually.holds("the second call waits", () -> observer.started.get() == 2);

        waiting.cancel(true);

        Eventually.holds("it is reported", () -> observer.finished.size() == 1);
        assertThat(observer.finished.getFirst().reason()).isEqualTo("cancelled");
        assertThat(observer.finished.getFirst().code()).isEqualTo("CANCELLED");
        gate.countDown();
        assertThat(running.get(30, TimeUnit.SECONDS).getKeyId()).isEqualTo(FakeKms.KEY_ID.value());
        assertThat(kms.uids).hasSize(1);
    }

    @Test
    void coreThatOverrunsItsBudget_doesNotKeepTheClientWaiting() throws Exception {
        var gate = new CountDownLatch(1);
        Path path = directory.resolve("quick.sock");
        try (var quick =
                new KmsServer(settings(path, Duration.ofMillis(50)), kms, Sentences::of, observer, fatal::add)) {
            quick.start();
            kms.holdUntil(gate);
            try (var other = new TestSocketClient(path)) {
                var refused = catchThrowableOfType(StatusRuntimeException.class, () -> other.encrypt(seed(1)));

                assertThat(refused.getStatus().getCode()).isEqualTo(Code.DEADLINE_EXCEEDED);
                assertThat(refused.getStatus().getDescription()).isEqualTo(Sentences.of(new Failure.Timeout()));
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

        var unused =
                client.stub().withDeadlineAfter(3, TimeUnit.SECONDS).decrypt(TestSocketClient.decryptRequest(wrapped));

        assertThat(kms.budgets.remove().remaining()).isLessThanOrEqualTo(Duration.ofMillis(2_700));
        assertThat(unused.getPlaintext().size()).isEqualTo(32);
    }

    @Test
    void budget_isTheConfiguredTimeWhenThatIsSooner() {
        var unused =
                client.stub().withDeadlineAfter(1, TimeUnit.HOURS).encrypt(TestSocketClient.encryptRequest(seed(1)));

        assertThat(kms.budgets.remove().remaining()).isLessThanOrEqualTo(Duration.ofSeconds(15));
        assertThat(unused.getKeyId()).isEqualTo(FakeKms.KEY_ID.value());
    }

    @Test
    void thousandCancelledCalls_leaveTheServerAsItWas() throws Exception {
        var random = new Random(7);
        for (int i = 0; i < 1000; i++) {
            var call = client.async()
                    .withDeadlineAfter(random.nextInt(50_000_000), TimeUnit.NANOSECONDS)
                    .encrypt(TestSocketClient.encryptRequest(seed(i)));
            if (random.nextBoolean()) {
                call.cancel(true);
            }
        }

        Eventually.holds("nothing is in flight", () -> observer.inFlight() == 0);
        assertThat(client.decrypt(client.encrypt(seed(8)))).isEqualTo(seed(8));
        assertThat(observer.bugs).isEmpty();
    }

    private static List<ListenableFuture<EncryptResponse>> encryptCalls(TestSocketClient from, int count) {
        var calls = new ArrayList<ListenableFuture<EncryptResponse>>();
        for (int i = 0; i < count; i++) {
            calls.add(from.async().encrypt(TestSocketClient.encryptRequest(seed(i))));
        }
        return calls;
    }

    private static List<Code> codes(List<ListenableFuture<EncryptResponse>> calls) throws Exception {
        var codes = new ArrayList<Code>();
        for (var call : calls) {
            try {
                assertThat(call.get(30, TimeUnit.SECONDS).getKeyId()).isEqualTo(FakeKms.KEY_ID.value());
                codes.add(Code.OK);
            } catch (ExecutionException e) {
                codes.add(Status.fromThrowable(e).getCode());
            }
        }
        return codes;
    }
}
