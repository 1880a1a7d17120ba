package dev.baokms.daemon.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.daemon.site.Site;
import dev.baokms.testkit.kms.KmsCallException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Health and metrics as an orchestrator and Prometheus see them, on one shared listener. */
class EndpointsTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String LOGIN_COUNTED = "openbao_kms_auth_login_total{status=\"ok\"}";

    @TempDir
    private static Path folder;

    private static Site site;
    private static Site.Running running;

    @BeforeAll
    static void start() throws Exception {
        site = Site.in(folder);
        running = site.running();
        Site.await("Status is ok", () -> Site.healthy(running.client()));
        running.client().decrypt("b", running.client().encrypt("a", "seed".getBytes(StandardCharsets.UTF_8)));
        try {
            running.client()
                    .decrypt("c", running.client().encrypt("d", new byte[32]).withAnnotations(Map.of()));
        } catch (KmsCallException expected) {
            assertThat(expected.code()).isEqualTo("INVALID_ARGUMENT");
        }
        // The token's thread lets the calls go first and counts the login after that.
        Site.await("the login is counted", () -> metrics().contains(LOGIN_COUNTED));
    }

    @AfterAll
    static void stop() {
        running.close();
        site.close();
        HTTP.close();
    }

    private static HttpResponse<String> ask(String method, String path) {
        int port = running.daemon().listening().values().iterator().next().getPort();
        return HTTP.sendAsync(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .method(method, BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString())
                .join();
    }

    private static String metrics() {
        return ask("GET", "/metrics").body();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/live", "/livez", "/ready", "/readyz", "/healthz", "/metrics"})
    void page_isServedForGetAndHead_andNothingElse(String path) {
        assertThat(ask("GET", path).statusCode()).isEqualTo(200);
        assertThat(ask("HEAD", path).statusCode()).isEqualTo(200);
        assertThat(ask("HEAD", path).body()).isEmpty();
        assertThat(ask("POST", path).statusCode()).isEqualTo(405);
    }

    @Test
    void unknownPage_isNotFound() {
        assertThat(ask("GET", "/secrets").statusCode()).isEqualTo(404);
    }

    @Test
    void ready_saysWhatTheDaemonThinks() {
        assertThat(ask("GET", "/ready").body())
                .contains("\"status\":\"ok\"", "\"healthz\":\"ok\"", "\"stale\":false", "\"reasons\":[]")
                .containsPattern("\"rotation_state\":\"(stable|pending)\"")
                .containsPattern("\"cache_age_ms\":[0-9]+")
                .containsPattern("\"key_id_hash\":\"sha256:[0-9a-f]{64}\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "openbao_kms_grpc_requests_total{method=\"encrypt\",status=\"OK\"}",
                "openbao_kms_grpc_requests_total{method=\"decrypt\",status=\"INVALID_ARGUMENT\"}",
                "openbao_kms_grpc_duration_seconds_bucket{method=\"encrypt\",le=\"1.0E-4\"}",
                "openbao_kms_grpc_in_flight{method=\"status\"}",
                "openbao_kms_openbao_requests_total{operation=\"transit_encrypt\",status=\"ok\"}",
                "openbao_kms_openbao_duration_seconds_count{operation=\"transit_metadata_read\"}",
                LOGIN_COUNTED,
                "openbao_kms_token_ttl_seconds",
                "openbao_kms_status_key_id_hash{hash=\"sha256:",
                "openbao_kms_key_version 1.0",
                "openbao_kms_status_cache_age_seconds",
                "openbao_kms_transit_metadata_observation_total{status=\"accepted\"}",
                "openbao_kms_rotation_state{state=\"stable\"}",
                "openbao_kms_aad_validation_errors_total{reason=\"malformed_annotations\"}",
                "openbao_kms_build_info{",
                "openbao_kms_health{state=\"ok\"} 1.0",
                "openbao_kms_probe_last_success_timestamp_seconds{kind=\"deep\"}",
                "openbao_kms_activation_timestamp_seconds",
                "openbao_kms_upstream_requests_total{cause=\"serve\"}",
                "openbao_kms_upstream_requests_total{cause=\"verify\"}",
                "openbao_kms_upstream_requests_total{cause=\"login\"}",
                "openbao_kms_endpoint_up{endpoint=\"0\"} 1.0"
            })
    void metric_isExposedUnderItsPublishedName(String series) {
        assertThat(metrics()).contains(series);
    }
}
