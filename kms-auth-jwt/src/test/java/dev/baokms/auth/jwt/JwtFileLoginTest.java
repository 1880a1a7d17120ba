package dev.baokms.auth.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baokms.auth.FakeFile;
import dev.baokms.auth.FakeHost;
import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.login.Credential;
import dev.baokms.core.login.Diagnosis;
import dev.baokms.core.login.Login;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Isolated("sets the locale of the process")
class JwtFileLoginTest {
    private static final String EXPIRED = Jwts.claims(Jwts.GOOD_CLAIMS.replace("1800003600", "1799990000"));

    private final FakeHost host = new FakeHost(Jwts.NOW);
    private final FakeFile file = host.secretFile("/etc/jwt");
    private final Login login = loginAs(Jwts.login());

    private Login loginAs(JwtLogin settings) {
        return new JwtFileLogin(settings, new JwtSettings.JwtFromFile("/etc/jwt"), host);
    }

    @Test
    void goodToken_isTheCredential() {
        file.write(Jwts.good());

        assertThat(obtain())
                .isInstanceOfSatisfying(
                        Outcome.Ok.class,
                        ok -> assertThat(ok.value()).isInstanceOfSatisfying(Credential.LoginRequest.class, request -> {
                            assertThat(request.operation()).isEqualTo("jwt_login");
                            assertThat(request.mountPath()).isEqualTo("auth/jwt");
                            assertThat(request.provesCertificate()).isFalse();
                        }));
        assertThat(Outcomes.bodyOf(obtain())).isEqualTo("{\"role\":\"kms\",\"jwt\":\"" + Jwts.good() + "\"}");
    }

    @Test
    void roleOfAnyText_isJsonInAnyLocale() {
        JwtLogin good = Jwts.login();
        Login odd = loginAs(new JwtLogin(
                good.mountPath(),
                "a\"b\\c\u0001é\ud83d\ude00",
                good.minRemainingTtl(),
                good.clockSkewLeeway(),
                good.expectedIssuer(),
                good.expectedAudience(),
                good.expectedSubject()));
        file.write(Jwts.good());
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));

            assertThat(Outcomes.bodyOf(odd.credentials().obtain(Jwts.ENOUGH)))
                    .startsWith("{\"role\":\"a\\u0022b\\u005cc\\u0001\\u00e9\\ud83d\\ude00\",\"jwt\":\"");
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s\n", "%s\r\n", "%s\n\n", " %s", "\t%s \r\n", "\n\n%s", "\ufeff%s", "\ufeff \n%s \n"})
    void byteOrderMarkAndBlanksAround_areNotPartOfTheToken(String form) {
        file.write(form.replace("%s", Jwts.good()));

        assertThat(Outcomes.jwtOf(obtain())).isEqualTo(Jwts.good());
    }

    static Stream<Arguments> contents() {
        return Stream.of(
                Arguments.of("", JwtProblem.FILE_EMPTY),
                Arguments.of(" \n", JwtProblem.FILE_EMPTY),
                Arguments.of("\ufeff\n", JwtProblem.FILE_EMPTY),
                Arguments.of("token:\n" + Jwts.good(), JwtProblem.FILE_CROWDED),
                Arguments.of(Jwts.good() + "\n# from the agent\n", JwtProblem.FILE_CROWDED),
                Arguments.of(Jwts.good() + "\n" + Jwts.good(), JwtProblem.FILE_CROWDED),
                Arguments.of("Bearer " + Jwts.good(), JwtProblem.FILE_CROWDED),
                Arguments.of(new StringBuilder(Jwts.good()).insert(76, '\n').toString(), JwtProblem.FILE_CROWDED),
                Arguments.of("\"" + Jwts.good() + "\"", JwtProblem.NOT_A_JWT),
                Arguments.of("hvs.opaque", JwtProblem.NOT_A_JWT),
                Arguments.of("\u0000" + Jwts.good(), JwtProblem.NOT_A_JWT),
                Arguments.of("a".repeat(JwtFile.MAX_BYTES + 1), JwtProblem.FILE_TOO_LONG),
                Arguments.of(EXPIRED, JwtProblem.EXPIRED));
    }

    @ParameterizedTest
    @MethodSource("contents")
    void anythingElse_isRefusedForItsOwnCause(String content, JwtProblem expected) {
        file.write(content);

        assertThat(obtain()).isEqualTo(Outcome.failed(new Failure.LoginFailed(expected.sentence(), false)));
        assertThat(flaw()).contains(expected.failure());
    }

    @Property
    void anyBlanksAround_areNotPartOfTheToken(
            @ForAll @Chars({' ', '\t', '\r', '\n'}) String before,
            @ForAll @Chars({' ', '\t', '\r', '\n'}) String after) {
        file.write(before + Jwts.good() + after);

        assertThat(Outcomes.jwtOf(obtain())).isEqualTo(Jwts.good());
    }

    @Property
    void anyBytes_areRefusedForACauseOfThisLogin(@ForAll byte[] content) {
        file.write(content);

        assertThat(Outcomes.failureOf(obtain()))
                .isIn(
                        JwtProblem.FILE_EMPTY.failure(),
                        JwtProblem.FILE_CROWDED.failure(),
                        JwtProblem.NOT_A_JWT.failure());
    }

    @Test
    void missingFile_isMissing() {
        assertThat(obtain()).isEqualTo(Outcome.failed(JwtProblem.FILE_MISSING.failure()));
    }

    @Test
    void readableByOthers_isUnsafeAndNotUsed() {
        file.write(Jwts.good()).expose();

        assertThat(obtain()).isEqualTo(Outcome.failed(JwtProblem.FILE_UNSAFE.failure()));
    }

    @Test
    void longestFile_isRead() {
        String padding = " ".repeat(JwtFile.MAX_BYTES - Jwts.good().length());
        file.write(Jwts.good() + padding);

        assertThat(Outcomes.jwtOf(obtain())).isEqualTo(Jwts.good());
    }

    @Test
    void spentBudget_isTimeout() {
        file.write(Jwts.good());

        assertThat(login.credentials().obtain(Jwts.SPENT)).isEqualTo(Outcome.failed(new Failure.Timeout()));
    }

    @Test
    void replacedFile_isSeenByTheNextLogin() {
        file.write(Jwts.good());
        Outcomes.jwtOf(obtain());
        String next = Jwts.claims(Jwts.GOOD_CLAIMS.replace("1800003600", "1800007200"));

        file.write(next);

        assertThat(Outcomes.jwtOf(obtain())).isEqualTo(next);
    }

    @Test
    void file_isWatchedByItsPublishedName() {
        file.write(Jwts.good());

        assertThat(login.watched()).singleElement().satisfies(watched -> {
            assertThat(watched.label()).isEqualTo("jwt");
            assertThat(watched.source()).isSameAs(file);
            assertThat(watched.flaw().apply(Jwts.ENOUGH)).isEmpty();
        });
    }

    @Test
    void check_tellsGoodFromBadInWordsThatStandAlone() {
        file.write(Jwts.good());
        assertThat(check("jwt.local"))
                .isEqualTo(Diagnosis.pass(
                        "the JWT file is safe, and its JWT has the expected claims and is valid long enough"));

        file.write(EXPIRED);
        assertThat(check("jwt.local")).isEqualTo(Diagnosis.fail(JwtProblem.EXPIRED.sentence()));

        file.expose();
        assertThat(check("jwt.local")).isEqualTo(Diagnosis.fail(FakeFile.ADVICE));

        file.remove();
        assertThat(check("jwt.local")).isEqualTo(Diagnosis.fail(FakeFile.ADVICE));
    }

    @Test
    void checksOfTheOtherSource_areSkipped() {
        assertThat(check("oauth2.local")).isEqualTo(Diagnosis.skip("not needed: the JWT comes from a file"));
        assertThat(check("oauth2.acquire")).isEqualTo(Diagnosis.skip("not needed: the JWT comes from a file"));
        assertThatIllegalArgumentException().isThrownBy(() -> check("oauth3"));
    }

    @Test
    void start_isStoppedByAFileThatIsUnsafeAndNotByOneThatMayStillCome() {
        assertThat(login.startProblems()).isEmpty();

        file.write("not a token yet");
        assertThat(login.startProblems()).isEmpty();

        file.expose();
        assertThat(login.startProblems()).containsExactly(FakeFile.ADVICE);

        file.remove();
        assertThat(login.startProblems()).containsExactly(FakeFile.ADVICE);
    }

    @Test
    void start_isStoppedByAFileThatCannotBeAJwt() {
        file.write("a".repeat(JwtFile.MAX_BYTES + 1));

        assertThat(login.startProblems()).containsExactly(FakeFile.ADVICE);
    }

    @Test
    void tokenAndPlace_areInNoText() {
        var texts = new ArrayList<String>();
        for (String content : List.of(Jwts.good(), EXPIRED, "Bearer " + Jwts.good())) {
            file.write(content);
            texts.add(obtain().toString());
            texts.add(check("jwt.local").toString());
            texts.add(flaw().toString());
        }
        file.remove();
        texts.add(obtain().toString());

        assertThat(texts).noneMatch(text -> text.contains(part(Jwts.good(), 1)));
        assertThat(texts).noneMatch(text -> text.contains(part(EXPIRED, 1)));
        assertThat(texts).noneMatch(text -> text.contains(part(EXPIRED, 2)));
        assertThat(texts).noneMatch(text -> text.contains("/etc/jwt") || text.contains("/place"));
    }

    @Test
    void sentences_areDistinctAndNameNoPlace() {
        assertThat(JwtProblem.values()).extracting(JwtProblem::sentence).doesNotHaveDuplicates();
        assertThat(JwtProblem.values())
                .extracting(JwtProblem::sentence)
                .allSatisfy(sentence -> assertThat(sentence).matches("the [A-Z].*[^.]|the (client|time) .*[^.]"));
    }

    private Outcome<Credential> obtain() {
        return login.credentials().obtain(Jwts.ENOUGH);
    }

    private Optional<Failure> flaw() {
        return login.watched().getFirst().flaw().apply(Jwts.ENOUGH);
    }

    private Diagnosis check(String id) {
        return login.check(id, Jwts.ENOUGH);
    }

    private static String part(String token, int number) {
        return List.of(token.split("\\.", -1)).get(number);
    }
}
