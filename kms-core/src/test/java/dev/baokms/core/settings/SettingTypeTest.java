package dev.baokms.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTypeTest {
    private static final SettingType<Integer> PORT = SettingType.integer(1, 65535);
    private static final SettingType<String> POLICY = SettingType.oneOf("coast", "fail");

    @ParameterizedTest
    @CsvSource({
        "0s, 0",
        "1ms, 1",
        "30s, 30000",
        "2m, 120000",
        "1h30m, 5400000",
        "1m1m, 120000",
        "1h1m1s1ms, 3661001",
        "007s, 7000",
        "999999999h, 3599999996400000"
    })
    void duration_isASumOfNumbersWithUnits(String text, long millis) {
        assertThat(parsed(SettingType.DURATION, text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "30",
                "s",
                "1.5s",
                "-1s",
                "+1s",
                "1 s",
                " 1s",
                "1s ",
                "1S",
                "1d",
                "1us",
                "1s,",
                "1s 2m",
                "1s\n",
                "1000000000s",
                "\u0661s",
                "PT1S"
            })
    void durationOfAnotherForm_isRefused(String text) {
        assertRefused(SettingType.DURATION, text, "need a number with a unit of ms, s, m or h, such as 30s or 1h30m");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "65535, 65535", "0080, 80", "+7, 7"})
    void integer_hasBothBounds(String text, int value) {
        assertThat(parsed(PORT, text)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 'is 0, need 1 to 65535'",
        "65536, 'is 65536, need 1 to 65535'",
        "-1, 'is -1, need 1 to 65535'",
        "'', need a whole number from 1 to 65535",
        "1.0, need a whole number from 1 to 65535",
        "0x10, need a whole number from 1 to 65535",
        "' 1', need a whole number from 1 to 65535",
        "1e3, need a whole number from 1 to 65535",
        "\u0661, need a whole number from 1 to 65535",
        "2147483648, 'is 2147483648, need 1 to 65535'",
        "99999999999, need a whole number from 1 to 65535"
    })
    void integerOutsideOrOfAnotherForm_isRefused(String text, String rule) {
        assertRefused(PORT, text, rule);
    }

    @Test
    void switchOfTwoWords_isBoolean() {
        assertThat(parsed(SettingType.SWITCH, "true")).isTrue();
        assertThat(parsed(SettingType.SWITCH, "false")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "TRUE", "yes", "on", "1", " true"})
    void switchOfAnotherWord_isRefused(String text) {
        assertRefused(SettingType.SWITCH, text, "need true or false");
    }

    @Test
    void choice_isOneOfItsWords() {
        assertThat(parsed(POLICY, "coast")).isEqualTo("coast");
        assertThat(POLICY.name()).isEqualTo("one of coast, fail");
        assertRefused(POLICY, "Coast", "is \"Coast\", need one of coast, fail");
        assertRefused(POLICY, "", "is \"\", need one of coast, fail");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a", "/a b/../c", "/\u00fc"})
    void absolutePath_isKeptAsText(String text) {
        assertThat(parsed(SettingType.FILE, text)).isEqualTo(text);
    }

    @Test
    void otherPath_isRefused() {
        assertRefused(SettingType.FILE, "", "need an absolute path");
        assertRefused(SettingType.FILE, "a/b", "need an absolute path");
        assertRefused(SettingType.FILE, "~/a", "need an absolute path");
        assertRefused(SettingType.FILE, "/a\0b", "need a path without a NUL character");
    }

    @Test
    void text_isAnyText() {
        assertThat(parsed(SettingType.TEXT, "")).isEmpty();
        assertThat(parsed(SettingType.TEXT, " a\n")).isEqualTo(" a\n");
    }

    @Test
    void list_isFixedWhenRead() {
        List<String> read = SettingType.TEXTS.parser().parse(List.of("a", "b", "a"));

        assertThat(SettingType.TEXTS.isList()).isTrue();
        assertThat(read).containsExactly("a", "b", "a");
        assertThat(SettingType.TEXTS.parser().parse(List.of())).isEmpty();
        assertThatThrownBy(read::clear).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void schema_saysTheSameOfOneScalar() {
        assertThat(SettingType.TEXT.schema()).isEmpty();
        assertThat(SettingType.TEXTS.schema()).isEmpty();
        assertThat(SettingType.SWITCH.schema()).isEmpty();
        assertThat(PORT.schema()).isEqualTo(Map.of("minimum", 1, "maximum", 65535));
        assertThat(POLICY.schema()).isEqualTo(Map.of("enum", List.of("coast", "fail")));
        assertThat(SettingType.DURATION.schema()).isEqualTo(Map.of("pattern", "^((([0-9]{1,9})(ms|s|m|h))+)$"));
        assertThat(SettingType.FILE.schema()).isEqualTo(Map.of("pattern", "^(/.*)$"));
    }

    @Test
    void scalar_isAsAFileWritesIt() {
        assertThat(PORT.scalar()).isEqualTo(SettingType.Scalar.INTEGER);
        assertThat(SettingType.SWITCH.scalar()).isEqualTo(SettingType.Scalar.BOOLEAN);
        assertThat(List.of(
                        SettingType.TEXT.scalar(),
                        SettingType.TEXTS.scalar(),
                        SettingType.DURATION.scalar(),
                        SettingType.FILE.scalar(),
                        POLICY.scalar()))
                .containsOnly(SettingType.Scalar.STRING);
    }

    private static <T> T parsed(SettingType<T> type, String text) {
        return type.parser().parse(List.of(text));
    }

    private static void assertRefused(SettingType<?> type, String text, String rule) {
        assertThatThrownBy(() -> parsed(type, text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(rule);
    }
}
