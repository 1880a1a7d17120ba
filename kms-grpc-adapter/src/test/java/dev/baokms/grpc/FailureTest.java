package dev.baokms.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.KeyFinding;
import dev.baokms.grpc.proto.DecryptRequest;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FailureTest extends ServerTest {
    private static final Map<Failure, Code> EXPECTED = expected();

    private static Map<Failure, Code> expected() {
        var codes = new LinkedHashMap<Failure, Code>();
        codes.put(new Failure.Malformed(Failure.Part.KEY_ID, "is odd"), Code.INVALID_ARGUMENT);
        codes.put(new Failure.Mismatch(Failure.Part.ANNOTATIONS, "differ"), Code.INVALID_ARGUMENT);
        codes.put(new Failure.NotAuthentic(), Code.INVALID_ARGUMENT);
        codes.put(new Failure.UnknownKey(), Code.NOT_FOUND);
        codes.put(new Failure.RetiredKey(), Code.NOT_FOUND);
        codes.put(new Failure.Denied(), Code.PERMISSION_DENIED);
        codes.put(new Failure.LoginFailed("the role refuses the token", true), Code.UNAVAILABLE);
        codes.put(new Failure.Unreachable("the server does not answer"), Code.UNAVAILABLE);
        codes.put(new Failure.Sealed(), Code.UNAVAILABLE);
        codes.put(new Failure.NotReady(Failure.NotReady.Why.STATUS_STALE), Code.UNAVAILABLE);
        codes.put(new Failure.Busy(Duration.ofSeconds(1), "the quota is used up"), Code.RESOURCE_EXHAUSTED);
        codes.put(new Failure.Timeout(), Code.DEADLINE_EXCEEDED);
        codes.put(new Failure.UnsafeKey(Set.of(KeyFinding.KEY_MISSING)), Code.FAILED_PRECONDITION);
        codes.put(new Failure.VerifyFailed(), Code.INTERNAL);
        return codes;
    }

    static Stream<Map.Entry<Failure, Code>> everyFailure() {
        return EXPECTED.entrySet().stream();
    }

    @Test
    void table_holdsEveryFailureThereIs() {
        assertThat(EXPECTED.keySet().stream().map(Object::getClass))
                .containsExactlyInAnyOrderElementsOf(Arrays.asList(Failure.class.getPermittedSubclasses()));
    }

    @ParameterizedTest
    @MethodSource("everyFailure")
    void failure_becomesItsCodeWithItsSentence(Map.Entry<Failure, Code> row) {
        Failure failure = row.getKey();
        kms.before = () -> Optional.of(failure);

        for (Runnable call : calls()) {
            var refused = catchThrowableOfType(StatusRuntimeException.class, call::run);
            assertThat(refused.getStatus().getCode()).isEqualTo(row.getValue());
            assertThat(refused.getStatus().getDescription()).isEqualTo(Sentences.of(failure));
        }
        Eventually.holds("all calls are reported", () -> observer.finished.size() == 3);
        assertThat(observer.finished).allSatisfy(call -> {
            assertThat(call.reason()).isEqualTo(failure.reason());
            assertThat(call.code()).isEqualTo(row.getValue().name());
        });
    }

    @Test
    void bug_isInternalWithItsTypeAndNothingElse() {
        kms.before = () -> {
            throw new IllegalStateException("canary-7f3a https://bao.example/v1/transit");
        };

        for (Runnable call : calls()) {
            var refused = catchThrowableOfType(StatusRuntimeException.class, call::run);
            assertThat(refused.getStatus().getCode()).isEqualTo(Code.INTERNAL);
            assertThat(refused.getStatus().getDescription())
                    .isEqualTo("unexpected IllegalStateException; this is a bug, see the log of the provider");
            assertThat(String.valueOf(refused.getTrailers())).doesNotContain("canary", "bao.example");
        }
        assertThat(observer.bugs).hasSize(3).allSatisfy(bug -> {
            assertThat(bug.type()).isEqualTo("IllegalStateException");
            assertThat(bug.frames()).isNotEmpty();
        });
        assertThat(observer.bugs.toString() + observer.finished).doesNotContain("canary", "bao.example");
    }

    @Test
    void error_isABugThatTheServerSurvives() {
        kms.before = () -> {
            throw new StackOverflowError("canary-91");
        };
        var refused = catchThrowableOfType(StatusRuntimeException.class, client::status);
        kms.before = Optional::empty;

        assertThat(refused.getStatus().getDescription()).startsWith("unexpected StackOverflowError;");
        assertThat(client.status().getHealthz()).isEqualTo("ok");
    }

    private Runnable[] calls() {
        return new Runnable[] {
            () -> client.status(),
            () -> client.encrypt(seed(1)),
            () -> client.stub().decrypt(DecryptRequest.getDefaultInstance())
        };
    }
}
