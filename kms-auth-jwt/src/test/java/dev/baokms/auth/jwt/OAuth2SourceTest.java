package dev.baokms.auth.jwt;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baokms.auth.jwt.OAuth2Client.SecretPlace;
import dev.baokms.core.outcome.Failure.LoginFailed.Problem;
import dev.baokms.core.outcome.Outcome;
import dev.baokms.core.port.CredentialSource.Credential;
import java.net.URI;
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
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked, and what becomes of a token that is granted. */
class OAuth2SourceTest {
    @TempDir
    private static Path shared;

    private static TlsIdentity identity;

    @TempDir
    private Path dir;

    private TokenServer oauth;

    @BeforeAll
    static void makeIdentity() throws Exception {
        identity = TlsIdentity.in(shared.resolve("server.p12"));
    }

    @BeforeEach
    void start() {
        oauth = new TokenServer(identity, dir.resolve("secret"));
    }

    @AfterEach
    void stop() {
        oauth.close();
    }

    @Test
    void grantedToken_isTheCredential() {
        Credential.Jwt credential = credential(oauth.ask());

        assertThat(text(credential)).isEqualTo(Jwts.good());
        assertThat(credential.mountPath()).isEqualTo("auth/jwt");
        assertThat(credential.role()).isEqualTo("kms");
    }

    @Test
    void basic_sendsTheFormEncodedPairInTheHeaderAndNotInTheBody() {
        oauth.clientId = "kms:node é";
        Jwts.write(oauth.secretFile, "p%ss: wörd+");

        credential(oauth.ask());

        String pair = "kms%3Anode+%C3%A9:p%25ss%3A+w%C3%B6rd%2B";
        assertThat(oauth.request().getHeader("Authorization"))
                .isEqualTo("Basic " + Base64.getEncoder().encodeToString(pair.getBytes(US_ASCII)));
        assertThat(oauth.request().getBodyAsString()).isEqualTo("grant_type=client_credentials");
    }

    @Test
    void post_sendsIdAndSecretInTheBodyAndNoHeader() {
        oauth.place = SecretPlace.BODY;
        oauth.clientId = "kms node";
        Jwts.write(oauth.secretFile, "p&ss=");

        credential(oauth.ask());

        assertThat(oauth.request().containsHeader("Authorization")).isFalse();
        assertThat(oauth.request().getBodyAsString())
                .isEqualTo("grant_type=client_credentials&client_id=kms+node&client_secret=p%26ss%3D");
    }

    @Test
    void scopesAudienceAndResources_areAskedFor() {
        oauth.scopes = List.of("kms.read", "kms:write");
        oauth.audience = Optional.of("https://bao.example/");
        oauth.resources = List.of("https://a.example/x?y=1", "urn:b");

        credential(oauth.ask());

        assertThat(oauth.request().getBodyAsString())
                .isEqualTo("grant_type=client_credentials&scope=kms.read+kms%3Awrite"
                        + "&audience=https%3A%2F%2Fbao.example%2F"
                        + "&resource=https%3A%2F%2Fa.example%2Fx%3Fy%3D1&resource=urn%3Ab");
    }

    @Test
    void request_isAFormThatWantsUncompressedJson() {
        credential(oauth.ask());

        assertThat(oauth.request().getHeader("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
        assertThat(oauth.request().getHeader("Accept")).isEqualTo("application/json");
        assertThat(oauth.request().getHeader("Accept-Encoding")).isEqualTo("identity");
        assertThat(oauth.request().getHeader("User-Agent")).isEqualTo("bao-kms-provider");
    }

    @Test
    void eachLogin_asksAnew() {
        OAuth2Source source = oauth.source();
        credential(source.obtain(TokenServer.AMPLE));
        credential(source.obtain(TokenServer.AMPLE));

        assertThat(oauth.requests()).isEqualTo(2);
    }

    @Test
    void replacedSecret_isUsedByTheNextGrant() {
        oauth.place = SecretPlace.BODY;
        OAuth2Source source = oauth.source();
        credential(source.obtain(TokenServer.AMPLE));
        oauth.server.resetRequests();

        Jwts.write(oauth.secretFile, "second\n");
        credential(source.obtain(TokenServer.AMPLE));

        assertThat(oauth.request().getBodyAsString()).endsWith("&client_secret=second");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bearer", "BEARER"})
    void tokenType_isComparedWithoutCase(String type) {
        oauth.answers(200, TokenServer.answer(Jwts.good()).replace("Bearer", type));

        assertThat(text(credential(oauth.ask()))).isEqualTo(Jwts.good());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"token_type\":\"Bearer\" | \"token_type\":\"DPoP\"",
                "\"token_type\":\"Bearer\" | \"t\":1",
                "\"token_type\":\"Bearer\" | \"token_type\":null",
                "\"expires_in\":3600 | \"expires_in\":\"3600\"",
                "\"expires_in\":3600 | \"expires_in\":-1",
                "\"expires_in\":3600 | \"expires_in\":1.5",
                "\"expires_in\":3600 | \"access_token\":\"e30.e30.AA\"",
                "\"access_token\" | \"id_token\"",
                "} | ",
                "} | } {}",
                "{ | [{",
            })
    void answerOfAnotherForm_isUnusable(String change) {
        String[] parts = change.split(" \\| ?", -1);
        String good = TokenServer.answer(Jwts.good());
        assertThat(good).contains(parts[0]);
        oauth.answers(200, good.replace(parts[0], parts[1]));

        assertThat(Outcomes.problemOf(oauth.ask())).isEqualTo(Problem.GRANT_UNUSABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "opaque", "e30.e30", "e30.e30.e30", "e30.e30.AA.AA", "a\\u002eb.c"})
    void tokenThatIsNoCompactJwt_isUnusable(String token) {
        oauth.grants(token);

        assertThat(Outcomes.problemOf(oauth.ask())).isEqualTo(Problem.GRANT_UNUSABLE);
    }

    @Test
    void accessTokenThatIsNoString_isUnusable() {
        oauth.answers(200, "{\"access_token\":{},\"token_type\":\"Bearer\"}");

        assertThat(Outcomes.problemOf(oauth.ask())).isEqualTo(Problem.GRANT_UNUSABLE);
    }

    @Test
    void tooLongAnswer_isUnusable() {
        oauth.answers(200, " ".repeat(TokenEndpoint.MAX_ANSWER_BYTES) + TokenServer.answer(Jwts.good()));

        assertThat(Outcomes.problemOf(oauth.ask())).isEqualTo(Problem.GRANT_UNUSABLE);
    }

    /** Often, because an answer that ends at once used to race with the end of its connection. */
    @RepeatedTest(20)
    void otherSuccess_isUnusable() {
        oauth.answers(aResponse().withStatus(204));

        assertThat(Outcomes.problemOf(oauth.ask())).isEqualTo(Problem.GRANT_UNUSABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://issuer.example|https://other.example", "\"openbao\",|\"else\",", "node-1|node-2"})
    void tokenFromSomebodyElseOrForSomebodyElse_isNotSent(String change) {
        String[] parts = change.split("\\|", -1);
        oauth.grants(Jwts.claims(Jwts.GOOD_CLAIMS.replace(parts[0], parts[1])));

        assertThat(Outcomes.problemOf(oauth.ask())).isEqualTo(Problem.CREDENTIAL_INVALID);
    }

    @Test
    void lifetimeByExp_countsWhenItIsTheSmaller() {
        oauth.grants(Jwts.claims(Jwts.GOOD_CLAIMS.replace("1800003600", "1800000090")));

        assertThat(Outcomes.problemOf(oauth.ask())).isEqualTo(Problem.CREDENTIAL_EXPIRED);
    }

    @Test
    void lifetimeByExpiresIn_countsWhenItIsTheSmaller() {
        oauth.answers(200, TokenServer.answer(Jwts.good()).replace("3600", "120"));

        assertThat(Outcomes.problemOf(oauth.ask())).isEqualTo(Problem.CREDENTIAL_EXPIRED);
    }

    @Test
    void lifetimeThatIsNotSaid_isThatOfTheToken() {
        oauth.answers(200, TokenServer.answer(Jwts.good()).replace("\"expires_in\":3600,", ""));

        assertThat(text(credential(oauth.ask()))).isEqualTo(Jwts.good());
    }

    @Test
    void loginThatExpectsNoIssuerOrNoAudience_isRefused() {
        JwtLogin good = oauth.login;
        oauth.login = new JwtLogin(
                good.mountPath(),
                good.role(),
                good.minRemainingTtl(),
                good.clockSkewLeeway(),
                Optional.empty(),
                good.expectedAudience(),
                Optional.empty());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> oauth.source())
                .withMessageContaining("expectedIssuer must be given");
        oauth.login = new JwtLogin(
                good.mountPath(),
                good.role(),
                good.minRemainingTtl(),
                good.clockSkewLeeway(),
                good.expectedIssuer(),
                List.of(),
                Optional.empty());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> oauth.source())
                .withMessageContaining("expectedAudience must be given");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost/token",
                "https:/token",
                "https://u:CANARY@localhost/token",
                "https://localhost/token#f",
                "file:///token"
            })
    void tokenUrlThatIsNotPlainHttps_isRefusedWithoutBeingQuoted(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client(URI.create(url), List.of(), List.of()))
                .withMessageContaining("tokenUrl must be https")
                .withMessageNotContaining("CANARY");
    }

    @Test
    void scopeOrResourceOfTheWrongForm_isRefused() {
        URI url = URI.create("https://localhost/token");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> client(url, List.of("a b"), List.of()))
                .withMessageContaining("scopes must be");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client(url, List.of(), List.of("/relative")))
                .withMessageContaining("resources must be");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client(url, List.of(), List.of("https://a.example/#part")))
                .withMessageContaining("resources must be");
    }

    private OAuth2Client client(URI url, List<String> scopes, List<String> resources) {
        return new OAuth2Client(
                url, "id", dir.resolve("secret"), SecretPlace.HEADER, scopes, Optional.empty(), resources);
    }

    private static Credential.Jwt credential(Outcome<Credential> outcome) {
        return switch (outcome) {
            case Outcome.Ok<Credential>(Credential.Jwt jwt) -> jwt;
            case Outcome<Credential> other -> throw new AssertionError("expected a JWT, got " + other);
        };
    }

    private static String text(Credential.Jwt credential) {
        try (credential) {
            return credential.jwt().exposeTo(bytes -> new String(bytes, UTF_8));
        }
    }

    @Test
    void credential_isNotKeptAfterTheLogin() {
        OAuth2Source source = oauth.source();
        credential(source.obtain(TokenServer.AMPLE)).close();

        assertThat(text(credential(source.obtain(TokenServer.AMPLE)))).isEqualTo(Jwts.good());
        assertThat(source.obtain(() -> Duration.ZERO)).isInstanceOf(Outcome.Failed.class);
    }
}
