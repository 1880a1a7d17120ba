package dev.baokms.operator.inventory;

import static dev.baokms.core.stored.StoredValues.ours;
import static dev.baokms.operator.inventory.Inventories.snapshot;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.key.Sha256;
import dev.baokms.core.stored.Mutator;
import dev.baokms.operator.inventory.Proof.Reading;
import dev.baokms.telemetry.Json;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Proofs that were broken at will; see {@link Mutator}. */
class ProofFuzzTest {
    private static final List<byte[]> PROOFS = Stream.of(
                    Proof.document(Inventories.safe()),
                    Proof.document(Inventories.ofFiles(snapshot("a.db").live(1, "/registry/secrets/a/x", ours(1, 1)))))
            .map(document -> document.getBytes(UTF_8))
            .toList();
    private static final List<byte[]> WORDS = Stream.of(
                    "{",
                    "}",
                    "[",
                    "]",
                    "\"",
                    ",",
                    ":",
                    "null",
                    "true",
                    "-1",
                    "0",
                    "9223372036854775807",
                    "1e9",
                    "1.5",
                    "\"rows\":",
                    "\"sources\":",
                    "\"live\":",
                    "\"met\"",
                    "\"count\":",
                    "\"version\":",
                    "\\u0000")
            .map(word -> word.getBytes(UTF_8))
            .toList();

    @Test
    void proofThatIsNotAsItWasWritten_isBroken() {
        Mutator.run(PROOFS, WORDS, input -> {
            boolean whole = PROOFS.stream().anyMatch(each -> Arrays.equals(each, input));

            assertThat(Proof.read(input)).isInstanceOf(whole ? Reading.Valid.class : Reading.Broken.class);
        });
    }

    /** With a digest that fits, so that everything behind it is reached. */
    @Test
    void proofWithADigestThatFits_isBrokenOrFollowsFromItsRows() {
        Mutator.run(PROOFS, WORDS, input -> {
            switch (Proof.read(sealed(input))) {
                case Reading.Broken(String reason) -> assertThat(reason).isNotBlank();
                case Reading.Valid(Proof proof) -> {
                    assertThat(proof.revision()).isNotNegative();
                    assertThat(proof.safe() && proof.highestSafe().isEmpty()).isFalse();
                }
            }
        });
    }

    private static byte[] sealed(byte[] input) {
        try {
            if (Json.tree(new String(input, UTF_8)) instanceof Map<?, ?> tree) {
                Map<String, @Nullable Object> members = new TreeMap<>();
                tree.forEach((name, value) -> members.put(String.valueOf(name), sorted(value)));
                members.remove("digest");
                members.put("digest", "sha256:" + Sha256.hex(Json.of(members).getBytes(UTF_8)));
                return (Json.of(members) + "\n").getBytes(UTF_8);
            }
            return input;
        } catch (IOException e) {
            return input;
        }
    }

    private static @Nullable Object sorted(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> members = new TreeMap<>();
            map.forEach((name, member) -> members.put(String.valueOf(name), sorted(member)));
            return members;
        }
        return value instanceof List<?> list
                ? list.stream().map(ProofFuzzTest::sorted).toList()
                : value;
    }
}
