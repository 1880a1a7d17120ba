package dev.baokms.testkit.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.testkit.emulator.Api.Answer;
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
import org.junit.jupiter.params.provider.CsvSource;

class JsonReaderTest {
    @Property(tries = 300)
    void whatIsWritten_isReadBack(@ForAll("values") Object value) {
        assertThat(JsonReader.readValue(JsonText.of(value))).isEqualTo(value);
    }

    @Provide
    Arbitrary<Object> values() {
        Arbitrary<Object> leaf = Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(20).map(s -> (Object) s),
                Arbitraries.longs().map(n -> (Object) new JsonNumber(String.valueOf(n))),
                Arbitraries.of(true, false).map(b -> (Object) b));
        return Arbitraries.lazyOf(
                () -> leaf,
                () -> leaf.list().ofMaxSize(4).map(list -> (Object) new ArrayList<>(list)),
                () -> Arbitraries.maps(Arbitraries.strings().ofMaxLength(5), leaf)
                        .ofMaxSize(4)
                        .map(map -> (Object) map));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {x}         | invalid character 'x'
        tru         | unexpected EOF
        true        | json: cannot unmarshal bool into Go value of type map[string]interface {}
        {"a" 1}     | invalid character '1' after object key
        {"a":01}    | invalid character '1' after object key:value pair
        {"a":-}     | invalid character '}' in numeric literal
        {"a":"\\x"} | invalid character 'x' in string escape code
        {"a":[1 2]} | invalid character '2' after array element
        {"a":1,}    | invalid character '}' looking for beginning of object key string
        {"a":tru}   | invalid character '}' in literal true (expecting 'e')
        """)
    void malformedText_isRefusedInTheServersWords(String text, String problem) {
        assertThatThrownBy(() -> JsonReader.readObject(text))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(error(refusal)).isEqualTo("failed to decode JSON input: " + problem));
    }

    @Test
    void depth_isLimitedTo10000() {
        JsonReader.readObject("{\"a\":" + "[".repeat(9_999) + "]".repeat(9_999) + "}");
        assertThatThrownBy(() -> JsonReader.readObject("{\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}"))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(error(refusal)).endsWith("exceeded max depth"));
    }

    @Test
    void memory_isLimitedByEstimate() {
        JsonReader.readObject("{\"a\":[" + "1,".repeat(1_000_000) + "1]}");
        assertThatThrownBy(() -> JsonReader.readObject("{\"a\":[" + "1,".repeat(1_500_000) + "1]}"))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(error(refusal)).endsWith("exceeded maximum estimated memory limits"));
    }

    @Test
    void equalNames_letTheLastWin() {
        assertThat(JsonReader.readObject("{\"a\":\"1\",\"a\":\"2\"}")).isEqualTo(Map.of("a", "2"));
        assertThat(JsonReader.readObject("{} {\"a\":")).isEqualTo(Map.of());
        assertThat(JsonReader.readValue("[\"\\u00e4\"]")).isEqualTo(List.of("ä"));
    }

    private static String error(Refusal refusal) {
        return new Answer(
                        refusal.response().status, Map.of(), refusal.response().text())
                .error();
    }
}
