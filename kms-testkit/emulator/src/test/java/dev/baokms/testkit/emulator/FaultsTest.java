package dev.baokms.testkit.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.testkit.emulator.Api.Answer;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultsTest {
    private static final String ENCRYPT = "/v1/transit/encrypt";
    private static final String PLAINTEXT = "c2VjcmV0";

    private TransitEmulator emulator;
    private Api root;
    private Api provider;

    @BeforeEach
    void start() {
        emulator = TransitEmulator.start();
        var issuer = new JwtIssuer("https://issuer.example", java.time.InstantSource.system());
        emulator.provision(Provision.usual(), issuer);
        root = new Api(emulator.address(), emulator.rootToken());
        String jwt = issuer.issue("node-1", "openbao", Duration.ofMinutes(1));
        Answer login = root.as("").post("auth/jwt/login", "role", "kms", "jwt", jwt);
        provider = root.as(login.text("auth", "client_token"));
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    private Answer encrypt() {
        return provider.post("transit/encrypt/kms", "plaintext", PLAINTEXT);
    }

    private Answer decrypt(String ciphertext) {
        return provider.post("transit/decrypt/kms", "ciphertext", ciphertext);
    }

    private Answer failing(Fault fault) {
        emulator.faults().inject(fault, ENCRYPT);
        return encrypt();
    }

    @Test
    void reset_endsWithoutAnswer() {
        emulator.faults().inject(Fault.RESET, ENCRYPT);
        assertThatThrownBy(() -> provider.sendOrThrow("POST", ENCRYPT + "/kms", "{\"plaintext\":\"\"}"))
                .isInstanceOf(IOException.class);
        assertThat(emulator.requests()).containsEntry("POST transit/encrypt", 1L);
    }

    @Test
    void dropMidBody_endsBeforeTheDeclaredLength() {
        emulator.faults().inject(Fault.DROP_MID_BODY, ENCRYPT);
        assertThatThrownBy(() -> provider.sendOrThrow("POST", ENCRYPT + "/kms", "{\"plaintext\":\"\"}"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("fixed content-length");
    }

    @Test
    void tokenRefused_isBare403() {
        Answer got = failing(Fault.TOKEN_REFUSED);
        assertThat(got.status()).isEqualTo(403);
        assertThat(got.error()).isEqualTo("permission denied");
    }

    @Test
    void policyDenied_isWrapped403() {
        Answer got = failing(Fault.POLICY_DENIED);
        assertThat(got.status()).isEqualTo(403);
        assertThat(got.error()).isEqualTo(EnvelopeChecks.POLICY_DENIAL);
    }

    @Test
    void rateLimited_is429WithRetryAfter() {
        Answer got = failing(Fault.RATE_LIMITED);
        assertThat(got.status()).isEqualTo(429);
        assertThat(got.error()).isEqualTo("request path \"transit/encrypt/kms\": rate limit quota exceeded");
        assertThat(got.headers()).containsEntry("Retry-After", "1");
    }

    @Test
    void internalError_is500() {
        Answer got = failing(Fault.INTERNAL_ERROR);
        assertThat(got.status()).isEqualTo(500);
        assertThat(got.error()).contains("internal error");
    }

    @Test
    void longInternalError_holdsThreeKilobytes() {
        Answer got = failing(Fault.LONG_INTERNAL_ERROR);
        assertThat(got.status()).isEqualTo(500);
        assertThat(got.error()).contains("failed to renew entry").hasSizeBetween(2_500, 4_000);
    }

    @Test
    void unavailable_is503() {
        Answer got = failing(Fault.UNAVAILABLE);
        assertThat(got.status()).isEqualTo(503);
        assertThat(got.error()).isEqualTo("Vault is sealed");
    }

    @Test
    void deadLeader_redirectsToNobody() {
        Answer got = failing(Fault.DEAD_LEADER);
        assertThat(got.status()).isEqualTo(307);
        assertThat(got.headers()).containsEntry("Location", "http://127.0.0.1:1/v1/transit/encrypt/kms");
        assertThat(got.body()).isEmpty();
    }

    @Test
    void renewalWithoutAnswer_is204ForRenewSelfOnly() {
        emulator.faults().inject(Fault.RENEWAL_WITHOUT_ANSWER);
        Answer got = provider.post("auth/token/renew-self");
        assertThat(got.status()).isEqualTo(204);
        assertThat(got.body()).isEmpty();
        assertThat(encrypt().status()).isEqualTo(200);
    }

    @Test
    void oversizeBody_isJsonOf8MiB() {
        Answer got = failing(Fault.OVERSIZE_BODY);
        assertThat(got.body()).hasSizeGreaterThan(8 << 20);
        assertThat(got.ciphertext()).startsWith("vault:v1:");
    }

    @Test
    void malformedJson_isCutShort() {
        Answer got = failing(Fault.MALFORMED_JSON);
        assertThat(got.status()).isEqualTo(200);
        assertThatThrownBy(got::ciphertext).isInstanceOf(Refusal.class);
    }

    @Test
    void corruptCiphertext_doesNotDecrypt() {
        Answer got = failing(Fault.CORRUPT_CIPHERTEXT);
        assertThat(got.status()).isEqualTo(200);
        assertThat(decrypt(got.ciphertext()).error()).isEqualTo(CryptoChecks.NOT_AUTHENTIC);
    }

    @Test
    void wrongPlaintext_differsFromWhatWasEncrypted() {
        String made = encrypt().ciphertext();
        emulator.faults().inject(Fault.WRONG_PLAINTEXT);
        assertThat(decrypt(made).status()).isEqualTo(200);
        assertThat(decrypt(made).text("data", "plaintext")).isNotEqualTo(PLAINTEXT);
    }

    @Test
    void everyFault_isUndoneByClear() {
        for (Fault fault : Fault.values()) {
            emulator.faults().inject(fault);
        }
        emulator.faults().clear();
        assertThat(decrypt(encrypt().ciphertext()).text("data", "plaintext")).isEqualTo(PLAINTEXT);
        assertThat(provider.post("auth/token/renew-self").status()).isEqualTo(200);
    }

    @Test
    void injectedTwice_failsTwiceAndOnlyBelowThePrefix() {
        emulator.faults().inject(Fault.INTERNAL_ERROR, ENCRYPT, 2);
        assertThat(provider.get("transit/keys/kms").status()).isEqualTo(200);
        assertThat(encrypt().status()).isEqualTo(500);
        assertThat(encrypt().status()).isEqualTo(500);
        assertThat(encrypt().status()).isEqualTo(200);
        assertThat(emulator.requests())
                .containsEntry("POST transit/encrypt", 3L)
                .containsEntry("GET transit/keys", 1L)
                .containsEntry("POST auth/jwt/login", 1L);
    }

    @Test
    void delay_comesBeforeTheAnswer() {
        emulator.faults().delay(Duration.ofMillis(80), ENCRYPT);
        long start = System.nanoTime();
        assertThat(encrypt().status()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(80));
    }

    @Test
    void seal_leavesHealthOnlyUntilUnsealed() {
        emulator.faults().seal();
        assertThat(encrypt().status()).isEqualTo(503);
        assertThat(root.get("sys/health").status()).isEqualTo(503);
        emulator.faults().unseal();
        assertThat(encrypt().status()).isEqualTo(200);
    }

    @Test
    void keyOfFailedUpsert_isGoneAfterASeal() {
        root.post("sys/mounts/upsert", "type", "transit");
        root.post("upsert/encrypt/phantom", "plaintext", "!!!");
        assertThat(root.get("upsert/keys/phantom").status()).isEqualTo(200);
        emulator.faults().seal();
        emulator.faults().unseal();
        assertThat(root.get("upsert/keys/phantom").status()).isEqualTo(404);
    }

    @Test
    void expireTokens_endsAllButRoot() {
        emulator.faults().expireTokens();
        assertThat(encrypt().error()).isEqualTo("permission denied");
        assertThat(root.get("transit/keys/kms").status()).isEqualTo(200);
    }

    @Test
    void hiddenNewestVersion_isUnknownToEveryOperation() {
        emulator.faults().rotateKey("transit", "kms");
        String second = encrypt().ciphertext();
        emulator.faults().hideNewestVersion();
        assertBehindOneRotation(second);
    }

    @Test
    void lagByOneWrite_hidesTheRotationUntilTheNextWrite() {
        emulator.faults().lag(1);
        emulator.faults().rotateKey("transit", "kms");
        assertThat(provider.get("transit/keys/kms").at("data", "latest_version"))
                .isEqualTo(1L);
        root.post("transit/config/keys", "disable_upsert", true);
        assertThat(provider.get("transit/keys/kms").at("data", "latest_version"))
                .isEqualTo(2L);
    }

    @Test
    void frozenNode_learnsNothingUntilItCatchesUp() {
        emulator.faults().freeze();
        emulator.faults().rotateKey("transit", "kms");
        EmulatorNode other = emulator.addStandby();
        String second = new Api(other.address(), emulator.rootToken())
                .post("transit/encrypt/kms", "plaintext", PLAINTEXT)
                .ciphertext();
        assertBehindOneRotation(second);
    }

    private void assertBehindOneRotation(String second) {
        assertThat(second).startsWith("vault:v2:");
        assertThat(provider.get("transit/keys/kms").at("data", "latest_version"))
                .isEqualTo(1L);
        assertThat(provider.get("transit/keys/kms").members("data", "keys")).containsExactly("1");
        assertThat(encrypt().ciphertext()).startsWith("vault:v1:");
        Answer newer = provider.post("transit/encrypt/kms", "plaintext", PLAINTEXT, "key_version", 2);
        assertThat(newer.status()).isEqualTo(400);
        assertThat(newer.error()).isEqualTo("requested version for encryption is higher than the latest key version");
        assertThat(decrypt(second).error()).isEqualTo("invalid ciphertext: version is too new");
        emulator.faults().catchUp();
        assertThat(decrypt(second).status()).isEqualTo(200);
    }

    @Test
    void forgottenKey_isMissing() {
        String made = encrypt().ciphertext();
        emulator.faults().forgetKey("transit", "kms");
        assertThat(provider.get("transit/keys/kms").status()).isEqualTo(404);
        assertThat(encrypt().status()).isEqualTo(403);
        assertThat(decrypt(made).error()).isEqualTo("encryption key not found");
        assertThatThrownBy(() -> emulator.faults().forgetKey("transit", "kms"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no key kms on mount transit");
    }

    @Test
    void recreatedKey_hasAnotherCreationSecondAndOtherMaterial() {
        String made = encrypt().ciphertext();
        Object before = provider.get("transit/keys/kms").at("data", "keys", "1");
        emulator.faults().recreateKey("transit", "kms");
        assertThat((Long) provider.get("transit/keys/kms").at("data", "keys", "1"))
                .isGreaterThan((Long) before);
        assertThat(decrypt(made).error()).isEqualTo(CryptoChecks.NOT_AUTHENTIC);
    }

    @Test
    void adminAddress_sealsAndUnseals() {
        assertThat(turn("seal").status()).isEqualTo(204);
        assertThat(encrypt().status()).isEqualTo(503);
        assertThat(turn("unseal").status()).isEqualTo(204);
        assertThat(encrypt().status()).isEqualTo(200);
        assertThat(turn("nosuch").status()).isEqualTo(404);
    }

    private Answer turn(String word) {
        return root.as("").send("POST", "/emulator/" + word, "");
    }
}
