package dev.baokms.testkit.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.testkit.kms.WrappedSeed;
import dev.baokms.testkit.model.StorageException.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VirtualApiServerStorageTest extends VirtualApiServerScenario {
    @Test
    void ownWrite_isReadBackWithoutTheProvider() {
        server.tick();

        var read = server.get(KEY, server.put(KEY, VALUE));

        assertThat(read.value()).isEqualTo(VALUE);
        assertThat(read.stale()).isFalse();
        assertThat(plugin.decryptCalls).isZero();
    }

    @Test
    void afterARestart_oneDecryptOpensAllValuesOfOneSeed() {
        server.tick();
        byte[] first = server.put(KEY, VALUE);
        byte[] second = server.put(KEY + "2", VALUE);
        var restarted = newServer();
        restarted.tick();

        assertThat(restarted.get(KEY, first).value()).isEqualTo(VALUE);
        assertThat(restarted.get(KEY + "2", second).value()).isEqualTo(VALUE);

        assertThat(plugin.decryptCalls).isEqualTo(1);
    }

    @Test
    void twoWritesOfOneValue_shareNoBytesBeyondTheWrappedSeed() {
        server.tick();

        assertThat(EtcdEnvelope.parse(server.put(KEY, VALUE)).data())
                .isNotEqualTo(EtcdEnvelope.parse(server.put(KEY, VALUE)).data());
    }

    @Test
    void encryptThatCannotBeDecrypted_isNoticedOnlyAfterARestart() {
        server.tick();
        plugin.decryptFails = true;
        byte[] stored = server.put(KEY, VALUE);
        assertThat(server.get(KEY, stored).value()).isEqualTo(VALUE);
        assertThat(server.health()).isEmpty();

        var restarted = newServer();
        restarted.tick();

        assertThat(reasonOf(() -> restarted.get(KEY, stored))).isEqualTo(Reason.PLUGIN);
    }

    @Test
    void failedDecrypt_isAskedAgainEachTime() {
        server.tick();
        byte[] stored = server.put(KEY, VALUE);
        plugin.decryptFails = true;
        var restarted = newServer();
        restarted.tick();
        for (int i = 0; i < 5; i++) {
            assertThat(reasonOf(() -> restarted.get(KEY, stored))).isEqualTo(Reason.PLUGIN);
        }
        assertThat(plugin.decryptCalls).isEqualTo(5);

        plugin.decryptFails = false;
        assertThat(restarted.get(KEY, stored).value()).isEqualTo(VALUE);
    }

    @Test
    void wrongAnswerOfDecrypt_poisonsTheCacheForADay() {
        server.tick();
        byte[] stored = server.put(KEY, VALUE);
        var restarted = newServer();
        restarted.tick();
        plugin.bendDecrypt = seed -> new byte[32];
        assertThat(reasonOf(() -> restarted.get(KEY, stored))).isEqualTo(Reason.NOT_AUTHENTIC);
        plugin.bendDecrypt = seed -> seed;
        assertThat(reasonOf(() -> restarted.get(KEY, stored))).isEqualTo(Reason.NOT_AUTHENTIC);
        assertThat(plugin.decryptCalls).isEqualTo(1);

        now = now.plus(Duration.ofHours(24)).plusSeconds(1);
        restarted.tick();
        assertThat(reasonOf(() -> restarted.get(KEY, stored))).isEqualTo(Reason.NOT_AUTHENTIC);
        assertThat(restarted.put(KEY + "2", VALUE)).isNotEmpty();

        assertThat(restarted.get(KEY, stored).value()).isEqualTo(VALUE);
    }

    @Test
    void shortSeed_isRefusedAndNotKept() {
        server.tick();
        byte[] stored = server.put(KEY, VALUE);
        var restarted = newServer();
        restarted.tick();
        plugin.bendDecrypt = seed -> new byte[31];
        assertThat(reasonOf(() -> restarted.get(KEY, stored))).isEqualTo(Reason.BAD_SEED);

        plugin.bendDecrypt = seed -> seed;
        assertThat(restarted.get(KEY, stored).value()).isEqualTo(VALUE);
    }

    @Test
    void valueOfTypeKey_isReadAndStale() {
        server.tick();
        byte[] seed = plugin.seeds.getFirst();
        WrappedSeed wrapped = EtcdEnvelope.parse(server.put(KEY, VALUE)).wrapped();
        byte[] legacy = EtcdEnvelope.sealWithKey("demo", wrapped, seed, new byte[12], KEY, VALUE)
                .encoded();

        var read = server.get(KEY, legacy);

        assertThat(read.value()).isEqualTo(VALUE);
        assertThat(read.stale()).isTrue();
    }

    @Test
    void valueMovedToAnotherEtcdKey_isNotAuthentic() {
        server.tick();
        byte[] stored = server.put(KEY, VALUE);

        assertThat(reasonOf(() -> server.get(KEY + "2", stored))).isEqualTo(Reason.NOT_AUTHENTIC);
    }

    @Test
    void valueOfAnotherProvider_isForeign() {
        server.tick();
        var other = new VirtualApiServer("other", plugin, () -> now, new Random(2));
        other.tick();

        assertThat(reasonOf(() -> server.get(KEY, other.put(KEY, VALUE)))).isEqualTo(Reason.FOREIGN);
    }

    @Test
    void storedValueThatBreaksTheRules_isMalformed() {
        server.tick();
        var wrapped = new WrappedSeed(new byte[1], "", Map.of());
        byte[] stored = EtcdEnvelope.seal("demo", wrapped, new byte[32], new byte[32], new byte[12], KEY, VALUE)
                .encoded();

        assertThat(reasonOf(() -> server.get(KEY, stored))).isEqualTo(Reason.MALFORMED);
        assertThat(plugin.decryptCalls).isZero();
    }
}
