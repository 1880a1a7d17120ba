package dev.baokms.core.port;

import static dev.baokms.core.failure.Outcomes.failure;
import static dev.baokms.core.failure.Outcomes.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.failure.Failure.NotAuthentic;
import dev.baokms.core.failure.Failure.Sealed;
import dev.baokms.core.failure.Failure.UnsafeKey;
import dev.baokms.core.failure.KeyFinding;
import dev.baokms.core.key.Aad;
import dev.baokms.core.key.TransitCiphertext;
import dev.baokms.core.port.InMemoryTransit.Operation;
import dev.baokms.core.secret.SecretBytes;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class InMemoryTransitTest extends TransitContract {
    private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
    private static final Call CALL = Call.of(Call.Cause.SERVE, () -> Duration.ofSeconds(10));

    private final InMemoryTransit transit = new InMemoryTransit(CREATED);

    @Override
    protected Transit transitWithThreeVersions() {
        rotate();
        rotate();
        return transit;
    }

    @Override
    protected void rotate() {
        transit.rotate(CREATED.plusSeconds(60));
    }

    @Test
    void lag_servesTheOlderKeyUntilItEnds() {
        transit.lag(true);
        rotate();

        assertThat(value(transit.readKey(CALL)).latestVersion()).isEqualTo(3);

        transit.lag(false);

        assertThat(value(transit.readKey(CALL)).latestVersion()).isEqualTo(4);
    }

    @Test
    void recreatedKey_opensNothingOfTheFormer() {
        TransitCiphertext former = wrap(1);

        transit.recreate(CREATED.plusSeconds(120));

        assertThat(failure(transit.decrypt(former, Aad.ofProbe(), CALL))).isEqualTo(new NotAuthentic());
        assertThat(value(transit.readKey(CALL)).creationSeconds()).containsOnlyKeys(1);
    }

    @Test
    void minimums_refuseVersionsBelow() {
        TransitCiphertext old = wrap(1);
        transit.minEncryptionVersion(3);
        transit.minDecryptionVersion(2);
        try (SecretBytes seed = SecretBytes.copyOf(new byte[32])) {
            assertThat(failure(transit.encrypt(seed, 2, Aad.ofProbe(), CALL)))
                    .isEqualTo(new UnsafeKey(KeyFinding.MIN_ENCRYPTION_VERSION));
        }
        assertThat(failure(transit.decrypt(old, Aad.ofProbe(), CALL)))
                .isEqualTo(new UnsafeKey(KeyFinding.MIN_DECRYPTION_VERSION));
        assertThat(value(transit.readKey(CALL)).creationSeconds()).containsOnlyKeys(2, 3);
    }

    @Test
    void corruptWrap_opensToOtherBytes() {
        transit.corruptNextWrap();
        try (SecretBytes seed = SecretBytes.copyOf(new byte[32]);
                SecretBytes back = value(transit.decrypt(wrap(3), Aad.ofProbe(), CALL))) {
            assertThat(back.sameAs(seed)).isFalse();
        }
    }

    @Test
    void failure_isAnsweredByItsOperationOnlyAndCounted() {
        transit.fail(Operation.READ_KEY, new Sealed());

        assertThat(failure(transit.readKey(CALL))).isEqualTo(new Sealed());
        assertThat(value(transit.upsertAllowed(CALL))).isFalse();
        assertThat(transit.calls(Operation.READ_KEY)).isEqualTo(1);
        assertThat(transit.calls()).isEqualTo(2);
    }

    private TransitCiphertext wrap(int version) {
        try (SecretBytes seed = SecretBytes.copyOf(new byte[32])) {
            return value(transit.encrypt(seed, version, Aad.ofProbe(), CALL));
        }
    }
}
