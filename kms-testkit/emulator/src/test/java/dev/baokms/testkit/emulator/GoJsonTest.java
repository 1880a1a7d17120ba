package dev.baokms.testkit.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.testkit.emulator.Api.Answer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoJsonTest {
    @Property(tries = 300)
    void whatIsWritten_isReadBack(@ForAll("values") Object value) {
        assertThat(GoJson.read(GoJson.of(value))).isEqualTo(value);
    }

    @Provide
    Arbitrary<Object> values() {
        Arbitrary<Object> leaf = Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(20).map(s -> (Object) s),
                Arbitraries.longs().map(n -> (Object) BigDecimal.valueOf(n)),
                Arbitraries.of(true, false).map(b -> (Object) b));
        return Arbitraries.lazyOf(
                () -> leaf,
                () -> leaf.list().ofMaxSize(4).map(list -> (Object) new ArrayList<>(list)),
                () -> Arbitraries.maps(Arbitraries.strings().ofMaxLength(5), leaf)
                        .ofMaxSize(4)
                        .map(map -> (Object) map));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{x}",
                "tru",
                "true",
                "[]",
                "{\"a\" 1}",
                "{\"a\":01}",
                "{\"a\":-}",
                "{\"a\":1e99999999999}",
                "{\"a\":\"\\x\"}",
                "{\"a\":[1 2]}",
                "{\"a\":1,}",
                "{\"a\":",
                "{} x",
                "{}}"
            })
    void whatIsNoObject_isRefused(String text) {
        assertThatThrownBy(() -> GoJson.readObject(text))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(error(refusal)).startsWith("failed to decode JSON input: "));
    }

    @Test
    void angleBrackets_areEscapedAsGoDoes() {
        assertThat(GoJson.of(Map.of("a", "<&>"))).isEqualTo("{\"a\":\"\\u003c\\u0026\\u003e\"}");
    }

    @Test
    void depth_isLimitedTo10000() {
        GoJson.readObject("{\"a\":" + "[".repeat(9_999) + "]".repeat(9_999) + "}");
        assertThatThrownBy(() -> GoJson.readObject("{\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}"))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(error(refusal)).endsWith("exceeded max depth"));
    }

    @Test
    void memory_isLimitedByEstimate() {
        GoJson.readObject("{\"a\":[" + "1,".repeat(1_000_000) + "1]}");
        assertThatThrownBy(() -> GoJson.readObject("{\"a\":[" + "1,".repeat(1_500_000) + "1]}"))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(error(refusal)).endsWith("exceeded maximum estimated memory limits"));
    }

    @Test
    void equalNames_letTheLastWin() {
        assertThat(GoJson.readObject("{\"a\":\"1\",\"a\":\"2\"}")).isEqualTo(Map.of("a", "2"));
        assertThat(GoJson.readObject("{} {\"a\":")).isEqualTo(Map.of());
        assertThat(GoJson.read("[\"\\u00e4\"]")).isEqualTo(List.of("ä"));
    }

    private static String error(Refusal refusal) {
        return new Answer(
                        refusal.response().status(),
                        Map.of(),
                        refusal.response().body())
                .error();
    }
}
