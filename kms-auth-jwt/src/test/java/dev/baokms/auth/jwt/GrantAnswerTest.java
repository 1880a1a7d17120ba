package dev.baokms.auth.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.auth.jwt.GrantAnswer.Granted;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms in which servers grant a token, and which member is named when one cannot be used. */
class GrantAnswerTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\u0000',
            delimiter = '|',
            nullValues = "not said",
            value = {
                "3600           | PT1H",
                "3600.0         | PT1H",
                "3599.99        | PT59M59S",
                "3.6e3          | PT1H",
                "0              | PT0S",
                "\"3600\"       | PT1H",
                "\" 3600 \"     | PT1H",
                "\"3599.5\"     | PT59M59S",
                "\"3600.\"      | PT1H",
                "1e300          | PT876000H",
                "99999999999999999999 | PT876000H",
                "null           | not said",
                "\"\"           | not said",
                "\" \"          | not said",
            })
    void expiresIn_isTakenAsServersWriteIt(String json, Duration expected) {
        assertThat(granted(with("\"expires_in\":" + json)).lifetime()).isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "-0.5",
                "true",
                "[]",
                "{}",
                "\"soon\"",
                "\"-1\"",
                "\"3600s\"",
                "\"0x10\"",
                "\"NaN\"",
                "\"1e9999\""
            })
    void expiresInThatIsNoNumberOfSeconds_isNamed(String json) {
        assertThat(problem(with("\"expires_in\":" + json))).isEqualTo(JwtProblem.EXPIRES_IN_UNUSABLE);
        assertThat(JwtProblem.EXPIRES_IN_UNUSABLE.sentence()).contains("expires_in");
    }

    @Test
    void expiresInThatIsAbsent_isNotSaid() {
        assertThat(granted("{\"access_token\":\"t\",\"token_type\":\"Bearer\"}").lifetime())
                .isEmpty();
    }

    @Property
    void anyNumberOfSeconds_isTheSameInEachForm(
            @ForAll @LongRange(min = 0, max = 3_000_000_000L) long seconds,
            @ForAll @IntRange(max = 999) int thousandths) {
        String fraction = String.format(Locale.ROOT, "%d.%03d", seconds, thousandths);
        Optional<Duration> expected = Optional.of(Duration.ofSeconds(seconds));

        assertThat(granted(with("\"expires_in\":" + seconds)).lifetime()).isEqualTo(expected);
        assertThat(granted(with("\"expires_in\":\"" + seconds + "\"")).lifetime())
                .isEqualTo(expected);
        assertThat(granted(with("\"expires_in\":" + fraction)).lifetime()).isEqualTo(expected);
        assertThat(granted(with("\"expires_in\":\"" + fraction + "\"")).lifetime())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"Bearer\"", "\"bearer\"", "\"BEARER\"", "\"\\u0042earer\"", "null", "\"\""})
    void tokenTypeThatIsBearerOrNotSaid_isTaken(String json) {
        assertThat(text(granted("{\"access_token\":\"t\",\"token_type\":" + json + "}")))
                .isEqualTo("t");
    }

    @Test
    void tokenTypeThatIsAbsent_isTaken() {
        assertThat(text(granted("{\"access_token\":\"t\"}"))).isEqualTo("t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"DPoP\"", "\"mac\"", "1", "true", "[\"Bearer\"]", "{}"})
    void otherTokenType_isNamed(String json) {
        assertThat(problem("{\"access_token\":\"t\",\"token_type\":" + json + "}"))
                .isEqualTo(JwtProblem.TOKEN_TYPE_UNUSABLE);
        assertThat(JwtProblem.TOKEN_TYPE_UNUSABLE.sentence()).contains("token_type");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\u0000',
            delimiter = '|',
            value = {
                "a\\u002eb.c        | a.b.c",
                "\\u0061\\u002D\\u005f | a-_",
                "a\\/b              | a/b",
                "a\\\"b             | a\"b",
                "\\u005c            | \\",
            })
    void escapesOfPrintableAscii_areUndone(String json, String expected) {
        assertThat(text(granted("{\"access_token\":\"" + json + "\"}"))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\nb", "\\u00e9", "\\u0000", "\\u002", "\\", "\\\\u002e", "\\u12345"})
    void otherEscapes_makeNoJwt(String json) {
        String body = "{\"access_token\":\"e30." + json + ".AA\",\"token_type\":\"Bearer\"}";

        boolean usable = switch (answer(body)) {
            case JwtAttempt.Got<Granted>(Granted granted) ->
                granted.token().exposeTo(CompactJws::claims).isPresent();
            case JwtAttempt.Stopped<Granted> stopped -> false;
        };

        assertThat(usable).isFalse();
    }

    @Property
    void anyTokenEscapedInPart_isTheSameToken(@ForAll @IntRange(max = 1 << 16) int bits) {
        var json = new StringBuilder("{\"access_token\":\"");
        for (int i = 0; i < Jwts.good().length(); i++) {
            char c = Jwts.good().charAt(i);
            json.append((bits >> (i % 16) & 1) == 1 ? String.format(Locale.ROOT, "\\u%04x", (int) c) : c);
        }

        assertThat(text(granted(json + "\"}"))).isEqualTo(Jwts.good());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"token_type\":\"Bearer\"}",
                "{\"id_token\":\"t\"}",
                "{\"access_token\":null}",
                "{\"access_token\":{}}",
                "{\"access_token\":[\"t\"]}",
                "{\"access_token\":1}"
            })
    void accessTokenThatIsAbsentOrNoText_isNamed(String body) {
        assertThat(problem(body)).isEqualTo(JwtProblem.TOKEN_MISSING);
        assertThat(JwtProblem.TOKEN_MISSING.sentence()).contains("access_token");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "null",
                "\"t\"",
                "[{\"access_token\":\"t\"}]",
                "{\"access_token\":\"t\"",
                "{\"access_token\":\"t\"} {}",
                "{\"access_token\":\"t\",\"access_token\":\"u\"}",
                "{\"access_token\":\"t\",\"expires_in\":1,\"expires_in\":2}",
                "access_token=t&token_type=bearer",
            })
    void anythingButOneObjectWithEachMemberOnce_isUnusable(String body) {
        assertThat(problem(body)).isEqualTo(JwtProblem.ANSWER_UNUSABLE);
    }

    @Property
    void anyBytes_areJudgedWithoutAnException(@ForAll byte[] body, @ForAll @IntRange(min = 100, max = 599) int status) {
        assertThat(new GrantAnswer(status, body, Duration.ZERO).granted()).isInstanceOf(JwtAttempt.Stopped.class);
    }

    private static String with(String member) {
        return "{\"access_token\":\"t\",\"token_type\":\"Bearer\"," + member + "}";
    }

    private static JwtAttempt<Granted> answer(String body) {
        return new GrantAnswer(200, body.getBytes(UTF_8), Duration.ZERO).granted();
    }

    private static Granted granted(String body) {
        return switch (answer(body)) {
            case JwtAttempt.Got<Granted>(Granted granted) -> granted;
            case JwtAttempt.Stopped<Granted> stopped -> throw new AssertionError("expected a token, got " + stopped);
        };
    }

    private static JwtProblem problem(String body) {
        return switch (answer(body)) {
            case JwtAttempt.Got<Granted> got -> throw new AssertionError("expected a problem, got " + got);
            case JwtAttempt.Stopped<Granted> stopped -> stopped.problem();
        };
    }

    private static String text(Granted granted) {
        return granted.token().exposeTo(bytes -> new String(bytes, UTF_8));
    }
}
