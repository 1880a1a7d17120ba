package dev.baokms.core;

import static dev.baokms.core.failure.Failures.UNREACHABLE;
import static dev.baokms.core.failure.Outcomes.bytes;
import static dev.baokms.core.failure.Outcomes.failure;
import static dev.baokms.core.failure.Outcomes.value;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Malformed;
import dev.baokms.core.failure.Failure.NotAuthentic;
import dev.baokms.core.failure.Failure.Timeout;
import dev.baokms.core.failure.Failure.VerifyFailed;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.health.Health;
import dev.baokms.core.health.HealthRules;
import dev.baokms.core.key.Aad;
import dev.baokms.core.key.TransitCiphertext;
import dev.baokms.core.keyring.KeyMetadata;
import dev.baokms.core.keyring.RotationRules;
import dev.baokms.core.port.Call;
import dev.baokms.core.port.Event;
import dev.baokms.core.port.InMemoryTransit.Operation;
import dev.baokms.core.port.Transit;
import dev.baokms.core.secret.SecretBytes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class EncryptTest {
    private static final byte[] SEED = {1, 2, 3, 4};

    @Test
    void wrapped_opensToTheSeedAndNamesOneVersion() {
        var bench = Bench.ready();
        bench.switchToNewVersion();

        Kms.Wrapped wrapped = value(bench.encrypt(SEED));

        assertThat(wrapped.ciphertext().version()).isEqualTo(2);
        assertThat(wrapped.keyId()).isEqualTo(value(bench.provider.status()).keyId());
        assertThat(bytes(bench.decrypt(Bench.Stored.of(wrapped)))).isEqualTo(SEED);
    }

    @Test
    void encrypt_wrapsAndVerifies() {
        var bench = Bench.ready();
        int encrypts = bench.transit.calls(Operation.ENCRYPT);
        int decrypts = bench.transit.calls(Operation.DECRYPT);

        value(bench.encrypt(SEED));

        assertThat(bench.transit.calls(Operation.ENCRYPT) - encrypts).isEqualTo(1);
        assertThat(bench.transit.calls(Operation.DECRYPT) - decrypts).isEqualTo(1);
    }

    @Test
    void emptyPlaintext_isMalformedAndReachesNobody() {
        var bench = Bench.ready();
        int calls = bench.transit.calls();
        bench.events.clear();

        assertThat(failure(bench.encrypt(new byte[0])))
                .isEqualTo(new Malformed(Failure.Part.PLAINTEXT, "must not be empty"));
        assertThat(failure(new Bench().encrypt(new byte[0]))).isInstanceOf(Malformed.class);
        assertThat(bench.transit.calls()).isEqualTo(calls);
        assertThat(bench.events).isEmpty();
    }

    @Test
    void verifyOff_wrapsOnly() {
        var settings = new ProviderSettings(
                "1", false, RotationRules.DEFAULT, HealthRules.DEFAULT, Duration.ofSeconds(30), Duration.ofMinutes(5));
        var bench = new Bench(settings, UnaryOperator.identity());
        bench.probe();
        int decrypts = bench.transit.calls(Operation.DECRYPT);

        value(bench.encrypt(SEED));

        assertThat(bench.transit.calls(Operation.DECRYPT)).isEqualTo(decrypts);
    }

    @Test
    void corruptWrap_isCaughtAndFailsStatusUntilAGoodProbe() {
        var bench = Bench.ready();
        bench.transit.corruptNextWrap();

        assertThat(failure(bench.encrypt(SEED))).isEqualTo(new VerifyFailed());
        assertThat(failure(bench.provider.status())).isEqualTo(new VerifyFailed());
        assertThat(failure(bench.encrypt(SEED))).isEqualTo(new VerifyFailed());
        assertThat(bench.snapshot().health().trouble())
                .as("met by live traffic, not by a step of a probe")
                .contains(new Health.Trouble(new VerifyFailed(), Optional.empty(), Bench.START));
        assertThat(bench.events).contains(new Event.ProbeWanted());

        bench.probe();

        assertThat(value(bench.provider.status()).trouble()).isEmpty();
        assertThat(bytes(bench.decrypt(bench.stored(SEED)))).isEqualTo(SEED);
    }

    @Test
    void probeAfterACorruptWrap_unwraps() {
        var bench = Bench.ready();
        bench.transit.corruptNextWrap();
        failure(bench.encrypt(SEED));
        bench.transit.corruptNextWrap();
        bench.probe();

        assertThat(failure(bench.provider.status())).isEqualTo(new VerifyFailed());
    }

    @Test
    void corruptWrapDuringAProbe_isNotClearedByIt() {
        var bench = Bench.ready();
        bench.pass(Duration.ofSeconds(30));
        bench.transit.hook((operation, call) -> {
            bench.transit.heal();
            bench.transit.corruptNextWrap();
            assertThat(failure(bench.encrypt(SEED))).isEqualTo(new VerifyFailed());
            return Optional.empty();
        });

        bench.probe();

        assertThat(failure(bench.provider.status())).isEqualTo(new VerifyFailed());
    }

    @Test
    void freshWrapThatIsNotAuthentic_isVerifyFailed() {
        var bench = Bench.ready();
        bench.transit.fail(Operation.DECRYPT, new NotAuthentic());

        assertThat(failure(bench.encrypt(SEED))).isEqualTo(new VerifyFailed());
    }

    @Test
    void verificationThatCannotBeMade_isItsOwnFailure() {
        var bench = Bench.ready();
        bench.transit.fail(Operation.DECRYPT, new Timeout());

        assertThat(failure(bench.encrypt(SEED))).isEqualTo(new Timeout());
        assertThat(value(bench.provider.status()).trouble()).isEmpty();
    }

    @Test
    void ciphertextOfAnotherVersion_isVerifyFailedInRequestsAndProbes() {
        var bench = new Bench(ProviderSettings.defaults("1"), AlwaysLatest::new);
        bench.probe();
        bench.transit.rotate(bench.clock.get());

        assertThat(failure(bench.encrypt(SEED))).isEqualTo(new VerifyFailed());

        bench.probe();

        assertThat(bench.activeVersion()).isEqualTo(1);
        assertThat(failure(bench.provider.status())).isEqualTo(new VerifyFailed());
    }

    @Test
    void failingEncrypt_wantsAProbe() {
        var bench = Bench.ready();
        bench.events.clear();
        bench.transit.fail(Operation.ENCRYPT, new Failure.Denied());

        failure(bench.encrypt(SEED));

        assertThat(bench.events).containsExactly(new Event.ProbeWanted());
    }

    @Test
    void wantAtAnyMomentOfAProbe_leadsToADeepOne() {
        for (int moment = 1; moment <= 6; moment++) {
            var bench = Bench.ready();
            bench.pass(Duration.ofSeconds(30));
            var reads = new AtomicInteger(moment);
            var unwraps = new AtomicInteger();
            bench.onClockRead = () -> {
                if (reads.decrementAndGet() == 0) {
                    bench.transit.fail(Operation.ENCRYPT, UNREACHABLE);
                    failure(bench.encrypt(SEED));
                    bench.transit.heal();
                    unwraps.set(bench.transit.calls(Operation.DECRYPT));
                }
            };
            bench.probe();
            bench.probe();

            assertThat(bench.transit.calls(Operation.DECRYPT))
                    .as("clock read %d", moment)
                    .isGreaterThan(unwraps.get());
        }
    }

    @Test
    void raisedMinimum_isNoticedByTheRequestItRefuses() {
        var bench = Bench.ready();
        bench.transit.rotate(bench.clock.get());
        bench.transit.minEncryptionVersion(2);
        failure(bench.encrypt(SEED));
        bench.probe();

        assertThat(bench.stored(SEED).ciphertext()).startsWith("vault:v2:".getBytes(US_ASCII));
    }

    /** A Transit that ignores the version it is asked for. */
    private record AlwaysLatest(Transit transit) implements Transit {
        @Override
        public Outcome<KeyMetadata> readKey(Call call) {
            return transit.readKey(call);
        }

        @Override
        public Outcome<Boolean> upsertAllowed(Call call) {
            return transit.upsertAllowed(call);
        }

        @Override
        public Outcome<TransitCiphertext> encrypt(SecretBytes plaintext, int version, Aad aad, Call call) {
            return transit.encryptWithLatest(plaintext, aad, call);
        }

        @Override
        public Outcome<TransitCiphertext> encryptWithLatest(SecretBytes plaintext, Aad aad, Call call) {
            return transit.encryptWithLatest(plaintext, aad, call);
        }

        @Override
        public int mostAtOnce() {
            return transit.mostAtOnce();
        }

        @Override
        public Outcome<List<Outcome<SecretBytes>>> decryptAll(List<Sealed> each, Call call) {
            return transit.decryptAll(each, call);
        }

        @Override
        public Outcome<SecretBytes> decrypt(TransitCiphertext ciphertext, Aad aad, Call call) {
            return transit.decrypt(ciphertext, aad, call);
        }
    }
}
