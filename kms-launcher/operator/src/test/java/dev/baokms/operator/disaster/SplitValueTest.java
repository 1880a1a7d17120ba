package dev.baokms.operator.disaster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.stored.OurKey;
import dev.baokms.core.stored.StoredObject;
import dev.baokms.core.stored.StoredValues;
import dev.baokms.operator.disaster.SplitValue.Halves;
import dev.baokms.testkit.model.EtcdEnvelope;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SplitValueTest {
    private static final OurKey KEY = OurKey.named("demo");
    private static final byte[] HEAD = "k8s:enc:kms:v2:demo:".getBytes(UTF_8);

    private final SplitValue split = new SplitValue(KEY, new SecureRandom());
    private final SeedBook book = new SeedBook(KEY, split, 1_000, false, () -> false, ProofProgress.NONE);

    private static byte[] field(int number, byte[] content) {
        var bytes = new ByteArrayOutputStream();
        bytes.write((number << 3) | 2);
        if (content.length > 0x7F) {
            bytes.write((content.length & 0x7F) | 0x80);
        }
        bytes.write(content.length > 0x7F ? content.length >>> 7 : content.length);
        bytes.writeBytes(content);
        return bytes.toByteArray();
    }

    private static byte[] value(List<byte[]> fields) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(HEAD);
        fields.forEach(bytes::writeBytes);
        return bytes.toByteArray();
    }

    private static List<byte[]> fields(byte[] data) {
        return new ArrayList<>(List.of(
                field(1, data),
                field(2, StoredValues.keyId(1).getBytes(UTF_8)),
                field(3, StoredValues.ciphertext(1, 7).getBytes(UTF_8)),
                new byte[] {0x28, 1}));
    }

    private static byte[] random(Random random, int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** The kit's parser is protobuf's own. */
    @Property(tries = 300)
    void anyOrderOfFields_splitsAsProtobufReadsIt(
            @ForAll long seed,
            @ForAll @IntRange(min = 60, max = 200) int length,
            @ForAll @IntRange(max = 2) int again) {
        var random = new Random(seed);
        List<byte[]> fields = fields(random(random, length));
        for (int i = 0; i < again; i++) {
            fields.add(field(1, random(random, 70)));
        }
        if (random.nextBoolean()) {
            Collections.shuffle(fields, random);
        }
        byte[] value = value(fields);

        Halves halves = Objects.requireNonNull(book.halves(Stretch.of(value)));

        assertThat(halves.data().copy()).isEqualTo(EtcdEnvelope.parse(value).data());
        assertThat(split.envelope(halves.rest()).map(SeedRequest::of).map(SeedRequest::keyId))
                .contains(StoredValues.keyId(1));
    }

    @Property(tries = 500)
    void mutatedValue_splitsAsItIsReadWhole(@ForAll long seed) {
        var random = new Random(seed);
        byte[] value = value(fields(random(random, 80)));
        int changes = random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            value[HEAD.length + random.nextInt(value.length - HEAD.length)] = (byte) random.nextInt(256);
        }
        Halves halves = book.halves(Stretch.of(value));
        StoredObject whole = StoredObject.of(ByteBuffer.wrap(value), KEY);

        byte[] data = switch (whole) {
            case StoredObject.Ours(var envelope, int version) ->
                Stretch.copyOf(envelope.encryptedData()).copy();
            case StoredObject.Contradictory(var envelope, var versions, String reason) ->
                Stretch.copyOf(envelope.encryptedData()).copy();
            case StoredObject.Foreign foreign -> new byte[0];
            case StoredObject.Plaintext plaintext -> new byte[0];
            case StoredObject.Unknown unknown -> new byte[0];
        };
        assertThat(halves == null ? new byte[0] : halves.data().copy()).isEqualTo(data);
    }

    @Test
    void dataThatComesAgainAfterTheRest_isTheOneThatCounts() {
        List<byte[]> fields = fields(new byte[80]);
        byte[] last = new byte[90];
        last[0] = 1;
        fields.add(field(1, last));
        byte[] value = value(fields);

        Halves halves = Objects.requireNonNull(book.halves(Stretch.of(value)));

        assertThat(halves.data().copy()).isEqualTo(last);
    }
}
