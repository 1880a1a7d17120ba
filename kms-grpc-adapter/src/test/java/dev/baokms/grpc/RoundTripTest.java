package dev.baokms.grpc;

import static dev.baokms.grpc.CallObserver.Method.DECRYPT;
import static dev.baokms.grpc.CallObserver.Method.ENCRYPT;
import static dev.baokms.grpc.CallObserver.Method.STATUS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.baokms.core.port.RequestUid;
import dev.baokms.grpc.CallObserver.FinishedCall;
import dev.baokms.grpc.proto.DecryptRequest;
import dev.baokms.grpc.proto.DecryptResponse;
import dev.baokms.grpc.proto.EncryptRequest;
import dev.baokms.grpc.proto.EncryptResponse;
import dev.baokms.grpc.proto.KeyManagementServiceGrpc;
import dev.baokms.grpc.proto.StatusResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundTripTest extends ServerTest {
    @Test
    void methodPaths_areThoseOfTheContract() {
        assertThat(KeyManagementServiceGrpc.getServiceDescriptor().getMethods())
                .extracting(method -> method.getFullMethodName())
                .containsExactlyInAnyOrder(
                        "v2.KeyManagementService/Status",
                        "v2.KeyManagementService/Encrypt",
                        "v2.KeyManagementService/Decrypt");
    }

    @Test
    void fieldNumbers_areThoseOfTheContract() {
        assertThat(numbers(StatusResponse.getDescriptor())).isEqualTo(Map.of("version", 1, "healthz", 2, "key_id", 3));
        assertThat(numbers(EncryptRequest.getDescriptor())).isEqualTo(Map.of("plaintext", 1, "uid", 2));
        assertThat(numbers(EncryptResponse.getDescriptor()))
                .isEqualTo(Map.of("ciphertext", 1, "key_id", 2, "annotations", 3));
        assertThat(numbers(DecryptRequest.getDescriptor()))
                .isEqualTo(Map.of("ciphertext", 1, "uid", 2, "key_id", 3, "annotations", 4));
        assertThat(numbers(DecryptResponse.getDescriptor())).isEqualTo(Map.of("plaintext", 1));
    }

    private static Map<String, Integer> numbers(Descriptor message) {
        return message.getFields().stream()
                .collect(Collectors.toMap(FieldDescriptor::getName, FieldDescriptor::getNumber));
    }

    @Test
    void status_carriesVersionHealthAndKeyId() {
        var response = client.status();

        assertThat(response.getVersion()).isEqualTo("v2");
        assertThat(response.getHealthz()).isEqualTo("ok");
        assertThat(response.getKeyId()).isEqualTo(FakeKms.KEY_ID.value());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 32, 64, 700})
    void whatWasEncrypted_decrypts(int length) {
        byte[] plaintext = new byte[length];
        Arrays.fill(plaintext, (byte) 0xA5);

        EncryptResponse wrapped = client.encrypt(plaintext);

        assertThat(client.decrypt(wrapped)).isEqualTo(plaintext);
    }

    @Test
    void encrypt_carriesKeyIdAndAnnotationsOfTheCore() {
        EncryptResponse wrapped = client.encrypt(seed(1));

        assertThat(wrapped.getKeyId()).isEqualTo(FakeKms.KEY_ID.value());
        Map<String, byte[]> sent = wrapped.getAnnotationsMap().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().toByteArray()));
        assertThat(sent)
                .containsEntry("aad-version.kms.openbao.org", "v1".getBytes(UTF_8))
                .hasSize(7);
    }

    @Test
    void secrets_areWipedWhenTheCallIsAnswered() {
        client.decrypt(client.encrypt(seed(2)));

        Eventually.holds(
                "both secrets are wiped",
                () -> kms.lent.size() == 2 && kms.lent.stream().allMatch(FakeKms::isWiped));
    }

    @Test
    void uid_reachesTheCoreAsSentAndTheObserverHashed() {
        client.decrypt(client.encrypt(seed(3)));

        assertThat(kms.uids)
                .containsExactly(
                        new RequestUid("5a0c1f3e-0000-4000-8000-00000000cafe"),
                        new RequestUid("77777777-0000-4000-8000-00000000cafe"));
        Eventually.holds("both calls are reported", () -> observer.finished.size() == 2);
        assertThat(observer.finished)
                .allSatisfy(call -> assertThat(call.uidHash().orElseThrow()).matches("[A-Za-z0-9_-]{16}"));
        assertThat(observer.finished.toString()).doesNotContain("cafe");
    }

    @Test
    void observer_hearsOfEachCallOnce() {
        client.status();
        client.decrypt(client.encrypt(seed(4)));

        Eventually.holds("all calls are reported", () -> observer.finished.size() == 3);
        assertThat(observer.finished).extracting(FinishedCall::method).containsExactly(STATUS, ENCRYPT, DECRYPT);
        assertThat(observer.finished).allSatisfy(call -> {
            assertThat(call.code()).isEqualTo("OK");
            assertThat(call.reason()).isEqualTo("ok");
            assertThat(call.keyIdHash()).isEqualTo(Optional.of(FakeKms.KEY_ID.apiServerHash()));
        });
        assertThat(observer.inFlight()).isZero();
        assertThat(observer.rejected).isEmpty();
        assertThat(observer.bugs).isEmpty();
    }

    @Test
    void annotationWithEmptyValue_reachesTheCore() {
        var request = TestSocketClient.decryptRequest(client.encrypt(seed(5))).toBuilder()
                .putAnnotations("a.b", ByteString.EMPTY)
                .build();

        assertThat(client.stub().decrypt(request).getPlaintext().toByteArray()).isEqualTo(seed(5));
    }

    @Test
    void fourConnections_areServedIndependently() {
        var others =
                List.of(new TestSocketClient(socket()), new TestSocketClient(socket()), new TestSocketClient(socket()));
        EncryptResponse wrapped = client.encrypt(seed(6));

        for (TestSocketClient other : others) {
            assertThat(other.decrypt(wrapped)).isEqualTo(seed(6));
            other.close();
            assertThat(client.decrypt(wrapped)).isEqualTo(seed(6));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "%2Fvar%2Frun%2Fx.sock", "kms.example:1234"})
    void anyAuthority_isAccepted(String authority) {
        try (var other = new TestSocketClient(socket(), authority)) {
            assertThat(other.status().getHealthz()).isEqualTo("ok");
        }
    }

    @Test
    void secondStart_isRefused() {
        assertThatThrownBy(server::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a server starts only once");
        assertThat(client.status().getHealthz()).isEqualTo("ok");
    }
}
