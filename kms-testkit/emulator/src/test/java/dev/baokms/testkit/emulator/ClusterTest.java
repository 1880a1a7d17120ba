package dev.baokms.testkit.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A leader and its standbys: who takes writes, who takes over, what a snapshot brings back. */
class ClusterTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private TransitEmulator emulator;
    private EmulatorNode standby;

    @BeforeEach
    void start() throws Exception {
        emulator = TransitEmulator.start();
        standby = emulator.addStandby();
        assertThat(write(emulator.address(), "sys/mounts/transit", "{\"type\":\"transit\"}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(write(emulator.address(), "transit/keys/kms", "{}").statusCode())
                .isEqualTo(200);
    }

    @AfterEach
    void stop() {
        emulator.close();
        http.close();
    }

    private HttpResponse<String> write(URI node, String path, String body) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(node + "/v1/" + path))
                        .header("X-Vault-Token", emulator.rootToken())
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private String key(URI node) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(URI.create(node + "/v1/transit/keys/kms"))
                                .header("X-Vault-Token", emulator.rootToken())
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    private int rotate(URI node) throws IOException, InterruptedException {
        return write(node, "transit/keys/kms/rotate", "{}").statusCode();
    }

    @Test
    void deadLeader_makesAStandbyRedirectWrites_untilItTakesOver() throws Exception {
        emulator.active().close();
        assertThat(rotate(standby.address())).isEqualTo(307);

        assertThat(emulator.failOver()).isSameAs(standby);

        assertThat(rotate(standby.address())).isEqualTo(200);
    }

    @Test
    void restartedNode_isAStandbyUnderItsOldAddress() throws Exception {
        URI address = emulator.active().address();
        emulator.active().close();
        emulator.failOver();
        EmulatorNode back = emulator.restart(emulator.active());

        assertThat(back.address()).isEqualTo(address);
        assertThat(rotate(back.address())).isEqualTo(200);
        standby.close();
        assertThat(rotate(back.address())).isEqualTo(307);
        assertThat(emulator.failOver()).isSameAs(back);
        assertThat(rotate(back.address())).isEqualTo(200);
    }

    @Test
    void failOverWithoutAnotherNode_isRefused() {
        standby.close();
        assertThatIllegalStateException().isThrownBy(emulator::failOver);
    }

    @Test
    void restoredSnapshot_hasFewerVersionsOnEveryNode() throws Exception {
        TransitEmulator.RaftSnapshot before = emulator.snapshot();
        rotate(emulator.address());
        assertThat(key(standby.address())).contains("\"latest_version\":2");

        emulator.restore(before);

        assertThat(key(standby.address())).contains("\"latest_version\":1");
        assertThat(key(emulator.address())).contains("\"latest_version\":1");
    }
}
