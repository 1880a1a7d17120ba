package dev.baokms.auth.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.baokms.auth.FakeFile;
import dev.baokms.auth.FakeHost;
import dev.baokms.core.login.Diagnosis;
import dev.baokms.core.login.Login;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;

/** The CA bundle of the OAuth2 server: read when it changes, and kept while the new one cannot be used. */
class ServerTrustTest {
    private static final OkHttpClient LOCKED_DOWN = new OkHttpClient.Builder()
            .proxy(Proxy.NO_PROXY)
            .followRedirects(false)
            .followSslRedirects(false)
            .retryOnConnectionFailure(false)
            .build();

    private final FakeFile file = new FakeFile().write("first");
    private final List<String> made = new ArrayList<>();
    private final ServerTrust trust = new ServerTrust(this::client, Optional.of(new ServerTrust.Bundle("/ca", file)));

    private OkHttpClient client(Optional<byte[]> bundle) {
        String text =
                bundle.map(pem -> new String(pem, StandardCharsets.US_ASCII)).orElse("the system's");
        if (text.equals("garbage")) {
            throw new IllegalArgumentException("the bundle holds no certificate");
        }
        made.add(text);
        return LOCKED_DOWN;
    }

    @Test
    void bundle_isReadWhenItChangesAndOnlyThen() {
        assertThat(trust.endpoint()).isEqualTo(trust.endpoint());

        file.write("second");

        assertThat(trust.endpoint()).isInstanceOf(JwtAttempt.Got.class);
        assertThat(made).containsExactly("first", "second");
    }

    @Test
    void formerBundle_staysWhileTheNewOneCannotBeUsed() {
        JwtAttempt<TokenEndpoint> first = trust.endpoint();

        file.write("garbage");
        assertThat(trust.advice()).contains("/ca: the bundle holds no certificate; put PEM certificates there");
        assertThat(trust.endpoint()).isEqualTo(first);

        file.write("second").expose();
        assertThat(trust.advice()).contains(FakeFile.ADVICE);
        assertThat(trust.endpoint()).isEqualTo(first);
        assertThat(made).containsExactly("first");
    }

    @Test
    void bundleThatIsMissing_leavesNoWayAndIsTriedAgain() {
        file.remove();
        assertThat(trust.endpoint()).isEqualTo(JwtAttempt.stopped(JwtProblem.CA_UNUSABLE));

        file.write("second");
        assertThat(trust.endpoint()).isInstanceOf(JwtAttempt.Got.class);
    }

    @Test
    void withoutABundle_theSystemDecides() {
        var system = new ServerTrust(this::client, Optional.empty());

        assertThat(system.advice()).isEmpty();
        assertThat(system.endpoint()).isEqualTo(system.endpoint());
        assertThat(made).containsExactly("the system's");
    }

    @Test
    void clientThatMightTakeTheSecretElsewhere_isOurBug() {
        for (OkHttpClient loose : List.of(
                LOCKED_DOWN.newBuilder().followRedirects(true).build(),
                LOCKED_DOWN.newBuilder().followSslRedirects(true).build(),
                LOCKED_DOWN.newBuilder().retryOnConnectionFailure(true).build(),
                LOCKED_DOWN.newBuilder().proxy(null).build())) {
            assertThatIllegalStateException().isThrownBy(() -> new TokenEndpoint(loose));
        }
    }

    @Test
    void login_watchesItsBundleAndTellsOfItAtTheStart() {
        var host = new FakeHost(Jwts.NOW);
        host.secretFile("/etc/client-secret").write("s");
        var settings = new OAuth2Settings(
                "https://localhost/token",
                "id",
                "/etc/client-secret",
                OAuth2Settings.SecretPlace.HEADER,
                List.of(),
                Optional.empty(),
                List.of(),
                Optional.of("/etc/ca.pem"));
        Login login = new OAuth2Login(Jwts.login(), settings, this::client, host);

        assertThat(made).isEmpty();
        assertThat(login.watched()).extracting(Login.Watched::label).containsExactly("client_secret", "oauth2_ca");
        Login.Watched watched = login.watched().getLast();
        assertThat(watched.source()).isSameAs(host.publicFile("/etc/ca.pem"));
        assertThat(login.startProblems()).containsExactly(FakeFile.ADVICE);
        assertThat(login.check("oauth2.acquire", Jwts.ENOUGH)).isEqualTo(Diagnosis.fail(FakeFile.ADVICE));
        assertThat(watched.flaw().apply(Jwts.ENOUGH)).contains(JwtProblem.CA_UNUSABLE.failure());

        host.publicFile("/etc/ca.pem").write("first");
        assertThat(login.startProblems()).isEmpty();
        assertThat(watched.flaw().apply(Jwts.ENOUGH)).isEmpty();
    }
}
