package dev.baokms.auth.jwt;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Form and claims of a token, with those of a good one changed one at a time. */
class ClaimRulesTest {
    private static final ClaimRules RULES = Jwts.rules();
    private static final long NOW = Jwts.NOW.getEpochSecond();

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\u0000',
            delimiter = '|',
            value = {
                "\"exp\":1800003600   | \"exp\":1799999970     | EXPIRED",
                "\"exp\":1800003600   | \"exp\":1799999971     | ENDS_TOO_SOON",
                "\"exp\":1800003600   | \"exp\":1800000090     | ENDS_TOO_SOON",
                "\"exp\":1800003600   | \"exp\":\"1800003600\" | EXPIRY_UNUSABLE",
                "\"exp\":1800003600   | \"exp\":null           | EXPIRY_UNUSABLE",
                "\"exp\":1800003600   | \"exp\":-1             | EXPIRY_UNUSABLE",
                "\"exp\":1800003600   | \"e\":1                | EXPIRY_UNUSABLE",
                "\"nbf\":1799999000   | \"nbf\":1800000031     | NOT_YET_VALID",
                "\"nbf\":1799999000   | \"nbf\":\"\"           | DATE_UNUSABLE",
                "\"iat\":1799999000   | \"iat\":1800000031     | NOT_YET_VALID",
                "\"iat\":1799999000   | \"iat\":true           | DATE_UNUSABLE",
                "\"iat\":1799999000   | \"exp\":1799999000     | NOT_A_JWT",
                "https://issuer.example | https://other.example | ISSUER_DIFFERS",
                "https://issuer.example | https://issuer.example/ | ISSUER_DIFFERS",
                "\"sub\":\"node-1\"   | \"sub\":\"node-2\"     | SUBJECT_DIFFERS",
                "\"sub\":\"node-1\"   | \"sub\":null           | SUBJECT_DIFFERS",
                "\"sub\":\"node-1\"   | \"s\":\"node-1\"       | SUBJECT_DIFFERS",
                "\"openbao\",         | \"openbao2\",          | AUDIENCE_DIFFERS",
                "[\"openbao\",\"other\"] | [null]              | AUDIENCE_DIFFERS",
                "[\"openbao\",\"other\"] | null                | AUDIENCE_DIFFERS",
                "[\"openbao\",\"other\"] | {}                  | AUDIENCE_DIFFERS",
            })
    void wrongClaim_isNotSent(String part, String other, JwtProblem expected) {
        assertThat(Jwts.GOOD_CLAIMS).contains(part);

        assertThat(problem(Jwts.claims(Jwts.GOOD_CLAIMS.replace(part, other)))).contains(expected);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\u0000',
            delimiter = '|',
            value = {
                "\"exp\":1800003600      | \"exp\":1800000091",
                "\"exp\":1800003600      | \"exp\":1800003600.5",
                "\"exp\":1800003600      | \"exp\":1.8000036e9",
                "\"nbf\":1799999000      | \"nbf\":1800000030",
                "\"nbf\":1799999000      | \"nbf\":null",
                "\"iat\":1799999000      | \"iat\":1800000030",
                "\"iat\":1799999000      | \"iat\":null",
                "\"nbf\":1799999000,     | \"jti\":\"x\",",
                "[\"openbao\",\"other\"] | \"openbao\"",
                "[\"openbao\",\"other\"] | \"\\u006fpenbao\"",
            })
    void claimWithinItsLimits_isSent(String part, String other) {
        assertThat(Jwts.GOOD_CLAIMS).contains(part);

        assertThat(problem(Jwts.claims(Jwts.GOOD_CLAIMS.replace(part, other)))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "...", "a.b", "e30.e30", "e30.e30.e30", " ", "e30=.e30.e30", "é.é.é"})
    void otherThanThreePartsOfJson_isNoJwt(String text) {
        assertThat(CompactJws.claims(text.getBytes(UTF_8))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"none\"}",
                "{\"alg\":\"None\"}",
                "{\"alg\":\"\"}",
                "{}",
                "{\"alg\":1}",
                "[]",
                "{\"alg\":\"RS256\"} x"
            })
    void unsignedOrUnreadableHeader_isNoJwt(String header) {
        assertThat(problem(Jwts.token(header, Jwts.GOOD_CLAIMS))).contains(JwtProblem.NOT_A_JWT);
    }

    @Test
    void emptySignature_isNoJwt() {
        String unsigned = Jwts.good().substring(0, Jwts.good().lastIndexOf('.') + 1);

        assertThat(problem(unsigned)).contains(JwtProblem.NOT_A_JWT);
    }

    @Test
    void noExpectations_areNotChecked() {
        var open = new JwtLogin(
                "auth/jwt", "kms", Duration.ZERO, Duration.ZERO, Optional.empty(), List.of(), Optional.empty());

        assertThat(problem(
                        new ClaimRules(open, InstantSource.fixed(Jwts.NOW)),
                        ascii(Jwts.claims("{\"exp\":1800000001}"))))
                .isEmpty();
    }

    @Property
    void anyDates_areSentExactlyWhileTheyHold(
            @ForAll @LongRange(min = -300, max = 300) long start, @ForAll @LongRange(min = -300, max = 300) long end) {
        String claims = Jwts.GOOD_CLAIMS
                .replace("\"nbf\":1799999000", "\"nbf\":" + (NOW + start))
                .replace("1800003600", String.valueOf(NOW + end));

        Optional<JwtProblem> problem = problem(Jwts.claims(claims));

        if (start > 30) {
            assertThat(problem).contains(JwtProblem.NOT_YET_VALID);
        } else if (end <= -30) {
            assertThat(problem).contains(JwtProblem.EXPIRED);
        } else if (end <= 90) {
            assertThat(problem).contains(JwtProblem.ENDS_TOO_SOON);
        } else {
            assertThat(problem).isEmpty();
        }
    }

    @Property
    void anyOneCharacterChanged_isAcceptedOrRefused(
            @ForAll @IntRange(min = 0, max = 10_000) int place, @ForAll byte replacement) {
        byte[] token = ascii(Jwts.good());
        int at = place % token.length;
        boolean signature = at > Jwts.good().lastIndexOf('.');
        byte before = token[at];
        token[at] = replacement;

        Optional<JwtProblem> problem = problem(RULES, token);

        // What is not the signature is bound by the checks here or by OpenBao's; a dot or a byte outside the alphabet
        // never passes.
        boolean ofTheAlphabet = Character.isLetterOrDigit(replacement) || replacement == '-' || replacement == '_';
        if (replacement == before) {
            assertThat(problem).isEmpty();
        } else if (!ofTheAlphabet) {
            assertThat(problem).contains(JwtProblem.NOT_A_JWT);
        } else if (signature && at < token.length - 1) {
            assertThat(problem).isEmpty();
        }
    }

    @Property
    void anyBytes_areNoJwt(@ForAll byte[] noise) {
        assertThat(CompactJws.claims(noise)).isEmpty();
    }

    private static Optional<JwtProblem> problem(String token) {
        return problem(RULES, ascii(token));
    }

    private static Optional<JwtProblem> problem(ClaimRules rules, byte[] token) {
        return CompactJws.claims(token).map(rules::problem).orElse(Optional.of(JwtProblem.NOT_A_JWT));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
