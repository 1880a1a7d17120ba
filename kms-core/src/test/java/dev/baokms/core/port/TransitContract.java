package dev.baokms.core.port;

import static dev.baokms.core.failure.Outcomes.bytes;
import static dev.baokms.core.failure.Outcomes.failure;
import static dev.baokms.core.failure.Outcomes.value;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.failure.Failure.NotAuthentic;
import dev.baokms.core.failure.Failure.Timeout;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.failure.Outcome.Failed;
import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.failure.Outcomes;
import dev.baokms.core.key.Aad;
import dev.baokms.core.key.KeyScope;
import dev.baokms.core.key.KeyVersion;
import dev.baokms.core.key.TransitCiphertext;
import dev.baokms.core.keyring.KeyMetadata;
import dev.baokms.core.secret.SecretBytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Transit} promises. A subclass says how to come by one; nothing here knows how it works. */
public abstract class TransitContract {
    private static final Budget AMPLE = () -> Duration.ofSeconds(10);
    private static final Call CALL = Call.of(Call.Cause.SERVE, AMPLE);
    private static final KeyScope SCOPE =
            new KeyScope("provider", "cluster", "instance", Optional.empty(), "mount", "lineage");
    private static final Aad AAD = Aad.of(SCOPE, new KeyVersion(1, 1_700_000_000));
    private static final Aad OTHER_AAD = Aad.of(SCOPE, new KeyVersion(1, 1_700_000_001));
    private static final byte[] SEED = "0123456789abcdef0123456789abcdef".getBytes(US_ASCII);

    private Transit transit;

    /** On a fresh key with versions 1, 2 and 3, none of them hidden or too old to encrypt; asked for once per test. */
    protected abstract Transit transitWithThreeVersions() throws Exception;

    /** Adds a version to the key of the Transit last given. */
    protected abstract void rotate() throws Exception;

    @BeforeEach
    void begin() throws Exception {
        transit = transitWithThreeVersions();
    }

    @Test
    void eachVersion_roundTripsUnderItsAssociatedData() {
        for (int version = 1; version <= 3; version++) {
            assertThat(bytes(transit.decrypt(wrap(version), AAD, CALL))).isEqualTo(SEED);
        }
    }

    @Test
    void ciphertext_namesTheVersionAskedFor() {
        assertThat(List.of(wrap(1).version(), wrap(2).version(), wrap(3).version()))
                .containsExactly(1, 2, 3);
    }

    @Test
    void latest_usesTheHighestVersion() throws Exception {
        assertThat(wrapWithLatest().version()).isEqualTo(3);

        rotate();

        assertThat(wrapWithLatest().version()).isEqualTo(4);
    }

    @Test
    void olderCiphertext_opensAfterRotation() throws Exception {
        TransitCiphertext before = wrap(3);

        rotate();

        assertThat(bytes(transit.decrypt(before, AAD, CALL))).isEqualTo(SEED);
    }

    @Test
    void sameSeedTwice_givesTwoCiphertexts() {
        assertThat(wrap(3).text()).isNotEqualTo(wrap(3).text());
    }

    @Test
    void otherAssociatedData_isNotAuthentic() {
        assertThat(failure(transit.decrypt(wrap(3), OTHER_AAD, CALL))).isInstanceOf(NotAuthentic.class);
    }

    @Test
    void flippedBit_isNotAuthentic() {
        String text = wrap(3).text();
        byte[] body = Base64.getDecoder().decode(text.substring("vault:v3:".length()));
        for (int position : new int[] {0, 12, body.length - 1}) {
            byte[] flipped = body.clone();
            flipped[position] ^= 1;
            TransitCiphertext altered = value(
                    TransitCiphertext.parse("vault:v3:" + Base64.getEncoder().encodeToString(flipped)));

            assertThat(failure(transit.decrypt(altered, AAD, CALL)))
                    .as("byte %d", position)
                    .isInstanceOf(NotAuthentic.class);
        }
    }

    @Test
    void otherVersionInTheText_isNotAuthentic() {
        TransitCiphertext altered = value(TransitCiphertext.parse(wrap(3).text().replace("vault:v3:", "vault:v2:")));

        assertThat(failure(transit.decrypt(altered, AAD, CALL))).isInstanceOf(NotAuthentic.class);
    }

    /** Of each version, one that is bound to something else, and one that was altered: each has its own answer. */
    @Test
    void severalAtOnce_haveEachItsOwnAnswerInOrder() {
        int most = Math.min(transit.mostAtOnce(), 40);
        var each = new ArrayList<Transit.Sealed>();
        var seeds = new ArrayList<byte[]>();
        for (int i = 0; i < most; i++) {
            byte[] own = new byte[32];
            own[0] = (byte) i;
            seeds.add(own);
            each.add(new Transit.Sealed(wrap(1 + i % 3, own), AAD));
        }
        each.set(7, new Transit.Sealed(each.get(7).ciphertext(), OTHER_AAD));
        each.set(9, new Transit.Sealed(altered(each.get(9).ciphertext()), AAD));

        List<Outcome<SecretBytes>> answers = value(transit.decryptAll(each, CALL));

        assertThat(answers).hasSize(most);
        for (int i = 0; i < most; i++) {
            if (i == 7 || i == 9) {
                assertThat(failure(answers.get(i))).as("item %d", i).isInstanceOf(NotAuthentic.class);
            } else {
                assertThat(bytes(answers.get(i))).as("item %d", i).isEqualTo(seeds.get(i));
            }
        }
    }

    @Test
    void asManyAtOnceAsAreTaken_areAnswered() {
        TransitCiphertext wrapped = wrap(2);
        var each = Collections.nCopies(transit.mostAtOnce(), new Transit.Sealed(wrapped, AAD));

        List<Outcome<SecretBytes>> answers = value(transit.decryptAll(each, CALL));

        assertThat(answers)
                .hasSize(each.size())
                .allSatisfy(answer -> assertThat(bytes(answer)).isEqualTo(SEED));
    }

    @Test
    void severalAtOnceOfWhichNoneOpens_failEach() {
        TransitCiphertext wrapped = wrap(3);
        var each = List.of(new Transit.Sealed(wrapped, OTHER_AAD), new Transit.Sealed(wrapped, OTHER_AAD));

        assertThat(value(transit.decryptAll(each, CALL)))
                .extracting(Outcomes::failure)
                .allSatisfy(failure -> assertThat(failure).isInstanceOf(NotAuthentic.class));
    }

    private static TransitCiphertext altered(TransitCiphertext ciphertext) {
        String prefix = "vault:v" + ciphertext.version() + ":";
        byte[] body = Base64.getDecoder().decode(ciphertext.text().substring(prefix.length()));
        body[body.length - 1] ^= 1;
        return value(TransitCiphertext.parse(prefix + Base64.getEncoder().encodeToString(body)));
    }

    @Test
    void versionAboveLatest_fails() {
        TransitCiphertext ahead = value(TransitCiphertext.parse(wrap(3).text().replace("vault:v3:", "vault:v9:")));
        try (SecretBytes seed = SecretBytes.copyOf(SEED)) {
            assertThat(transit.encrypt(seed, 9, AAD, CALL)).isInstanceOf(Failed.class);
            assertThat(transit.decrypt(ahead, AAD, CALL)).isInstanceOf(Failed.class);
        }
    }

    @Test
    void spentBudget_isTimeout() {
        Call late = Call.of(Call.Cause.SERVE, () -> Duration.ZERO);
        TransitCiphertext wrapped = wrap(3);
        try (SecretBytes seed = SecretBytes.copyOf(SEED)) {
            assertThat(failure(transit.encrypt(seed, 3, AAD, late))).isEqualTo(new Timeout());
            assertThat(failure(transit.encryptWithLatest(seed, AAD, late))).isEqualTo(new Timeout());
            assertThat(failure(transit.decrypt(wrapped, AAD, late))).isEqualTo(new Timeout());
            assertThat(failure(transit.decryptAll(List.of(new Transit.Sealed(wrapped, AAD)), late)))
                    .isEqualTo(new Timeout());
            assertThat(failure(transit.readKey(late))).isEqualTo(new Timeout());
            assertThat(failure(transit.upsertAllowed(late))).isEqualTo(new Timeout());
        }
    }

    @Test
    void readKey_listsEveryVersionWithItsCreationSecond() throws Exception {
        rotate();

        KeyMetadata read = value(transit.readKey(CALL));

        assertThat(read.latestVersion()).isEqualTo(4);
        assertThat(read.minDecryptionVersion()).isEqualTo(1);
        assertThat(read.creationSeconds().keySet()).containsExactly(1, 2, 3, 4);
        assertThat(List.copyOf(read.creationSeconds().values())).isSorted();
    }

    @Test
    void upsertSwitch_canBeRead() {
        assertThat(transit.upsertAllowed(CALL)).isInstanceOf(Ok.class);
    }

    @Test
    void plaintext_staysTheCallers() {
        try (SecretBytes seed = SecretBytes.copyOf(SEED)) {
            value(transit.encrypt(seed, 3, AAD, CALL));

            assertThat(seed.<byte[]>exposeTo(byte[]::clone)).isEqualTo(SEED);
        }
    }

    @Test
    void result_isOwnedByItsCallerAlone() {
        TransitCiphertext wrapped = wrap(3);
        SecretBytes first = value(transit.decrypt(wrapped, AAD, CALL));
        try (SecretBytes second = value(transit.decrypt(wrapped, AAD, CALL))) {
            first.close();

            assertThat(second.<byte[]>exposeTo(byte[]::clone)).isEqualTo(SEED);
        }
    }

    /** So many at once that an adapter which gathers calls does so. */
    @Test
    void concurrentCalls_keepTheirBytesApart() {
        List<CompletableFuture<Void>> callers = IntStream.range(0, 64)
                .mapToObj(i -> CompletableFuture.runAsync(() -> roundTrip(i), Thread::startVirtualThread))
                .toList();

        callers.forEach(CompletableFuture::join);
    }

    private void roundTrip(int caller) {
        byte[] own = new byte[32];
        own[0] = (byte) caller;
        int version = 1 + caller % 3;
        Aad aad = caller % 2 == 0 ? AAD : OTHER_AAD;
        try (SecretBytes seed = SecretBytes.copyOf(own)) {
            TransitCiphertext wrapped = value(transit.encrypt(seed, version, aad, CALL));
            assertThat(wrapped.version()).isEqualTo(version);
            assertThat(bytes(transit.decrypt(wrapped, aad, CALL))).isEqualTo(own);
        }
    }

    private TransitCiphertext wrapWithLatest() {
        try (SecretBytes seed = SecretBytes.copyOf(SEED)) {
            return value(transit.encryptWithLatest(seed, AAD, CALL));
        }
    }

    private TransitCiphertext wrap(int version) {
        return wrap(version, SEED);
    }

    private TransitCiphertext wrap(int version, byte[] bytes) {
        try (SecretBytes seed = SecretBytes.copyOf(bytes)) {
            return value(transit.encrypt(seed, version, AAD, CALL));
        }
    }
}
