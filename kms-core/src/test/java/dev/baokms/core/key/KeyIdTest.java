package dev.baokms.core.key;

import static dev.baokms.core.failure.Outcomes.failure;
import static dev.baokms.core.failure.Outcomes.value;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Malformed;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.key.Scopes.Identity;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Tuple.Tuple2;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.junit.jupiter.api.Test;

class KeyIdTest {
    private static final String PUBLISHED = "obk2.ig7zS9_yvQrdlcvWgJUhA5q_fQYupc5jRX5MzhAMQSk";

    @Test
    void publishedVector_withoutNamespace() {
        assertThat(KeyId.derive(Scopes.PUBLISHED, Scopes.VERSION_3).value()).isEqualTo(PUBLISHED);
    }

    @Test
    void publishedVector_withNamespace() {
        assertThat(KeyId.derive(Scopes.published(Optional.of("admin/workload-a")), Scopes.VERSION_3)
                        .value())
                .isEqualTo("obk2.b3fTfWDr7h30L8wdr0uCJOzAF3nVfRJf5r_hBWywYik");
    }

    @Test
    void hashes_areThoseThatLogsAndTheApiServerWrite() {
        KeyId id = KeyId.derive(Scopes.PUBLISHED, Scopes.VERSION_3);

        assertThat(id.hash()).isEqualTo("qCXYChOIPSWs7scJIduEDiNOYvEUJtFS1Rsbz1eAWY4");
        assertThat(id.apiServerHash())
                .isEqualTo("sha256:a825d80a13883d25aceec70921db840e234e62f11426d152d51b1bcf5780598e");
        assertThat(id).hasToString("KeyId[" + id.apiServerHash() + "]");
    }

    @Property
    @Domain(Scopes.class)
    @Label("I1: different identities never share the hashed bytes, equal ones always do")
    void identities_hashTheSameBytesOnlyIfEqual(@ForAll Tuple2<Identity, Identity> pair) {
        assertThat(Arrays.equals(hashed(pair.get1()), hashed(pair.get2())))
                .isEqualTo(pair.get1().equals(pair.get2()));
        assertThat(derived(pair.get1()).equals(derived(pair.get2())))
                .isEqualTo(pair.get1().equals(pair.get2()));
    }

    @Property
    @Domain(Scopes.class)
    @Label("I1: the hashed bytes can be read back, so nothing is lost in them")
    void hashedBytes_canBeReadBack(@ForAll KeyScope scope, @ForAll KeyVersion version) {
        String text = new String(KeyId.hashedBytes(scope, version), UTF_8);
        List<String> parts = List.of(text.split("\0", -1));
        boolean named = parts.size() == 10;

        assertThat(parts.size()).isBetween(9, 10);
        assertThat(parts.getFirst()).isEqualTo("openbao-kubernetes-kms/key-id/v1");
        assertThat(parts.getLast()).isEmpty();
        List<String> tail = parts.subList(named ? 5 : 4, parts.size());
        assertThat(new KeyScope(
                        parts.get(1),
                        parts.get(2),
                        parts.get(3),
                        named ? Optional.of(parts.get(4)) : Optional.empty(),
                        tail.get(0),
                        tail.get(1)))
                .isEqualTo(scope);
        assertThat(new KeyVersion(Integer.parseInt(tail.get(2)), Long.parseLong(tail.get(3))))
                .isEqualTo(version);
    }

    @Property
    @Domain(Scopes.class)
    void derivedId_parsesToItself(@ForAll KeyScope scope, @ForAll KeyVersion version) {
        KeyId id = KeyId.derive(scope, version);

        assertThat(value(KeyId.parse(id.value()))).isEqualTo(id).hasSameHashCodeAs(id);
    }

    @Property
    @Domain(DomainContext.Global.class)
    void anyText_isRefusedOrReEncodesToItself(@ForAll String text) {
        assertRefusedOrItself(text);
    }

    @Test
    void everyMutation_isRefusedOrReEncodesToItself() {
        long accepted =
                Mutations.of(PUBLISHED).filter(KeyIdTest::assertRefusedOrItself).count();

        // 42 free characters with 63 others each, and 15 others for the last one, whose two spare bits must be zero.
        assertThat(accepted).isEqualTo(42 * 63 + 15);
    }

    private static boolean assertRefusedOrItself(String text) {
        Outcome<KeyId> parsed = KeyId.parse(text);
        if (parsed instanceof Ok<KeyId>(KeyId id)) {
            assertThat(id.value()).isEqualTo(text);
            return true;
        }
        assertThat(failure(parsed)).isInstanceOfSatisfying(Malformed.class, refused -> {
            assertThat(refused.part()).isEqualTo(Failure.Part.KEY_ID);
            assertThat(refused.rule()).isNotBlank();
        });
        return false;
    }

    private static byte[] hashed(Identity identity) {
        return KeyId.hashedBytes(identity.scope(), identity.version());
    }

    private static KeyId derived(Identity identity) {
        return KeyId.derive(identity.scope(), identity.version());
    }
}
