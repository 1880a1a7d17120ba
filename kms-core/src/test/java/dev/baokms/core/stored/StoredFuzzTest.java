package dev.baokms.core.stored;

import static dev.baokms.core.stored.StoredValues.KEY;
import static dev.baokms.core.stored.StoredValues.PROVIDER;
import static dev.baokms.core.stored.StoredValues.lent;
import static dev.baokms.core.stored.StoredValues.ours;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.stored.StoredObject.Contradictory;
import dev.baokms.core.stored.StoredObject.Ours;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is read of a stored object, broken at will; see {@link Mutator}. */
class StoredFuzzTest {
    private static final List<byte[]> VALUES = Stream.concat(
                    Stream.of(ours(1, 1), ours(12, 2), StoredValues.kmsV2("other", StoredValues.envelope(3, 1))),
                    texts(
                            "{}",
                            "k8s:enc:aescbc:v1:key1:x",
                            "k8s:enc:kms:v1:name:x",
                            "k8s:enc:kms:v2:" + PROVIDER + ":"))
            .toList();
    private static final List<byte[]> PARTS = Stream.concat(
                    texts(
                            "k8s:enc:",
                            "kms:v2:",
                            PROVIDER + ":",
                            "vault:v2:",
                            "vault:v",
                            "transit-key-version.kms.openbao.org"),
                    Stream.of(new byte[] {0x0A}, new byte[] {0x12}, new byte[] {0x1A}, new byte[] {0x22}, new byte[] {
                        0x28, 1
                    }))
            .toList();

    private static Stream<byte[]> texts(String... texts) {
        return Stream.of(texts).map(text -> text.getBytes(UTF_8));
    }

    /** The census remembers what it has seen, and must not take one value for another. */
    @Test
    void brokenValue_isCountedAsItIsReadAlone() {
        var census = new Census(KEY, false);
        Mutator.run(VALUES, PARTS, input -> {
            StoredObject alone = StoredObject.of(lent(input), KEY);
            census.begin(1);
            census.row(row("/registry/secrets/a/x", ours(1, 1)));
            census.row(row("/registry/secrets/a/y", input));

            var versions = new TreeMap<>(Map.of(1, 1L));
            if (isOurs(alone)) {
                versions.merge(versionOf(alone), 1L, Long::sum);
            }
            assertThat(census.count().byVersion(true)).isEqualTo(versions);
            assertThat(census.count().sum(tally -> true)).isEqualTo(2);
        });
    }

    private static boolean isOurs(StoredObject object) {
        return object instanceof Ours || object instanceof Contradictory;
    }

    private static int versionOf(StoredObject object) {
        return switch (object) {
            case Ours(Envelope envelope, int version) -> version;
            case Contradictory(Envelope envelope, var versions, String reason) ->
                versions.isEmpty() ? 0 : versions.first();
            case StoredObject.Foreign foreign -> 1;
            case StoredObject.Plaintext plain -> 1;
            case StoredObject.Unknown unknown -> 1;
        };
    }

    private static StoredRow row(String key, byte[] value) {
        return row(key.getBytes(UTF_8), value);
    }

    private static StoredRow row(byte[] key, byte[] value) {
        return new StoredRow(new Revision(1, 0), false, true, lent(key), lent(value));
    }

    @Test
    void brokenKey_isReadToItsEndAndCountedWhereItSays() {
        List<byte[]> keys = texts(
                        "/registry/secrets/default/a",
                        "/registry/services/specs/default/a",
                        "/registry/example.com/widgets/default/a",
                        "/openshift.io/oauth/accesstokens/a",
                        "/registry/namespaces/a",
                        "compact_rev_key")
                .toList();
        List<byte[]> words = texts("/", "//", ".", "/registry/", "specs", "oauth", "é", "/events/default/")
                .toList();
        Mutator.run(keys, words, input -> {
            EtcdKey key = EtcdKey.of(lent(input));
            assertThat(key.prefix().length()
                            + key.resource().length()
                            + key.name().length())
                    .isLessThan(input.length + 60);

            var census = new Census(KEY, false);
            census.begin(1);
            census.row(row(input, ours(3, 1)));
            Tally tally = census.count().tallies().getFirst();
            assertThat(tally.version()).isEqualTo(3);
            assertThat(Optional.of(tally.namespaces().firstKey()))
                    .isEqualTo(key.namespace().or(() -> Optional.of(Tally.NO_NAMESPACE)));
        });
    }
}
