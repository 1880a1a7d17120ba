package dev.baokms.transit;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StandbyLagRetryTest {
    private static final ResponseDefinitionBuilder GOOD = aResponse().withBody(Bao.encrypted(Bao.CIPHERTEXT));

    private final Bao bao = new Bao(1).logins("s.one");

    @AfterEach
    void stop() {
        bao.close();
    }

    @Test
    void versionNotHeardOfYet_isAskedForAgain() {
        var lag = refusal(400, Bao.error("requested version for encryption is higher than the latest key version"));
        bao.inTurn(Bao.ENCRYPT, lag, lag, GOOD);

        assertThat(Bao.valueOf(bao.encrypt()).version()).isEqualTo(1);
        assertThat(bao.asked(Bao.ENCRYPT)).isEqualTo(3);
    }

    @Test
    void keyNotHeardOfYet_isAskedForAgain() {
        bao.inTurn(Bao.ENCRYPT, refusal(400, Bao.error("encryption key not found")), GOOD);

        assertThat(Bao.valueOf(bao.encrypt()).version()).isEqualTo(1);
    }

    @Test
    void denialRightAfterCreation_isAskedForAgain() {
        var denied = refusal(403, Bao.POLICY_403);
        bao.inTurn(Bao.ENCRYPT, denied, denied, denied, GOOD);

        assertThat(Bao.valueOf(bao.encrypt()).version()).isEqualTo(1);
        assertThat(bao.asked(Bao.LOGIN)).isEqualTo(2);
    }

    @Test
    void pauses_endWithTheBudget() {
        var lag = new StandbyLagRetry(1);

        assertThat(lag.again(() -> Duration.ofMillis(40))).isFalse();
    }

    @Test
    void otherAddresses_areAskedWithoutAPause() {
        var lag = new StandbyLagRetry(3);

        // A budget that no pause would fit in.
        assertThat(lag.again(() -> Duration.ofMillis(1))).isTrue();
        assertThat(lag.again(() -> Duration.ofMillis(1))).isTrue();
        assertThat(lag.again(() -> Duration.ofMillis(1))).isFalse();
    }

    private static ResponseDefinitionBuilder refusal(int status, String body) {
        return aResponse().withStatus(status).withBody(body);
    }
}
