package dev.baokms.core;

import static dev.baokms.core.failure.Outcomes.bytes;
import static dev.baokms.core.failure.Outcomes.failure;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Malformed;
import dev.baokms.core.failure.Failure.Mismatch;
import dev.baokms.core.failure.Failure.NotAuthentic;
import dev.baokms.core.failure.Failure.Part;
import dev.baokms.core.failure.Failure.RetiredKey;
import dev.baokms.core.failure.Failure.UnknownKey;
import dev.baokms.core.failure.Failure.UnsafeKey;
import dev.baokms.core.failure.KeyFinding;
import dev.baokms.core.failure.Outcome.Failed;
import dev.baokms.core.key.DerivedKey;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.key.KeyVersion;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.core.port.Event;
import dev.baokms.core.port.InMemoryTransit.Operation;
import dev.baokms.core.port.Ports;
import dev.baokms.core.port.StateStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class DecryptTest {
    private static final byte[] SEED = {1, 2, 3, 4};
    private static final String VERSION = "transit-key-version.kms.openbao.org";
    private static final String PLUGIN_VERSION = "plugin-version.kms.openbao.org";

    /** A way to spoil a request, and what it is refused with. */
    private record Fault(UnaryOperator<Bench.Stored> spoil, Failure refusal) {}

    /** In the order in which they are looked for. */
    private static final List<Fault> FAULTS = List.of(
            new Fault(
                    stored -> with(stored, PLUGIN_VERSION, new byte[32 * 1024]),
                    new Malformed(Part.ANNOTATIONS, "must be at most 32768 bytes together")),
            new Fault(
                    stored -> stored.withCiphertext("vault:v0:AAAA".getBytes(US_ASCII)),
                    new Malformed(Part.CIPHERTEXT, "must be vault:vN: and padded base64")),
            new Fault(
                    stored -> stored.withKeyId("obk1."),
                    new Malformed(Part.KEY_ID, "must be obk2. and 43 base64url characters")),
            new Fault(stored -> stored.withKeyId(otherId()), new UnknownKey()),
            new Fault(
                    stored -> with(stored, "other.kms.openbao.org", SEED),
                    new Malformed(Part.ANNOTATIONS, "hold a key this provider never writes")),
            new Fault(
                    stored -> with(stored, VERSION, "2".getBytes(UTF_8)),
                    new Mismatch(Part.ANNOTATIONS, VERSION + " is not that of the key_id")),
            new Fault(
                    stored -> stored.withCiphertext(new String(stored.ciphertext(), US_ASCII)
                            .replace(":v1:", ":v2:")
                            .getBytes(US_ASCII)),
                    new Mismatch(Part.CIPHERTEXT, "names another version than its key_id")));

    @Test
    void olderVersions_openForEver() {
        var bench = Bench.ready();
        var stored = new ArrayList<Bench.Stored>();
        for (int i = 0; i < 10; i++) {
            stored.add(bench.stored(SEED));
            bench.switchToNewVersion();
        }

        assertThat(bench.activeVersion()).isEqualTo(11);
        assertThat(stored)
                .allSatisfy(object -> assertThat(bytes(bench.decrypt(object))).isEqualTo(SEED));
    }

    @Test
    void severalFaults_areReportedInOrderBeforeOpenBaoIsAsked() {
        for (int first = 0; first < FAULTS.size(); first++) {
            for (int later = first; later < FAULTS.size(); later++) {
                var bench = Bench.ready();
                Bench.Stored spoiled = bench.stored(SEED);
                int decrypts = bench.transit.calls(Operation.DECRYPT);
                for (int i = later; i >= first; i--) {
                    spoiled = FAULTS.get(i).spoil.apply(spoiled);
                }

                assertThat(failure(bench.decrypt(spoiled)))
                        .as("faults %d to %d", first, later)
                        .isEqualTo(FAULTS.get(first).refusal);
                assertThat(bench.transit.calls(Operation.DECRYPT)).isEqualTo(decrypts);
                assertThat(bench.events).contains(new Event.DecryptRefused(FAULTS.get(first).refusal));
            }
        }
    }

    /** I8, for objects put together from three versions. */
    @Test
    void splicedObjects_reachTransitOnlyWhenAllPartsAgree() {
        var bench = Bench.ready();
        var stored = new ArrayList<Bench.Stored>();
        for (int i = 0; i < 3; i++) {
            stored.add(bench.stored(SEED));
            bench.switchToNewVersion();
        }
        int decrypts = bench.transit.calls(Operation.DECRYPT);
        int agreeing = 0;
        for (Bench.Stored ciphertext : stored) {
            for (Bench.Stored keyId : stored) {
                for (Bench.Stored annotations : stored) {
                    boolean agree = ciphertext.equals(keyId) && keyId.equals(annotations);
                    agreeing += agree ? 1 : 0;
                    var spliced = new Bench.Stored(ciphertext.ciphertext(), keyId.keyId(), annotations.annotations());
                    if (agree) {
                        assertThat(bytes(bench.decrypt(spliced))).isEqualTo(SEED);
                    } else {
                        assertThat(failure(bench.decrypt(spliced))).isInstanceOf(Mismatch.class);
                    }
                    assertThat(bench.transit.calls(Operation.DECRYPT) - decrypts)
                            .isEqualTo(agreeing);
                }
            }
        }
    }

    /** I8 and I11, for every flip of a bit in every field. */
    @Test
    void flippedBit_neverReachesTransitWithDisagreeingPartsAndNeverOpens() {
        var bench = Bench.ready();
        bench.switchToNewVersion();
        Bench.Stored stored = bench.stored(SEED);
        int prefix = "vault:v2:".length();
        forEachFlip(stored.ciphertext(), (at, flipped) -> {
            int reached = reached(bench, stored.withCiphertext(flipped));
            assertThat(at < prefix ? reached : 0).as("ciphertext byte %d", at).isZero();
        });
        forEachFlip(
                stored.keyId().getBytes(US_ASCII),
                (at, flipped) -> assertThat(reached(bench, stored.withKeyId(new String(flipped, UTF_8))))
                        .as("key_id byte %d", at)
                        .isZero());
        stored.annotations().forEach((key, value) -> {
            if (!key.equals(PLUGIN_VERSION)) {
                forEachFlip(
                        value,
                        (at, flipped) -> assertThat(reached(bench, with(stored, key, flipped)))
                                .as("%s byte %d", key, at)
                                .isZero());
            }
        });
    }

    @Test
    void otherPluginVersion_opens() {
        var bench = Bench.ready();

        assertThat(bytes(bench.decrypt(with(bench.stored(SEED), PLUGIN_VERSION, "0.0.1".getBytes(UTF_8)))))
                .isEqualTo(SEED);
    }

    @Test
    void recreatedKey_stopsWrappingAndOlderObjectsFailAsTheirOwn() {
        var bench = Bench.ready();
        Bench.Stored stored = bench.stored(SEED);
        bench.transit.recreate(bench.clock.get());
        bench.pass(Duration.ofMinutes(5));
        bench.probe();

        assertThat(failure(bench.encrypt(SEED))).isEqualTo(new UnsafeKey(KeyFinding.KEY_RECREATED));
        assertThat(failure(bench.decrypt(stored))).isEqualTo(new NotAuthentic());
    }

    @Test
    void alarm_doesNotStopDecrypt() {
        var bench = Bench.ready();
        Bench.Stored stored = bench.stored(SEED);
        bench.transit.upsertAllowed(true);
        bench.transit.findings(Set.of(KeyFinding.EXPORTABLE));
        bench.transit.rotate(bench.clock.get());
        bench.probe();

        assertThat(failure(bench.encrypt(SEED))).isEqualTo(new UnsafeKey(KeyFinding.EXPORTABLE));
        assertThat(bytes(bench.decrypt(stored))).isEqualTo(SEED);
    }

    @Test
    void backendFailure_isPassedOnAndWantsAProbe() {
        var bench = Bench.ready();
        Bench.Stored stored = bench.stored(SEED);
        bench.events.clear();
        bench.transit.fail(Operation.DECRYPT, new Failure.Sealed());

        assertThat(failure(bench.decrypt(stored))).isEqualTo(new Failure.Sealed());
        assertThat(bench.events).containsExactly(new Event.ProbeWanted());
    }

    @Test
    void callersMistakes_wantNoProbe() {
        var bench = Bench.ready();
        Bench.Stored stored = bench.stored(SEED);
        bench.events.clear();
        for (Fault fault : FAULTS) {
            failure(bench.decrypt(fault.spoil.apply(stored)));
        }

        assertThat(bench.events).doesNotContain(new Event.ProbeWanted());
    }

    @Test
    void retiredVersion_isRefusedLocally() {
        var bench = Bench.ready();
        Bench.Stored stored = bench.stored(SEED);
        bench.switchToNewVersion();
        var memory = bench.snapshot().keyring().memory();
        var restarted = new KmsProvider(
                Bench.SCOPE,
                ProviderSettings.defaults("1"),
                new KeyringState(memory.pins(), memory.highestActive(), new TreeSet<>(List.of(1))),
                new Ports(bench.transit, StateStore.NONE, bench.events::add, bench.clock::get, byte[]::new));
        int calls = bench.transit.calls();

        assertThat(failure(restarted.decrypt(
                        stored.ciphertext(), stored.keyId(), stored.annotations(), Bench.UID, Bench.AMPLE)))
                .isEqualTo(new RetiredKey());
        assertThat(bench.transit.calls()).isEqualTo(calls);
    }

    private interface Flip {
        void accept(int at, byte[] flipped);
    }

    private static void forEachFlip(byte[] bytes, Flip flip) {
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            flip.accept(bit / 8, flipped);
        }
    }

    /** How often Transit was asked to decrypt this, which must fail. */
    private static int reached(Bench bench, Bench.Stored altered) {
        int before = bench.transit.calls(Operation.DECRYPT);
        assertThat(bench.decrypt(altered)).isInstanceOf(Failed.class);
        return bench.transit.calls(Operation.DECRYPT) - before;
    }

    private static Bench.Stored with(Bench.Stored stored, String key, byte[] value) {
        var annotations = new HashMap<String, byte[]>(stored.annotations());
        annotations.putAll(Map.of(key, value));
        return stored.withAnnotations(annotations);
    }

    private static String otherId() {
        KeyId other = DerivedKey.derive(Bench.SCOPE, new KeyVersion(7, 7)).keyId();
        return other.value();
    }
}
