package dev.baokms.testkit.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.testkit.model.StorageException.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VirtualApiServerHealthTest extends VirtualApiServerScenario {
    @Test
    void start_asksStatusOnceThenEncryptOnceWithA32ByteSeed() {
        server.tick();

        assertThat(plugin.statusCalls).isEqualTo(1);
        assertThat(plugin.encryptCalls).isEqualTo(1);
        assertThat(plugin.seeds.getFirst()).hasSize(32);
        assertThat(plugin.uids.getFirst())
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(server.health()).isEmpty();
        assertThat(server.writeKeyId()).contains("kek-1");
    }

    @Test
    void healthyDay_costs1440StatusCallsAndOneEncrypt() {
        server.tick();
        pass(Duration.ofHours(24));

        assertThat(plugin.statusCalls).isEqualTo(1441);
        assertThat(plugin.encryptCalls).isEqualTo(1);
        assertThat(server.health()).isEmpty();
        assertThat(server.put(KEY, VALUE)).isNotEmpty();
    }

    @Test
    void beforeTheFirstGoodRound_notEvenReadingWorks() {
        server.tick();
        byte[] stored = server.put(KEY, VALUE);
        plugin.encryptFails = true;
        var restarted = newServer();
        restarted.tick();

        assertThat(reasonOf(() -> restarted.get(KEY, stored))).isEqualTo(Reason.NOT_READY);
        assertThat(reasonOf(() -> restarted.put(KEY, VALUE))).isEqualTo(Reason.NOT_READY);
        assertThat(plugin.decryptCalls).isZero();
        assertThat(restarted.health()).containsExactly("Encrypt failed: PERMISSION_DENIED: policy says no");
    }

    @Test
    void statusErrors_letWritingCoastForThreeMinutesAndReadingForEver() {
        server.tick();
        byte[] stored = server.put(KEY, VALUE);
        plugin.statusFails = true;

        pass(Duration.ofMinutes(3));
        assertThat(server.put(KEY, VALUE)).isNotEmpty();
        assertThat(server.health()).containsExactly("Status failed: UNAVAILABLE: backend is away");

        pass(Duration.ofSeconds(1));
        assertThatThrownBy(() -> server.put(KEY, VALUE))
                .isInstanceOf(StorageException.class)
                .hasMessageMatching("write seed of key_id sha256:[0-9a-f]{64} expired at 2026-01-01T00:03:00Z");
        assertThat(server.get(KEY, stored).value()).isEqualTo(VALUE);
    }

    @Test
    void oneGoodStatus_revivesExpiredWritingWithoutEncrypt() {
        server.tick();
        plugin.statusFails = true;
        pass(Duration.ofMinutes(10));
        assertThat(reasonOf(() -> server.put(KEY, VALUE))).isEqualTo(Reason.WRITE_EXPIRED);

        plugin.statusFails = false;
        pass(Duration.ofSeconds(10));

        assertThat(server.put(KEY, VALUE)).isNotEmpty();
        assertThat(server.health()).isEmpty();
        assertThat(plugin.encryptCalls).isEqualTo(1);
    }

    @Test
    void failingProvider_isPolledEveryTenSeconds() {
        plugin.statusFails = true;
        server.tick();

        pass(Duration.ofMinutes(1));

        assertThat(plugin.statusCalls).isEqualTo(7);
    }

    @Test
    void healthRequests_areAnsweredFromTheLastResultFor20Or3Seconds() {
        server.tick();
        now = now.plusSeconds(19);
        assertThat(server.health()).isEmpty();
        assertThat(plugin.statusCalls).isEqualTo(1);

        plugin.statusFails = true;
        now = now.plusSeconds(1);
        assertThat(server.health()).isNotEmpty();
        assertThat(plugin.statusCalls).isEqualTo(2);

        plugin.statusFails = false;
        now = now.plusSeconds(2);
        assertThat(server.health()).isNotEmpty();
        now = now.plusSeconds(1);
        assertThat(server.health()).isEmpty();
        assertThat(plugin.statusCalls).isEqualTo(3);
    }

    @Test
    void healthText_makesUnhealthyButKeepsWritingAlive() {
        server.tick();
        plugin.healthz = "backend is away";

        pass(Duration.ofMinutes(10));

        assertThat(server.health()).containsExactly("healthz is: backend is away");
        assertThat(server.put(KEY, VALUE)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"OK", "ok ", "", "okay"})
    void healthzOtherThanOk_isUnhealthy(String healthz) {
        plugin.healthz = healthz;
        server.tick();

        assertThat(server.health()).containsExactly("healthz is: " + healthz);
    }

    @Test
    void version_isStickyOnceSeen() {
        plugin.version = "v2beta1";
        server.tick();
        plugin.version = "v2";
        pass(Duration.ofMinutes(1));
        assertThat(server.health()).containsExactly("version changed from v2beta1 to v2");

        plugin.version = "v2beta1";
        pass(Duration.ofSeconds(10));
        assertThat(server.health()).isEmpty();
    }

    @Test
    void versionSeenWhileUnhealthy_isStickyToo() {
        plugin.healthz = "starting";
        plugin.version = "v2beta1";
        server.tick();
        plugin.healthz = "ok";
        plugin.version = "v2";
        pass(Duration.ofSeconds(10));

        assertThat(server.health()).containsExactly("version changed from v2beta1 to v2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2alpha1", "", "V2"})
    void unknownVersion_isUnhealthyButKeepsWritingAlive(String version) {
        plugin.version = version;
        server.tick();

        assertThat(server.health()).containsExactly("version is not v2 or v2beta1");
        assertThat(server.put(KEY, VALUE)).isNotEmpty();
    }

    @Test
    void invalidKeyIdFromStatus_letsWritingExpire() {
        server.tick();
        plugin.keyId = "";
        pass(Duration.ofSeconds(181));

        assertThat(server.health()).containsExactly("key_id is 0 bytes, need 1 to 1024");
        assertThat(reasonOf(() -> server.put(KEY, VALUE))).isEqualTo(Reason.WRITE_EXPIRED);
        assertThat(plugin.encryptCalls).isEqualTo(1);
    }

    @Test
    void newKeyId_meansANewSeedAndMakesOldValuesStale() {
        server.tick();
        byte[] old = server.put(KEY, VALUE);
        plugin.keyId = "kek-2";
        pass(Duration.ofMinutes(1));

        assertThat(plugin.encryptCalls).isEqualTo(2);
        assertThat(plugin.seeds.get(1)).isNotEqualTo(plugin.seeds.get(0));
        assertThat(server.get(KEY, old).stale()).isTrue();
        assertThat(server.get(KEY, server.put(KEY, VALUE)).stale()).isFalse();
    }

    @Test
    void encryptUnderAnotherKeyId_keepsTheOldStateAndItsExpiry() {
        server.tick();
        plugin.keyId = "kek-2";
        plugin.bendEncrypt = wrapped -> wrapped.withKeyId("kek-1");

        pass(Duration.ofMinutes(3));
        assertThat(server.writeKeyId()).contains("kek-1");
        assertThat(server.writableUntil()).contains(START.plusSeconds(180));
        assertThat(server.health()).singleElement().asString().startsWith("key_id of Encrypt sha256:");
        assertThat(plugin.encryptCalls).isEqualTo(14);

        pass(Duration.ofSeconds(1));
        assertThat(reasonOf(() -> server.put(KEY, VALUE))).isEqualTo(Reason.WRITE_EXPIRED);

        plugin.bendEncrypt = UnaryOperator.identity();
        pass(Duration.ofSeconds(10));
        assertThat(server.writeKeyId()).contains("kek-2");
        assertThat(server.put(KEY, VALUE)).isNotEmpty();
    }

    @Test
    void invalidAnswerOfEncrypt_isNotTaken() {
        plugin.bendEncrypt = wrapped -> wrapped.withCiphertext(new byte[1025]);
        server.tick();
        assertThat(server.health()).containsExactly("ciphertext is 1025 bytes, need 1 to 1024");

        plugin.bendEncrypt = wrapped -> wrapped.withAnnotations(Map.of("domain.example/name", new byte[1]));
        pass(Duration.ofSeconds(10));
        assertThat(server.health())
                .containsExactly("annotation key is no fully qualified domain name of two labels or more");
        assertThat(server.writeKeyId()).isEmpty();
    }
}
