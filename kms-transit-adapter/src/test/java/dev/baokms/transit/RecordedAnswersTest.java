package dev.baokms.transit;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.common.Json;
import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.key.Aad;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.transit.report.BackendEvent;
import dev.baokms.transit.report.BackendEvent.How;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every recorded answer of a real server, given to the operation it belongs to, or to the nearest one where we have none. What the
 * operation makes of it is in the table; a recording that is not in the table fails.
 */
class RecordedAnswersTest {
    private static final Map<String, String> EXPECTED = Stream.of("""
        encrypt-ok                            encrypt  vault:v1
        encrypt-aad                           encrypt  vault:v1
        encrypt-key-version-2                 encrypt  vault:v2
        encrypt-empty                         encrypt  vault:v1
        unknown-field-warning                 encrypt  vault:v1
        decrypt-aad                           decrypt  hello
        decrypt-empty                         decrypt  ''
        key-read                              key      latest=1 known=[1] min=1/0 []
        key-create                            key      latest=1 known=[1] min=1/0 []
        key-rotate                            key      latest=2 known=[1,2] min=1/0 []
        key-config                            key      latest=2 known=[2] min=2/0 []
        config-zero-warning                   key      latest=3 known=[1,2,3] min=1/0 []
        key-missing-404                       key      profile_invalid[KEY_MISSING]
        config-keys-read                      config   true
        config-keys-write                     config   false
        keys-list                             key      unreachable
        delete-not-allowed                    key      unreachable
        delete-ok-204                         key      unreachable
        decrypt-wrong-aad                     decrypt  not_authentic
        decrypt-too-old                       decrypt  profile_invalid[MIN_DECRYPTION_VERSION]
        decrypt-too-new                       decrypt  unreachable
        decrypt-no-prefix                     decrypt  malformed_ciphertext
        decrypt-bad-base64                    decrypt  malformed_ciphertext
        decrypt-5-bytes                       decrypt  malformed_ciphertext
        decrypt-unknown-key                   decrypt  profile_invalid[KEY_MISSING]
        soft-deleted-encrypt                  encrypt  profile_invalid[SOFT_DELETED]
        key-version-refused-9                 encrypt  unreachable
        key-version-refused-1                 encrypt  profile_invalid[MIN_ENCRYPTION_VERSION]
        key-version-refused--1                encrypt  unreachable
        encrypt-archived-version              encrypt  profile_invalid[MIN_DECRYPTION_VERSION]
        plaintext-not-base64                  encrypt  unreachable
        plaintext-missing                     encrypt  unreachable
        aad-not-base64-500                    encrypt  unreachable
        batch-encrypt-one-bad                 encrypt  unreachable
        batch-decrypt-one-bad                 decrypt  unreachable
        batch-missing-plaintext               encrypt  unreachable
        encrypt-unknown-key-update-only       encrypt  denied
        encrypt-unknown-key-upsert-disabled   encrypt  profile_invalid[KEY_MISSING]
        upsert-phantom-plain                  encrypt  unreachable
        token-missing                         encrypt  denied
        policy-denied                         encrypt  denied
        token-expired                         encrypt  denied
        token-malformed-batch                 encrypt  denied
        unsupported-operation-405             encrypt  unreachable
        unsupported-path-404                  encrypt  profile_invalid[KEY_MISSING]
        unknown-mount-404                     encrypt  profile_invalid[KEY_MISSING]
        double-slash-307                      encrypt  unreachable
        json-malformed                        encrypt  unreachable
        too-many-strings-400                  encrypt  unreachable
        jwt-login                             login    logged in
        jwt-login-batch                       login    logged in
        jwt-wrong-audience                    login    login_failed
        jwt-expired                           login    login_failed
        jwt-bad-signature                     login    login_failed
        jwt-alg-not-supported                 login    login_failed
        jwt-unknown-role                      login    login_failed
        login-unmounted                       login    login_failed
        login-entity-disabled                 login    login_failed
        cert-login                            login    logged in
        cert-none                             login    login_failed
        cert-untrusted                        login    login_failed
        cert-expired                          login    login_failed
        cert-renew-same                       renew    renewed
        cert-renew-none                       renew    login_failed
        cert-renew-other                      renew    login_failed
        cert-renew-role-gone                  renew    login_failed
        cert-renew-policies-changed           renew    login_failed
        lookup-self                           config   unreachable
        renew-self                            renew    renewed
        renew-capped                          renew    renewed
        renew-batch                           renew    login_failed
        renew-role-gone                       renew    login_failed
        revoke-self-204                       renew    login_failed
        capabilities-self                     rights   {transit/decrypt/k=[update], transit/encrypt/k=[update], transit/keys/k=[deny]}
        sealed-encrypt-503                    encrypt  sealed
        sealed-health-503                     config   unreachable
        health-active                         config   unreachable
        health-standby-429                    config   throttled
        seal-status                           config   unreachable
        leader-active                         config   unreachable
        leader-standby                        config   unreachable
        namespace-unknown-404                 encrypt  profile_invalid[KEY_MISSING]
        namespace-sealed-503                  encrypt  sealed
        namespace-locked-503                  encrypt  sealed
        rate-limited-without-headers          encrypt  throttled
        rate-limited-with-headers             encrypt  throttled 19s
        standby-no-forwarding-307             login    unreachable
        standby-lag-400-38                    decrypt  unreachable
        standby-lag-400-70                    encrypt  unreachable
        standby-lag-403-40                    encrypt  denied
        """.split("\n", -1))
            .filter(line -> !line.isBlank())
            .collect(Collectors.toMap(
                    line -> line.substring(0, line.indexOf(' ')),
                    line -> line.substring(line.indexOf(' ')).strip().replaceAll(" +", " ")));

    /** One exchange as it was recorded. */
    record Recording(String name, String line, int status, Map<String, String> headers, String body) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Recording> recordings() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(RecordedAnswersTest.class.getResourceAsStream("/openbao-answers.jsonl"))) {
            return new String(in.readAllBytes(), UTF_8)
                    .lines().map(Json::node).map(RecordedAnswersTest::recording).toList().stream();
        }
    }

    @Test
    void recordings_areAllInTheTableAndNoOthers() throws IOException {
        assertThat(recordings().map(Recording::name)).containsExactlyInAnyOrderElementsOf(EXPECTED.keySet());
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void recordedAnswer_meansWhatTheTableSays(Recording recording) {
        String operation = operation(recording.line());

        assertThat(operation + " " + meaning(operation, recording)).isEqualTo(EXPECTED.get(recording.name()));
    }

    private static String meaning(String operation, Recording recording) {
        var answer = aResponse().withStatus(recording.status()).withBody(recording.body());
        recording.headers().forEach(answer::withHeader);
        try (Bao bao = new Bao(1).logins("s.one").on(Bao.DECRYPT, 200, Bao.data("{\"plaintext\":\"\"}"))) {
            return switch (operation) {
                case "encrypt" -> {
                    bao.on(Bao.ENCRYPT, answer);
                    int version = recording.body().contains("vault:v2") ? 2 : 1;
                    yield text(
                            bao.transit().encrypt(Bao.plaintext(), version, Aad.ofProbe(), Bao.call()),
                            ciphertext -> "vault:v" + ciphertext.version());
                }
                case "decrypt" -> {
                    bao.on(Bao.DECRYPT, answer);
                    yield text(bao.decrypt(), RecordedAnswersTest::shown);
                }
                case "key" -> {
                    bao.on(Bao.KEY, answer);
                    yield text(
                            bao.transit().readKey(Bao.call()),
                            key -> "latest=%s known=%s min=%s/%s %s"
                                    .formatted(
                                            key.latestVersion(),
                                            key.creationSeconds()
                                                    .keySet()
                                                    .toString()
                                                    .replace(" ", ""),
                                            key.minDecryptionVersion(),
                                            key.minEncryptionVersion(),
                                            key.findings()));
                }
                case "login" -> {
                    bao.on(Bao.LOGIN, answer);
                    yield text(bao.decrypt(), secret -> "logged in");
                }
                case "renew" -> {
                    bao.login(200, Bao.auth("s.one", 1, true)).on(Bao.RENEW, answer);
                    bao.transit();
                    Eventually.comesTrue(() -> renewal(bao).findFirst().isPresent());
                    yield renewal(bao)
                            .findFirst()
                            .flatMap(BackendEvent.TokenChanged::failure)
                            .map(Failure::reason)
                            .orElse("renewed");
                }
                case "rights" -> {
                    bao.on("/v1/sys/capabilities-self", answer);
                    var paths = List.of("transit/encrypt/k", "transit/decrypt/k", "transit/keys/k");
                    yield text(
                            bao.transit().capabilities(paths, Bao.call()), rights -> new TreeMap<>(rights).toString());
                }
                default -> {
                    bao.on(Bao.CONFIG, answer);
                    yield text(bao.transit().upsertAllowed(Bao.call()), String::valueOf);
                }
            };
        }
    }

    private static Stream<BackendEvent.TokenChanged> renewal(Bao bao) {
        return bao.told(BackendEvent.TokenChanged.class).stream().filter(told -> told.how() == How.RENEWAL);
    }

    private static <T> String text(Outcome<T> outcome, Function<T, String> shown) {
        return switch (outcome) {
            case Outcome.Ok<T>(T value) -> shown.apply(value);
            case Outcome.Failed<T>(Failure.UnsafeKey unsafe) -> unsafe.reason() + unsafe.findings();
            case Outcome.Failed<T>(Failure.Busy busy)
            when busy.retryAfter().isPositive() ->
                busy.reason() + " " + busy.retryAfter().toSeconds() + "s";
            case Outcome.Failed<T>(Failure failure) -> failure.reason();
        };
    }

    private static String shown(SecretBytes secret) {
        try (secret) {
            String text = secret.exposeTo(bytes -> new String(bytes, UTF_8));
            return text.isEmpty() ? "''" : text;
        }
    }

    private static String operation(String line) {
        if (line.contains("/transit/encrypt/")
                || line.contains("/transit//encrypt/")
                || line.contains("/nope")
                || line.contains("/nomount/")) {
            return "encrypt";
        }
        if (line.contains("/transit/decrypt/")) {
            return "decrypt";
        }
        if (line.contains("/transit/keys")) {
            return "key";
        }
        if (line.contains("/login")) {
            return "login";
        }
        if (line.contains("/capabilities-self")) {
            return "rights";
        }
        return line.contains("/renew-self") || line.contains("/revoke-self") ? "renew" : "config";
    }

    private static Recording recording(JsonNode recorded) {
        JsonNode response = recorded.get("response");
        Map<String, String> headers = new HashMap<>();
        response.get("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asText()));
        // The stub sets its own.
        headers.remove("Content-Length");
        return new Recording(
                recorded.get("name").asText(),
                recorded.get("request").get("line").asText(),
                response.get("status").asInt(),
                headers,
                response.get("body").asText());
    }
}
