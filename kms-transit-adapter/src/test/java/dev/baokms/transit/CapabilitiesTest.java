package dev.baokms.transit;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baokms.core.failure.Failure.Denied;
import dev.baokms.core.failure.Failure.LoginFailed;
import dev.baokms.core.failure.Failure.Unreachable;
import dev.baokms.transit.report.BackendEvent;
import dev.baokms.transit.report.ProblemText;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CapabilitiesTest {
    private static final String PATH = "/v1/sys/capabilities-self";
    private static final List<String> PATHS = List.of("transit/keys/k", "transit/encrypt/k");

    private final Bao bao = new Bao(1).logins("s.one");

    @AfterEach
    void stop() {
        bao.close();
    }

    @Test
    void capabilities_areThoseOfEachPath() {
        bao.on(PATH, 200, Bao.data("{\"transit/keys/k\":[\"read\"],\"transit/encrypt/k\":[\"create\",\"update\"]}"));

        assertThat(Bao.valueOf(bao.transit().capabilities(PATHS, Bao.call())))
                .isEqualTo(Map.of("transit/keys/k", Set.of("read"), "transit/encrypt/k", Set.of("create", "update")));

        bao.server()
                .verify(postRequestedFor(urlEqualTo(PATH))
                        .withRequestBody(equalTo("{\"paths\":[\"transit/keys/k\",\"transit/encrypt/k\"]}")));
        assertThat(bao.told(BackendEvent.RequestEnded.class))
                .anySatisfy(told -> assertThat(told.operation()).isEqualTo("capabilities_self"));
    }

    @Test
    void onePath_isNotMistakenForTheSummaryBesideIt() {
        bao.on(PATH, 200, Bao.data("{\"capabilities\":[\"root\"],\"transit/keys/k\":[\"root\"]}"));

        assertThat(Bao.valueOf(bao.transit().capabilities(List.of("transit/keys/k"), Bao.call())))
                .isEqualTo(Map.of("transit/keys/k", Set.of("root")));
    }

    @Test
    void pathWithoutAnAnswer_makesTheAnswerWorthless() {
        bao.on(PATH, 200, Bao.data("{\"transit/keys/k\":[\"read\"]}"));

        assertThat(Bao.failureOf(bao.transit().capabilities(PATHS, Bao.call())))
                .isEqualTo(new Unreachable(ProblemText.NO_ANSWER));
    }

    @Test
    void tokenThatMayNotAsk_isDenied() {
        bao.on(PATH, 403, Bao.POLICY_403);

        assertThat(Bao.failureOf(bao.transit().capabilities(PATHS, Bao.call()))).isEqualTo(new Denied());
    }

    @Test
    void noPaths_areRefusedAsMisuse() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bao.transit().capabilities(List.of(), Bao.call()))
                .withMessageContaining("paths");
    }

    @Test
    void login_saysHowItWent_andIsMadeOnce() {
        assertThat(bao.transit().login(Bao.call())).isEmpty();
        assertThat(bao.transit().login(Bao.call())).isEmpty();

        assertThat(bao.asked(Bao.LOGIN)).isEqualTo(1);
    }

    @Test
    void refusedLogin_isNamed() {
        bao.login(400, Bao.error("role \\\"svc\\\" could not be found"));

        assertThat(bao.transit().login(Bao.call())).contains(new LoginFailed(ProblemText.LOGIN_REFUSED, true));
    }
}
