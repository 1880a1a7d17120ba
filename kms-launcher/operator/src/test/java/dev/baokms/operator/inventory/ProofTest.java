package dev.baokms.operator.inventory;

import static dev.baokms.core.stored.StoredValues.ours;
import static dev.baokms.operator.inventory.Inventories.IDENTITY;
import static dev.baokms.operator.inventory.Inventories.nothingSaid;
import static dev.baokms.operator.inventory.Inventories.rewritten;
import static dev.baokms.operator.inventory.Inventories.snapshot;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.key.Sha256;
import dev.baokms.operator.inventory.Inventory.Identity;
import dev.baokms.operator.inventory.Proof.Expected;
import dev.baokms.operator.inventory.Proof.Reading;
import dev.baokms.telemetry.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProofTest {
    private static final Expected NOTHING = new Expected(Optional.empty(), OptionalLong.empty());

    private static Reading read(String document) {
        return Proof.read(document.getBytes(UTF_8));
    }

    private static Proof valid(String document) {
        if (read(document) instanceof Reading.Valid(Proof proof)) {
            return proof;
        }
        throw new AssertionError(read(document));
    }

    private static Proof safe() {
        return valid(Proof.document(Inventories.safe()));
    }

    /** Edited, with a digest that fits. */
    private static String edited(String member, @Nullable Object value) throws IOException {
        if (!(Json.tree(Proof.document(Inventories.safe())) instanceof Map<?, ?> tree)) {
            throw new AssertionError();
        }
        var members = new TreeMap<String, @Nullable Object>();
        tree.forEach((name, old) -> members.put(String.valueOf(name), old));
        members.put(member, value);
        members.remove("digest");
        String canonical = Json.of(members);
        members.put("digest", "sha256:" + Sha256.hex(canonical.getBytes(UTF_8)));
        return Json.of(members) + "\n";
    }

    @Test
    void document_isCanonicalAndReadBack() {
        String document = Proof.document(Inventories.safe());

        assertThat(document)
                .startsWith("{\"at\":\"2026-11-30T12:00:00Z\",\"conditions\":[{\"cure\":")
                .endsWith("}\n");
        assertThat(document.indexOf('\n')).isEqualTo(document.length() - 1);
        Proof proof = valid(document);
        assertThat(proof.highestSafe()).hasValue(3);
        assertThat(proof.safe()).isTrue();
        assertThat(proof.revision()).isEqualTo(32);
        assertThat(proof.clusterId()).contains("00000000000000aa");
        assertThat(proof.scope()).contains("cfg1.abc");
    }

    @Test
    void proofOfFilesAlone_isValidAndShowsWhatIsOpen() {
        Proof proof = valid(
                Proof.document(Inventories.ofFiles(snapshot("a.db").live(1, "/registry/secrets/a/x", ours(1, 1)))));

        assertThat(proof.safe()).isFalse();
        assertThat(proof.open()).containsExactly("agreed", "scanned_after", "watched", "encrypted", "backups");
        assertThat(proof.clusterId()).isEmpty();
    }

    @Property(tries = 200)
    void anyChangedByte_isNoticed(@ForAll long seed) {
        var random = new Random(seed);
        byte[] document = Proof.document(Inventories.safe()).getBytes(UTF_8);
        int at = random.nextInt(document.length);
        document[at] ^= (byte) (1 + random.nextInt(255));

        assertThat(Proof.read(document)).isInstanceOf(Reading.Broken.class);
    }

    @ParameterizedTest
    @CsvSource({
        "highestSafeMinDecryptionVersion, 4, highestSafeMinDecryptionVersion",
        "plaintext, 7, plaintext",
        "schema, other, schema",
        "safe, text, verdict",
        "conditions, text, no list conditions",
        "sources, text, no list sources",
        "live, text, something else",
        "provider, 3, no text provider"
    })
    void sumsThatDoNotFollowFromTheRows_areNoticed(String member, String value, String reason) throws IOException {
        Object edit = value.matches("[0-9]+") ? Long.valueOf(value) : value;

        assertThat(read(edited(member, edit)))
                .isInstanceOfSatisfying(
                        Reading.Broken.class,
                        broken -> assertThat(broken.reason()).contains(reason));
    }

    /** The first row of the first source, with one member of it changed. */
    private static String withRow(String member, Object value) throws IOException {
        if (Json.tree(Proof.document(Inventories.safe())) instanceof Map<?, ?> tree
                && tree.get("sources") instanceof List<?> sources
                && sources.getFirst() instanceof Map<?, ?> source
                && source.get("rows") instanceof List<?> rows
                && rows.getFirst() instanceof Map<?, ?> row) {
            var changed = new ArrayList<Object>(rows);
            changed.set(0, with(row, member, value));
            return edited("sources", List.of(with(source, "rows", changed)));
        }
        throw new AssertionError();
    }

    private static Map<String, Object> with(Map<?, ?> members, String member, Object value) {
        var changed = new TreeMap<String, Object>();
        members.forEach((name, old) -> changed.put(String.valueOf(name), requireNonNull(old)));
        changed.put(member, value);
        return changed;
    }

    @ParameterizedTest
    @ValueSource(strings = {"namespaces", "seedTypes"})
    void partsOfARowThatAreNotAllOfIt_areNoticed(String member) throws IOException {
        for (Object parts : List.of(
                Map.of(),
                Map.of("aes_gcm_key", 1_000L),
                Map.of("aes_gcm_key", -1L),
                Map.of("aes_gcm_key", "1"),
                "text")) {
            assertThat(read(withRow(member, parts)))
                    .isEqualTo(new Reading.Broken(
                            parts instanceof String
                                    ? "it has something else where an object must be"
                                    : "its " + member + " are not those of its rows"));
        }
        assertThat(read(withRow("seedTypes", Map.of("other", 2L))))
                .isEqualTo(new Reading.Broken("it has an unknown type of seed"));
        assertThat(read(withRow("namespaces", Map.of("other", 2L)))).isInstanceOf(Reading.Valid.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "7", "{}\n", "{\"a\":1.5}", "not json", "{\"a\":1,\"a\":1}"})
    void whatIsNoProof_isSaidInNoLibrarysWords(String text) {
        assertThat(read(text)).isInstanceOf(Reading.Broken.class);
        assertThat(read("[".repeat(100_000))).isEqualTo(new Reading.Broken("it is not JSON, or is cut off"));
    }

    @Test
    void proofThatFits_hasNoObjection() {
        var expected = new Expected(Optional.of("00000000000000aa"), OptionalLong.of(32));

        assertThat(safe().objectionTo(3, IDENTITY, NOTHING)).isEmpty();
        assertThat(safe().objectionTo(2, IDENTITY, expected)).isEmpty();
    }

    @Test
    void proofOfAnotherInstallationClusterRevisionOrVersion_isObjectedTo() {
        assertThat(safe().objectionTo(3, new Identity("cfg1.other", IDENTITY.memory()), NOTHING)
                        .orElse(""))
                .contains("cfg1.abc", "cfg1.other");
        assertThat(safe().objectionTo(3, new Identity(IDENTITY.scope(), "sha256:11"), NOTHING)
                        .orElse(""))
                .contains("make another");
        assertThat(safe().objectionTo(3, IDENTITY, new Expected(Optional.of("00000000000000bb"), OptionalLong.empty()))
                        .orElse(""))
                .contains("00000000000000aa", "00000000000000bb");
        assertThat(safe().objectionTo(3, IDENTITY, new Expected(Optional.empty(), OptionalLong.of(33)))
                        .orElse(""))
                .contains("revision 32", "33 or later");
        assertThat(safe().objectionTo(4, IDENTITY, NOTHING).orElse("")).contains("version 3 is still needed");
    }

    @Test
    void proofThatIsNotSafe_orNamesNoConfiguration_isObjectedTo() {
        Proof open = valid(Proof.document(Inventories.of(nothingSaid(), rewritten())));
        var nameless = new Proof(
                open.digest(),
                open.provider(),
                Optional.empty(),
                Optional.empty(),
                open.clusterId(),
                1,
                open.highestSafe(),
                open.open());

        assertThat(open.objectionTo(3, IDENTITY, NOTHING).orElse("")).contains("open are agreed, scanned_after");
        assertThat(nameless.objectionTo(3, IDENTITY, NOTHING).orElse("")).contains("--config");
    }
}
