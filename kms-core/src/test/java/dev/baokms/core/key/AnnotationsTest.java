package dev.baokms.core.key;

import static dev.baokms.core.failure.Outcomes.failure;
import static dev.baokms.core.failure.Outcomes.value;
import static dev.baokms.core.key.Scopes.PUBLISHED;
import static dev.baokms.core.key.Scopes.VERSION_3;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Malformed;
import dev.baokms.core.failure.Failure.Mismatch;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.failure.Outcome.Ok;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.domains.Domain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnnotationsTest {
    private static final String NAMESPACE_HASH = "openbao-namespace-hash.kms.openbao.org";
    private static final String PLUGIN_VERSION = "plugin-version.kms.openbao.org";
    private static final KeyScope NAMED = Scopes.published(Optional.of("admin/workload-a"));

    @Test
    void written_areExactlyThePublishedOnes() {
        assertThat(texts(Annotations.of(PUBLISHED, VERSION_3, "1.2.3")))
                .isEqualTo(Map.of(
                        "provider.kms.openbao.org",
                        "openbao-transit",
                        "key-id-hash.kms.openbao.org",
                        "qCXYChOIPSWs7scJIduEDiNOYvEUJtFS1Rsbz1eAWY4",
                        "transit-key-version.kms.openbao.org",
                        "3",
                        "transit-mount-hash.kms.openbao.org",
                        "rXiCr_lOjsbykm0mDHAvUcVxQl_XcVnT61MesgcPnzc",
                        "transit-key-hash.kms.openbao.org",
                        "SwWS38Td_yyFNHaECzzHQP3CHFg60mklwtqYUwkx_IA",
                        PLUGIN_VERSION,
                        "1.2.3",
                        "aad-version.kms.openbao.org",
                        "v1"));
    }

    @Test
    void namespace_addsItsHash() {
        assertThat(texts(Annotations.of(NAMED, VERSION_3, "1.2.3")))
                .hasSize(8)
                .containsEntry(NAMESPACE_HASH, "c9mBUpDq9TdX9Dd-4hlf6ujDhN9Ypq9LSZeXNL0cLGQ");
    }

    @Test
    void pluginVersion_mustNotBeEmpty() {
        assertThatThrownBy(() -> Annotations.of(PUBLISHED, VERSION_3, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pluginVersion must not be empty");
    }

    @Property
    @Domain(Scopes.class)
    void written_parseToThemselvesAndAgreeWithTheirKey(@ForAll KeyScope scope, @ForAll KeyVersion version) {
        Annotations written = Annotations.of(scope, version, "1.2.3");

        Annotations read = value(Annotations.parse(written.encoded()));

        assertThat(read.encoded()).containsExactlyEntriesOf(written.encoded());
        assertThat(read.contradictionTo(scope, version)).isEmpty();
    }

    @Property(tries = 300)
    @Domain(Scopes.class)
    void ofAnotherKey_contradict(@ForAll KeyScope scope, @ForAll KeyVersion version) {
        KeyVersion later = new KeyVersion(version.number(), version.createdAtEpochSeconds() + 1);

        assertThat(Annotations.of(scope, version, "1.2.3").contradictionTo(scope, later))
                .containsInstanceOf(Mismatch.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "provider",
                "key-id-hash",
                "transit-key-version",
                "transit-mount-hash",
                "transit-key-hash",
                "plugin-version",
                "aad-version"
            })
    void missing_isRefusedByName(String name) {
        Map<String, byte[]> raw = written(NAMED);
        raw.remove(name + ".kms.openbao.org");

        assertThat(refusal(raw).rule()).isEqualTo("lack " + name + ".kms.openbao.org");
    }

    @Test
    void unknownKey_isRefused() {
        for (String key :
                new String[] {"", "x.kms.openbao.org", "Provider.kms.openbao.org", "provider.kms.openbao.org "}) {
            Map<String, byte[]> raw = written(PUBLISHED);
            raw.put(key, "x".getBytes(UTF_8));

            assertThat(refusal(raw).rule()).isEqualTo("hold a key this provider never writes");
        }
    }

    @Test
    void emptyOrIllFormedValue_isRefused() {
        for (byte[] bad :
                new byte[][] {{}, {(byte) 0xff}, {(byte) 0xc0, (byte) 0x80}, {(byte) 0xed, (byte) 0xa0, (byte) 0x80}}) {
            Map<String, byte[]> raw = written(PUBLISHED);
            raw.put(PLUGIN_VERSION, bad);

            assertThat(refusal(raw).rule()).isEqualTo("hold a value that is empty or not UTF-8");
        }
    }

    @Test
    void namespaceHash_isPresentExactlyWithANamespace() {
        Annotations without = Annotations.of(PUBLISHED, VERSION_3, "1");
        Map<String, byte[]> stripped = written(NAMED);
        stripped.remove(NAMESPACE_HASH);
        Map<String, byte[]> added = written(PUBLISHED);
        added.putAll(Map.of(NAMESPACE_HASH, "c9mBUpDq9TdX9Dd-4hlf6ujDhN9Ypq9LSZeXNL0cLGQ".getBytes(UTF_8)));

        assertThat(without.contradictionTo(NAMED, VERSION_3)).containsInstanceOf(Mismatch.class);
        assertThat(value(Annotations.parse(stripped)).contradictionTo(NAMED, VERSION_3))
                .contains(new Mismatch(Failure.Part.ANNOTATIONS, "lack " + NAMESPACE_HASH));
        assertThat(value(Annotations.parse(added)).contradictionTo(PUBLISHED, VERSION_3))
                .contains(new Mismatch(Failure.Part.ANNOTATIONS, NAMESPACE_HASH + " is not that of the key_id"));
    }

    @Test
    void everyMutationOfAValue_isRefusedOrReEncodesToItselfAndContradicts() {
        written(NAMED)
                .forEach((key, bytes) -> Mutations.of(new String(bytes, UTF_8)).forEach(text -> {
                    Map<String, byte[]> raw = written(NAMED);
                    raw.put(key, text.getBytes(UTF_8));
                    if (assertRefusedOrItself(raw)) {
                        boolean agrees = value(Annotations.parse(raw))
                                .contradictionTo(NAMED, VERSION_3)
                                .isEmpty();
                        assertThat(agrees).as("%s of %s", text, key).isEqualTo(key.equals(PLUGIN_VERSION));
                    }
                }));
    }

    @Property
    void anyMap_isRefusedOrReEncodesToItself(@ForAll @Size(max = 5) Map<String, byte[]> changes) {
        Map<String, byte[]> raw = written(NAMED);
        raw.putAll(changes);
        assertRefusedOrItself(raw);
        assertRefusedOrItself(changes);
    }

    @Test
    void size_isCountedInBytesOfKeysAndValuesTogether() {
        int rest = Annotations.MAX_TOTAL_BYTES - "k\u00fc".getBytes(UTF_8).length;

        assertThat(Annotations.withinLimit(Map.of("k\u00fc", new byte[rest]))).isInstanceOf(Ok.class);
        assertThat(failure(Annotations.withinLimit(Map.of("k\u00fc", new byte[rest + 1]))))
                .isEqualTo(new Malformed(Failure.Part.ANNOTATIONS, "must be at most 32768 bytes together"));
    }

    @Test
    void encoded_isTheReceiversOwn() {
        Annotations annotations = Annotations.of(PUBLISHED, VERSION_3, "1");
        annotations.encoded().values().forEach(bytes -> bytes[0] = 0);

        assertThat(texts(annotations)).containsEntry(PLUGIN_VERSION, "1");
    }

    private static boolean assertRefusedOrItself(Map<String, byte[]> raw) {
        Outcome<Annotations> parsed = Annotations.parse(raw);
        if (parsed instanceof Ok<Annotations>(Annotations annotations)) {
            assertThat(annotations.encoded()).containsExactlyInAnyOrderEntriesOf(raw);
            return true;
        }
        assertThat(refusal(raw).rule()).isNotBlank();
        return false;
    }

    private static Malformed refusal(Map<String, byte[]> raw) {
        Failure failure = failure(Annotations.parse(raw));
        assertThat(failure)
                .isInstanceOfSatisfying(
                        Malformed.class, refused -> assertThat(refused.part()).isEqualTo(Failure.Part.ANNOTATIONS));
        return (Malformed) failure;
    }

    private static Map<String, byte[]> written(KeyScope scope) {
        return new HashMap<>(Annotations.of(scope, VERSION_3, "1").encoded());
    }

    private static Map<String, String> texts(Annotations annotations) {
        var texts = new LinkedHashMap<String, String>();
        annotations.encoded().forEach((key, bytes) -> texts.put(key, new String(bytes, UTF_8)));
        return texts;
    }
}
