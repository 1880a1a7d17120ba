package dev.baokms.grpc;

import static dev.baokms.grpc.Requests.MAX_KEY_ID_BYTES;
import static dev.baokms.grpc.Requests.MAX_PLAINTEXT_BYTES;
import static dev.baokms.grpc.Requests.MAX_UID_BYTES;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.baokms.core.key.Annotations;
import dev.baokms.core.key.TransitCiphertext;
import dev.baokms.core.outcome.Failure;
import dev.baokms.core.outcome.Failure.Malformed;
import dev.baokms.core.outcome.Failure.Part;
import dev.baokms.grpc.proto.DecryptRequest;
import dev.baokms.grpc.proto.EncryptRequest;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

class LimitsTest {
    @Test
    void encryptLimits_areInclusive() {
        var most = EncryptRequest.newBuilder()
                .setPlaintext(bytes(MAX_PLAINTEXT_BYTES))
                .setUid("u".repeat(MAX_UID_BYTES));

        assertThat(Requests.refusal(most.build())).isEmpty();
        assertThat(Requests.refusal(most.clone()
                        .setPlaintext(bytes(MAX_PLAINTEXT_BYTES + 1))
                        .build()))
                .isEqualTo(tooLong(Part.PLAINTEXT, 4096));
        assertThat(Requests.refusal(
                        most.clone().setUid("u".repeat(MAX_UID_BYTES + 1)).build()))
                .isEqualTo(tooLong(Part.UID, 1024));
    }

    @Test
    void decryptLimits_areInclusive() {
        var most = DecryptRequest.newBuilder()
                .setCiphertext(bytes(TransitCiphertext.MAX_BYTES))
                .setKeyId("k".repeat(MAX_KEY_ID_BYTES))
                .setUid("u".repeat(MAX_UID_BYTES))
                .putAnnotations("a.b", bytes(Annotations.MAX_TOTAL_BYTES - 3));

        assertThat(Requests.refusal(most.build())).isEmpty();
        assertThat(Requests.refusal(most.clone().setCiphertext(bytes(1025)).build()))
                .isEqualTo(tooLong(Part.CIPHERTEXT, 1024));
        assertThat(Requests.refusal(most.clone().setKeyId("k".repeat(1025)).build()))
                .isEqualTo(tooLong(Part.KEY_ID, 1024));
        assertThat(Requests.refusal(most.clone().setUid("u".repeat(1025)).build()))
                .isEqualTo(tooLong(Part.UID, 1024));
        assertThat(Requests.refusal(
                        most.clone().putAnnotations("c", ByteString.EMPTY).build()))
                .isEqualTo(tooLong(Part.ANNOTATIONS, 32768));
    }

    @Test
    void limits_countBytesNotCharacters() {
        var request = DecryptRequest.newBuilder().setKeyId("é".repeat(513)).build();

        assertThat(Requests.refusal(request)).isEqualTo(tooLong(Part.KEY_ID, 1024));
    }

    @Test
    void keyIdHash_isEmptyForForeignText() {
        assertThat(Requests.keyIdHash(FakeKms.KEY_ID.value())).contains(FakeKms.KEY_ID.hash());
        assertThat(Requests.keyIdHash("line\nbreak")).isEmpty();
    }

    @Property
    void uidHash_isSafeToLog(@ForAll @NotEmpty String uid) {
        assertThat(Requests.uidHash(uid).orElseThrow()).matches("[A-Za-z0-9_-]{16}");
    }

    @Test
    void emptyUid_hasNoHash() {
        assertThat(Requests.uidHash("")).isEmpty();
    }

    private static ByteString bytes(int length) {
        return ByteString.copyFrom(new byte[length]);
    }

    private static Optional<Failure> tooLong(Part part, int maxBytes) {
        return Optional.of(new Malformed(part, "must be at most " + maxBytes + " bytes"));
    }
}
