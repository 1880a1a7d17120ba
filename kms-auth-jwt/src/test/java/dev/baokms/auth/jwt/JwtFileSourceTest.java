package dev.baokms.auth.jwt;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baokms.core.outcome.Failure.LoginFailed;
import dev.baokms.core.outcome.Failure.LoginFailed.Problem;
import dev.baokms.core.outcome.Failure.Timeout;
import dev.baokms.core.outcome.Outcome;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.CredentialSource.Credential;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwtFileSourceTest {
    private static final Budget ENOUGH = () -> Duration.ofSeconds(2);
    private static final ClaimRules RULES = new ClaimRules(Jwts.login(), InstantSource.fixed(Jwts.NOW));

    @TempDir
    private Path dir;

    @Test
    void goodToken_isTheCredential() {
        Path file = Jwts.write(dir.resolve("jwt"), Jwts.good());

        assertThat(tokenFrom(source(file))).isEqualTo(Jwts.good());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\n\n"})
    void trailingLineEnd_isNotPartOfTheToken(String end) {
        Path file = Jwts.write(dir.resolve("jwt"), Jwts.good() + end);

        assertThat(tokenFrom(source(file))).isEqualTo(Jwts.good());
    }

    @Test
    void credential_namesMountAndRole() {
        Outcome<Credential> outcome =
                source(Jwts.write(dir.resolve("jwt"), Jwts.good())).obtain(ENOUGH);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Ok.class,
                        ok -> assertThat(ok.value()).isInstanceOfSatisfying(Credential.Jwt.class, jwt -> {
                            assertThat(jwt.mountPath()).isEqualTo("auth/jwt");
                            assertThat(jwt.role()).isEqualTo("kms");
                        }));
    }

    @Test
    void replacedFile_isSeenByTheNextLogin() {
        Path file = Jwts.write(dir.resolve("jwt"), Jwts.good());
        JwtFileSource source = source(file);
        tokenFrom(source);
        String next = Jwts.claims(Jwts.GOOD_CLAIMS.replace("1800003600", "1800007200"));

        Jwts.write(file, next);

        assertThat(tokenFrom(source)).isEqualTo(next);
    }

    @Test
    void goodFile_hasNoProblemWhateverItClaims() {
        assertThat(source(Jwts.write(dir.resolve("jwt"), "not a token")).problem())
                .isEmpty();
    }

    @Test
    void openFile_hasAProblemThatNamesPathAndCure() {
        Path file = Jwts.write(dir.resolve("jwt"), Jwts.good(), "rw-r--r--");

        assertThat(source(file).problem())
                .hasValueSatisfying(text -> assertThat(text).contains(file.toString(), "has mode 0644", "chmod 0640"));
    }

    @Test
    void missingFile_isMissing() {
        assertThat(problemOf(source(dir.resolve("none")))).isEqualTo(Problem.CREDENTIAL_MISSING);
    }

    @Test
    void readableByOthers_isUnsafe() {
        assertThat(problemOf(source(Jwts.write(dir.resolve("jwt"), Jwts.good(), "rw-r--r--"))))
                .isEqualTo(Problem.CREDENTIAL_UNSAFE);
    }

    @Test
    void tooLongFile_isInvalid() {
        Path file = Jwts.write(dir.resolve("jwt"), "a".repeat(JwtFileSource.MAX_BYTES + 1));

        assertThat(problemOf(source(file))).isEqualTo(Problem.CREDENTIAL_INVALID);
    }

    @Test
    void spentBudget_isTimeout() {
        Path file = Jwts.write(dir.resolve("jwt"), Jwts.good());

        assertThat(source(file).obtain(() -> Duration.ZERO)).isEqualTo(Outcome.failed(new Timeout()));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\u0000',
            delimiter = '|',
            value = {
                // The good claims with one of them changed.
                "\"exp\":1800003600   | \"exp\":1799999999     | CREDENTIAL_EXPIRED",
                "\"exp\":1800003600   | \"exp\":1800000090     | CREDENTIAL_EXPIRED",
                "\"exp\":1800003600   | \"exp\":\"1800003600\" | CREDENTIAL_INVALID",
                "\"exp\":1800003600   | \"exp\":-1             | CREDENTIAL_INVALID",
                "\"exp\":1800003600   | \"e\":1                | CREDENTIAL_INVALID",
                "\"nbf\":1799999000   | \"nbf\":1800000031     | CREDENTIAL_NOT_YET_VALID",
                "\"iat\":1799999000   | \"iat\":1800000031     | CREDENTIAL_NOT_YET_VALID",
                "\"iat\":1799999000   | \"iat\":null           | CREDENTIAL_INVALID",
                "\"iat\":1799999000   | \"exp\":1799999000     | CREDENTIAL_INVALID",
                "https://issuer.example | https://other.example | CREDENTIAL_INVALID",
                "\"sub\":\"node-1\"   | \"sub\":\"node-2\"     | CREDENTIAL_INVALID",
                "\"sub\":\"node-1\"   | \"s\":\"node-1\"       | CREDENTIAL_INVALID",
                "\"openbao\",         | \"openbao2\",          | CREDENTIAL_INVALID",
                "[\"openbao\",\"other\"] | [null]              | CREDENTIAL_INVALID",
                "[\"openbao\",\"other\"] | {}                  | CREDENTIAL_INVALID",
            })
    void wrongClaim_isNotSent(String part, String other, Problem expected) {
        assertThat(Jwts.GOOD_CLAIMS).contains(part);

        assertThat(RULES.problem(ascii(Jwts.claims(Jwts.GOOD_CLAIMS.replace(part, other)))))
                .contains(expected);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\u0000',
            delimiter = '|',
            value = {
                "\"exp\":1800003600      | \"exp\":1800000091",
                "\"exp\":1800003600      | \"exp\":1800003600.5",
                "\"nbf\":1799999000      | \"nbf\":1800000030",
                "\"iat\":1799999000      | \"iat\":1800000030",
                "\"nbf\":1799999000,     | \"jti\":\"x\",",
                "[\"openbao\",\"other\"] | \"openbao\"",
            })
    void claimWithinItsLimits_isSent(String part, String other) {
        assertThat(Jwts.GOOD_CLAIMS).contains(part);

        assertThat(RULES.problem(ascii(Jwts.claims(Jwts.GOOD_CLAIMS.replace(part, other)))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "...", "a.b", "e30.e30", "e30.e30.e30", " ", "e30=.e30.e30", "é.é.é"})
    void otherThanThreePartsOfJson_isInvalid(String text) {
        assertThat(RULES.problem(text.getBytes(UTF_8))).contains(Problem.CREDENTIAL_INVALID);
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
    void unsignedOrUnreadableHeader_isInvalid(String header) {
        assertThat(RULES.problem(ascii(Jwts.token(header, Jwts.GOOD_CLAIMS)))).contains(Problem.CREDENTIAL_INVALID);
    }

    @Test
    void emptySignature_isInvalid() {
        String unsigned = Jwts.good().substring(0, Jwts.good().lastIndexOf('.') + 1);

        assertThat(RULES.problem(ascii(unsigned))).contains(Problem.CREDENTIAL_INVALID);
    }

    @Test
    void noExpectations_areNotChecked() {
        var open = new JwtLogin(
                "auth/jwt", "kms", Duration.ZERO, Duration.ZERO, Optional.empty(), List.of(), Optional.empty());

        assertThat(new ClaimRules(open, InstantSource.fixed(Jwts.NOW))
                        .problem(ascii(Jwts.claims("{\"exp\":1800000001}"))))
                .isEmpty();
    }

    @Property
    void anyOneCharacterChanged_isAcceptedOrRefused(
            @ForAll @IntRange(min = 0, max = 10_000) int place, @ForAll byte replacement) {
        byte[] token = ascii(Jwts.good());
        int at = place % token.length;
        boolean signature = at > Jwts.good().lastIndexOf('.');
        byte before = token[at];
        token[at] = replacement;

        Optional<Problem> problem = RULES.problem(token);

        // What is not the signature is bound by our own checks or by OpenBao's; a dot or a foreign character never
        // passes.
        boolean ofTheAlphabet = Character.isLetterOrDigit(replacement) || replacement == '-' || replacement == '_';
        if (replacement == before) {
            assertThat(problem).isEmpty();
        } else if (!ofTheAlphabet) {
            assertThat(problem).contains(Problem.CREDENTIAL_INVALID);
        } else if (signature && at < token.length - 1) {
            assertThat(problem).isEmpty();
        }
    }

    @Property
    void anyBytes_areAcceptedOrRefused(@ForAll byte[] noise) {
        assertThat(RULES.problem(noise)).contains(Problem.CREDENTIAL_INVALID);
    }

    @Test
    void token_isInNoText() {
        String expired = Jwts.claims(Jwts.GOOD_CLAIMS.replace("1800003600", "1799990000"));
        JwtFileSource goodSource = source(Jwts.write(dir.resolve("good"), Jwts.good()));
        JwtFileSource expiredSource = source(Jwts.write(dir.resolve("expired"), expired));
        JwtFileSource unsafeSource = source(Jwts.write(dir.resolve("unsafe"), Jwts.good(), "rw-rw-rw-"));

        List<String> texts = List.of(
                goodSource.obtain(ENOUGH).toString(),
                expiredSource.obtain(ENOUGH).toString(),
                unsafeSource.obtain(ENOUGH).toString(),
                unsafeSource.problem().orElseThrow());

        assertThat(texts).noneMatch(text -> text.contains(part(Jwts.good(), 1)));
        assertThat(texts).noneMatch(text -> text.contains(part(expired, 1)));
        assertThat(texts).noneMatch(text -> text.contains(part(expired, 2)));
    }

    @Test
    void failureText_carriesNoPath() {
        Outcome<Credential> missing = source(dir.resolve("none")).obtain(ENOUGH);

        assertThat(((Outcome.Failed<Credential>) missing).failure().text()).doesNotContain(dir.toString());
    }

    @ParameterizedTest
    @CsvSource({"jwt,kms", "auth/,kms", "auth/../jwt,kms", "auth/jwt,''"})
    void wrongSettings_areRefusedByName(String mount, String role) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JwtLogin(
                        mount, role, Duration.ZERO, Duration.ZERO, Optional.empty(), List.of(), Optional.empty()))
                .withMessageContaining("must");
    }

    @Test
    void relativeFile_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> source(Path.of("jwt")))
                .withMessageContaining("jwtFile must be absolute");
    }

    private static JwtFileSource source(Path file) {
        return new JwtFileSource(Jwts.login(), file, InstantSource.fixed(Jwts.NOW));
    }

    private static String tokenFrom(JwtFileSource source) {
        return switch (source.obtain(ENOUGH)) {
            case Outcome.Ok<Credential>(Credential.Jwt jwt) -> jwt.jwt().exposeTo(bytes -> new String(bytes, US_ASCII));
            case Outcome<Credential> other -> throw new AssertionError("expected a JWT, got " + other);
        };
    }

    private static Problem problemOf(JwtFileSource source) {
        return switch (source.obtain(ENOUGH)) {
            case Outcome.Failed<Credential>(LoginFailed(Problem problem)) -> problem;
            case Outcome<Credential> other -> throw new AssertionError("expected a failed login, got " + other);
        };
    }

    private static String part(String token, int number) {
        return List.of(token.split("\\.", -1)).get(number);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
