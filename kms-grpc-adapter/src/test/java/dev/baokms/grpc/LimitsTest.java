package dev.baokms.grpc;

import static dev.baokms.grpc.RequestLimits.MAX_PLAINTEXT_BYTES;
import static dev.baokms.grpc.RequestLimits.MAX_UID_BYTES;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Malformed;
import dev.baokms.core.failure.Failure.Part;
import dev.baokms.grpc.CallObserver.FinishedCall;
import dev.baokms.grpc.CallObserver.Method;
import dev.baokms.grpc.proto.DecryptRequest;
import dev.baokms.grpc.proto.EncryptRequest;
import java.time.Duration;
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

        assertThat(RequestLimits.refusal(most.build())).isEmpty();
        assertThat(RequestLimits.refusal(most.clone()
                        .setPlaintext(bytes(MAX_PLAINTEXT_BYTES + 1))
                        .build()))
                .isEqualTo(tooLong(Part.PLAINTEXT, 4096));
        assertThat(RequestLimits.refusal(
                        most.clone().setUid("u".repeat(MAX_UID_BYTES + 1)).build()))
                .isEqualTo(tooLong(Part.UID, 1024));
    }

    @Test
    void decryptLimits_leaveToTheCoreWhatItChecks() {
        var most = DecryptRequest.newBuilder()
                .setCiphertext(bytes(5000))
                .setKeyId("k".repeat(5000))
                .setUid("u".repeat(MAX_UID_BYTES));

        assertThat(RequestLimits.refusal(most.build())).isEmpty();
        assertThat(RequestLimits.refusal(most.clone().setUid("u".repeat(1025)).build()))
                .isEqualTo(tooLong(Part.UID, 1024));
    }

    @Test
    void limits_countBytesNotCharacters() {
        var request = DecryptRequest.newBuilder().setUid("é".repeat(513)).build();

        assertThat(RequestLimits.refusal(request)).isEqualTo(tooLong(Part.UID, 1024));
    }

    @Test
    void keyIdHash_isEmptyForOtherText() {
        assertThat(finished("uid", FakeKms.KEY_ID.value()).keyIdHash()).contains(FakeKms.KEY_ID.apiServerHash());
        assertThat(finished("uid", "line\nbreak").keyIdHash()).isEmpty();
    }

    @Property
    void uidHash_isSafeToLog(@ForAll @NotEmpty String uid) {
        assertThat(finished(uid, "").uidHash().orElseThrow()).matches("[A-Za-z0-9_-]{16}");
    }

    @Test
    void emptyUid_hasNoHash() {
        assertThat(finished("", "").uidHash()).isEmpty();
    }

    private static FinishedCall finished(String uid, String keyId) {
        return new FinishedCall(Method.DECRYPT, "OK", "ok", Duration.ofMillis(1), uid, keyId);
    }

    private static ByteString bytes(int length) {
        return ByteString.copyFrom(new byte[length]);
    }

    private static Optional<Failure> tooLong(Part part, int maxBytes) {
        return Optional.of(new Malformed(part, "must be at most " + maxBytes + " bytes"));
    }
}
