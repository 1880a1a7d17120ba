package dev.baokms.auth.jwt;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baokms.auth.FakeFile;
import dev.baokms.auth.jwt.OAuth2Settings.SecretPlace;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.login.Credential;
import dev.baokms.core.login.Diagnosis;
import dev.baokms.core.login.Login;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked, and what becomes of a token that is granted. */
class OAuth2LoginTest {
    @TempDir
    private static Path shared;

    private static TlsIdentity identity;

    private TokenServer oauth;

    @BeforeAll
    static void makeIdentity() throws Exception {
        identity = TlsIdentity.in(shared.resolve("server.p12"));
    }

    @BeforeEach
    void start() {
        oauth = new TokenServer(identity);
    }

    @AfterEach
    void stop() {
        oauth.close();
    }

    @Test
    void grantedToken_isTheCredential() {
        Outcome<Credential> outcome = oauth.ask();

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Ok.class,
                        ok -> assertThat(ok.value())
                                .isInstanceOfSatisfying(
                                        Credential.LoginRequest.class,
                                        request ->
                                                assertThat(request.mountPath()).isEqualTo("auth/jwt")));
        assertThat(Outcomes.jwtOf(outcome)).isEqualTo(Jwts.good());
    }

    @Test
    void basic_sendsTheFormEncodedPairInTheHeaderAndNotInTheBody() {
        oauth.clientId = "kms:node é";
        oauth.secretFile.write("p%ss: wörd+");

        Outcomes.jwtOf(oauth.ask());

        String pair = "kms%3Anode+%C3%A9:p%25ss%3A+w%C3%B6rd%2B";
        assertThat(oauth.request().getHeader("Authorization"))
                .isEqualTo("Basic " + Base64.getEncoder().encodeToString(pair.getBytes(US_ASCII)));
        assertThat(oauth.request().getBodyAsString()).isEqualTo("grant_type=client_credentials");
    }

    @Test
    void post_sendsIdAndSecretInTheBodyAndNoHeader() {
        oauth.place = SecretPlace.BODY;
        oauth.clientId = "kms node";
        oauth.secretFile.write("p&ss=");

        Outcomes.jwtOf(oauth.ask());

        assertThat(oauth.request().containsHeader("Authorization")).isFalse();
        assertThat(oauth.request().getBodyAsString())
                .isEqualTo("grant_type=client_credentials&client_id=kms+node&client_secret=p%26ss%3D");
    }

    @ParameterizedTest
    @ValueSource(strings = {" a b \n", "\ufeff a b \r\n\n", " a b "})
    void markAndLineEndOfTheSecretFile_areNotSentAndBlanksAre(String content) {
        oauth.place = SecretPlace.BODY;
        oauth.secretFile.write(content);

        Outcomes.jwtOf(oauth.ask());

        assertThat(oauth.request().getBodyAsString()).endsWith("&client_secret=+a+b+");
    }

    @Test
    void scopesAudienceAndResources_areAskedFor() {
        oauth.scopes = List.of("kms.read", "kms:write");
        oauth.audience = Optional.of("https://bao.example/");
        oauth.resources = List.of("https://a.example/x?y=1", "urn:b");

        Outcomes.jwtOf(oauth.ask());

        assertThat(oauth.request().getBodyAsString())
                .isEqualTo("grant_type=client_credentials&scope=kms.read+kms%3Awrite"
                        + "&audience=https%3A%2F%2Fbao.example%2F"
                        + "&resource=https%3A%2F%2Fa.example%2Fx%3Fy%3D1&resource=urn%3Ab");
    }

    @Test
    void request_isAFormThatWantsUncompressedJson() {
        Outcomes.jwtOf(oauth.ask());

        assertThat(oauth.request().getHeader("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
        assertThat(oauth.request().getHeader("Accept")).isEqualTo("application/json");
        assertThat(oauth.request().getHeader("Accept-Encoding")).isEqualTo("identity");
        assertThat(oauth.request().getHeader("User-Agent")).isEqualTo("bao-kms-provider");
    }

    @Test
    void eachLogin_asksAgainAndKeepsNothing() {
        Login login = oauth.login();

        assertThat(Outcomes.jwtOf(login.credentials().obtain(TokenServer.AMPLE)))
                .isEqualTo(Jwts.good());
        assertThat(Outcomes.jwtOf(login.credentials().obtain(TokenServer.AMPLE)))
                .isEqualTo(Jwts.good());

        assertThat(oauth.requests()).isEqualTo(2);
        assertThat(login.credentials().obtain(Jwts.SPENT)).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void replacedSecret_isUsedByTheNextGrant() {
        oauth.place = SecretPlace.BODY;
        Login login = oauth.login();
        Outcomes.jwtOf(login.credentials().obtain(TokenServer.AMPLE));
        oauth.server.resetRequests();

        oauth.secretFile.write("second\n");
        Outcomes.jwtOf(login.credentials().obtain(TokenServer.AMPLE));

        assertThat(oauth.request().getBodyAsString()).endsWith("&client_secret=second");
    }

    @Test
    void tooLongAnswer_isUnusable() {
        oauth.answers(200, " ".repeat(TokenEndpoint.MAX_ANSWER_BYTES) + TokenServer.answer(Jwts.good()));

        assertThat(Outcomes.failureOf(oauth.ask())).isEqualTo(JwtProblem.ANSWER_UNUSABLE.failure());
    }

    /** Often, because an answer that ends at once used to race with the end of its connection. */
    @RepeatedTest(20)
    void otherSuccess_isUnusable() {
        oauth.answers(aResponse().withStatus(204));

        assertThat(Outcomes.failureOf(oauth.ask())).isEqualTo(JwtProblem.ANSWER_UNUSABLE.failure());
    }

    @ParameterizedTest
    @ValueSource(strings = {"opaque", "e30.e30", "e30.e30.e30", "e30.e30.AA.AA"})
    void opaqueToken_isNotSent(String token) {
        oauth.grants(token);

        assertThat(Outcomes.failureOf(oauth.ask())).isEqualTo(JwtProblem.TOKEN_NOT_A_JWT.failure());
    }

    @ParameterizedTest
    @CsvSource({
        "https://issuer.example, https://other.example, ISSUER_DIFFERS",
        "openbao, else, AUDIENCE_DIFFERS",
        "node-1, node-2, SUBJECT_DIFFERS",
        "1800003600, 1800000090, ENDS_TOO_SOON",
    })
    void tokenWithOtherClaims_isNotSent(String expected, String other, JwtProblem problem) {
        oauth.grants(Jwts.claims(Jwts.GOOD_CLAIMS.replace(expected, other)));

        assertThat(Outcomes.failureOf(oauth.ask())).isEqualTo(problem.failure());
    }

    @ParameterizedTest
    @ValueSource(strings = {"120", "\"120\"", "0", "120.0"})
    void lifetimeByExpiresIn_countsWhenItIsTheSmaller(String seconds) {
        oauth.answers(200, TokenServer.answer(Jwts.good()).replace("3600", seconds));

        assertThat(Outcomes.failureOf(oauth.ask())).isEqualTo(JwtProblem.ENDS_TOO_SOON.failure());
    }

    @Test
    void lifetimeByExpiresIn_isCountedFromWhenTheServerWasAsked() {
        oauth.answers(200, TokenServer.answer(Jwts.good()).replace("3600", "125"));
        assertThat(Outcomes.jwtOf(oauth.ask())).isEqualTo(Jwts.good());
        oauth.server.resetRequests();

        Outcome<Credential> slow =
                oauth.login().credentials().obtain(() -> Duration.ofSeconds(oauth.requests() == 0 ? 60 : 50));

        assertThat(Outcomes.failureOf(slow)).isEqualTo(JwtProblem.ENDS_TOO_SOON.failure());
    }

    @Test
    void checks_tellGoodFromBadInWordsThatStandAlone() {
        assertThat(check("jwt.local")).isEqualTo(Diagnosis.skip("not needed: the JWT comes from an OAuth2 server"));
        assertThat(check("oauth2.local"))
                .isEqualTo(Diagnosis.pass("the client secret file is safe and holds a secret"));
        assertThat(check("oauth2.acquire"))
                .isEqualTo(Diagnosis.pass(
                        "the OAuth2 server grants a JWT that has the expected claims and is valid long enough"));

        oauth.answers(401, "");
        assertThat(check("oauth2.acquire")).isEqualTo(Diagnosis.fail(JwtProblem.CLIENT_REFUSED.sentence()));

        oauth.secretFile.write("");
        assertThat(check("oauth2.local")).isEqualTo(Diagnosis.fail(JwtProblem.SECRET_EMPTY.sentence()));

        oauth.secretFile.expose();
        assertThat(check("oauth2.local")).isEqualTo(Diagnosis.fail(FakeFile.ADVICE));
        assertThatIllegalArgumentException().isThrownBy(() -> check("oauth3"));
    }

    @Test
    void start_isStoppedByASecretThatIsUnsafeAndNotByOneThatMayStillCome() {
        oauth.secretFile.remove();
        assertThat(oauth.login().startProblems()).isEmpty();

        oauth.secretFile.write("s").expose();
        assertThat(oauth.login().startProblems()).containsExactly(FakeFile.ADVICE);
        assertThat(oauth.requests()).isZero();
    }

    @Test
    void secretFile_isWatchedByItsPublishedNameWithoutAskingTheServer() {
        assertThat(oauth.login().watched()).singleElement().satisfies(watched -> {
            assertThat(watched.label()).isEqualTo("client_secret");
            assertThat(watched.source()).isSameAs(oauth.secretFile);
            assertThat(watched.flaw().apply(TokenServer.AMPLE)).isEmpty();
            oauth.secretFile.write("");
            assertThat(watched.flaw().apply(TokenServer.AMPLE)).contains(JwtProblem.SECRET_EMPTY.failure());
        });
        assertThat(oauth.requests()).isZero();
    }

    private Diagnosis check(String id) {
        return oauth.login().check(id, TokenServer.AMPLE);
    }
}
