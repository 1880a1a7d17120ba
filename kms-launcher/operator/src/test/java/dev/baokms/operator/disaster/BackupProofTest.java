package dev.baokms.operator.disaster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.key.Annotations;
import dev.baokms.core.keyring.KeyMetadata;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.core.stored.OurKey;
import dev.baokms.core.stored.RowList;
import dev.baokms.core.stored.Scan;
import dev.baokms.core.stored.StoredValues;
import dev.baokms.operator.disaster.BackupProof.Result;
import dev.baokms.testkit.kms.WrappedSeed;
import dev.baokms.testkit.model.EtcdEnvelope;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The proof over rows and a key that are made up here. */
class BackupProofTest {
    private static final String SEED = "marked-seed-";
    private static final int FAST = 10_000;

    @TempDir
    private Path folder;

    /** Unwraps what this class wrapped, and counts. */
    private static final class Key implements KeyPort {
        private final Map<String, Integer> asked = new ConcurrentHashMap<>();
        private final Map<String, Failure> failures = new ConcurrentHashMap<>();
        private int latest = 2;
        private int lowest = 1;
        private Runnable before = () -> {};

        @Override
        public Outcome<KeyMetadata> readKey() {
            var created = new TreeMap<Integer, Long>();
            for (int version = lowest; version <= latest; version++) {
                created.put(version, 1_715_803_200L + version);
            }
            return Outcome.ok(new KeyMetadata(latest, lowest, 0, created, Set.of()));
        }

        @Override
        public Outcome<SecretBytes> unwrap(byte[] ciphertext, String keyId, Map<String, byte[]> annotations) {
            before.run();
            String text = new String(ciphertext, UTF_8);
            asked.merge(text, 1, Integer::sum);
            if (failures.containsKey(text)) {
                return Outcome.failed(failures.get(text));
            }
            return annotations.containsKey(Annotations.VERSION)
                    ? Outcome.ok(SecretBytes.adopting(seed(text)))
                    : Outcome.failed(new Failure.Malformed(Failure.Part.ANNOTATIONS, "must be whole"));
        }
    }

    private final Key key = new Key();
    private final RowList rows = new RowList("backup.db", Scan.Kind.SNAPSHOT);
    private final AtomicBoolean stopped = new AtomicBoolean();
    private int revision = 1;

    private static byte[] seed(String ciphertext) {
        return ByteBuffer.allocate(32)
                .put(SEED.getBytes(UTF_8))
                .putInt(ciphertext.hashCode())
                .array();
    }

    private static byte[] sealed(int version, int seed, String etcdKey, Map<String, byte[]> annotations) {
        String ciphertext = StoredValues.ciphertext(version, seed);
        var wrapped = new WrappedSeed(ciphertext.getBytes(UTF_8), StoredValues.keyId(version), annotations);
        return EtcdEnvelope.seal(
                        StoredValues.PROVIDER,
                        wrapped,
                        seed(ciphertext),
                        new byte[32],
                        new byte[12],
                        etcdKey,
                        ("marked-content of " + etcdKey).getBytes(UTF_8))
                .encoded();
    }

    private static String name(int number) {
        return String.format(Locale.ROOT, "/registry/secrets/default/s%05d", number);
    }

    private void put(int number, int version, int seed) {
        rows.live(++revision, name(number), sealed(version, seed, name(number), StoredValues.annotations(version)));
    }

    private Result run(Optional<Path> journal) throws Exception {
        return run(FAST, journal);
    }

    private Result run(int rate, Optional<Path> journal) throws Exception {
        return new BackupProof(
                        OurKey.named(StoredValues.PROVIDER),
                        "cfg1.x",
                        key,
                        new BackupProof.Wish(rate, false, journal),
                        stopped::get,
                        ProofProgress.NONE,
                        InstantSource.fixed(Instant.EPOCH))
                .run(rows);
    }

    private String report(Result result, int exitCode) {
        assertThat(result).isInstanceOf(Result.Done.class);
        BackupReport report = ((Result.Done) result).findings();
        assertThat(report.exitCode()).isEqualTo(exitCode);
        var text = new StringWriter();
        try (var out = new PrintWriter(text)) {
            report.print(out, false, List.of("https://bao.example"), Instant.EPOCH, "0.1.0");
            report.print(out, true, List.of("https://bao.example"), Instant.EPOCH, "0.1.0");
        }
        assertThat(text.toString()).doesNotContain("marked-", "obk2.", "vault:v");
        return text.toString();
    }

    @Test
    void everySeed_isAskedForOnce_andEveryObjectOpened() throws Exception {
        for (int i = 0; i < 3_000; i++) {
            put(i, 1 + i % 2, i % 40);
        }
        rows.superseded(2, name(1), sealed(1, 77, name(1), StoredValues.annotations(1)));
        rows.deleted(3, "/registry/secrets/default/gone");
        rows.live(4, "/registry/configmaps/default/c", "{\"kind\":\"ConfigMap\"}".getBytes(UTF_8));
        rows.live(5, "/registry/secrets/default/foreign", "k8s:enc:aescbc:v1:old:x".getBytes(UTF_8));

        String said = report(run(Optional.empty()), 0);

        assertThat(said)
                .startsWith("every encrypted object of this snapshot opens with this OpenBao: 3000 and 1 superseded\n")
                .contains("seeds: 41; unwrapped 41, ", "not encrypted: 1\n", "of other providers, not proven here: 1\n")
                .contains("aescbc old", "key: versions 1 to 2", "snapshot sha256: abab")
                .contains("\"verdict\":\"all_open\"", "\"opened\":{\"live\":3000,\"superseded\":1}");
        assertThat(key.asked)
                .hasSize(41)
                .allSatisfy((text, times) -> assertThat(times).isOne());
    }

    @Test
    void objectsOfAVersionThatIsMissing_areNamed_andNotAskedFor() throws Exception {
        for (int i = 0; i < 30; i++) {
            put(i, i < 12 ? 3 : 2, i);
        }
        String said = report(run(Optional.empty()), 4);

        assertThat(said)
                .startsWith("objects would be lost: 12 of 30\n")
                .contains("lost: 12: needs version 3, and the key in OpenBao ends with version 2; restore a later"
                        + " snapshot of OpenBao\n  " + name(0) + "\n  " + name(1) + "\n")
                .contains(name(9))
                .doesNotContain(name(10));
        assertThat(key.asked).hasSize(18);
    }

    @Test
    void objectsOfAHiddenVersion_areNamedWithTheCure() throws Exception {
        key.lowest = 2;
        put(1, 1, 1);
        put(2, 2, 2);

        assertThat(report(run(Optional.empty()), 4))
                .contains("needs version 1, which min_decryption_version hides; set it to 1 or lower");
    }

    @Test
    void alteredObjects_areNamed_eachForItsReason() throws Exception {
        put(1, 1, 1);
        byte[] tampered = sealed(1, 1, name(2), StoredValues.annotations(1));
        tampered[90] ^= 1;
        rows.live(10, name(2), tampered);
        rows.live(11, name(3), sealed(1, 1, name(1), StoredValues.annotations(1)));
        rows.live(12, name(4), sealed(1, 1, name(4), Map.of("a.b", new byte[1])));
        rows.live(13, name(5), ("k8s:enc:kms:v2:" + StoredValues.PROVIDER + ":x").getBytes(UTF_8));
        key.failures.put(StoredValues.ciphertext(1, 9), new Failure.NotAuthentic());
        put(6, 1, 9);

        String said = report(run(Optional.empty()), 4);

        assertThat(said)
                .startsWith("objects would be lost: 5 of 6\n")
                .contains("lost: 2: its content does not open under its seed and etcd key")
                .contains("  " + name(2) + "\n  " + name(3) + "\n")
                .contains("lost: 1: annotations must be whole\n  " + name(4))
                .contains("lost: 1: cannot be read: the value is cut short, or is no protobuf")
                .contains("lost: 1: ciphertext is not authentic for its key_id; the object was altered\n  " + name(6));
    }

    @Test
    void silentOpenBao_isNotALoss_andIsNotAskedForEver() throws Exception {
        for (int i = 0; i < 200; i++) {
            put(i, 1, i);
            key.failures.put(StoredValues.ciphertext(1, i), new Failure.Sealed());
        }
        String said = report(run(Optional.empty()), 4);

        assertThat(said)
                .startsWith("nothing is known to be lost, and not all is proven: 200 were not tried\n")
                .contains("not proven: 200; OpenBao is sealed; unseal it");
        assertThat(key.asked.values().stream().mapToInt(Integer::intValue).sum())
                .isLessThan(60);
    }

    @Test
    void deniedToken_isNotALoss_andIsNotAskedAgain() throws Exception {
        put(1, 1, 1);
        key.failures.put(StoredValues.ciphertext(1, 1), new Failure.Denied());

        assertThat(report(run(Optional.empty()), 4)).contains("not proven: 1; OpenBao denies the operation");
        assertThat(key.asked.values()).containsExactly(1);
    }

    @Test
    void snapshotWithoutAnObjectOfOurs_provesNothing() throws Exception {
        rows.live(4, "/registry/secrets/default/c", "k8s:enc:kms:v2:other:x".getBytes(UTF_8));

        assertThat(report(run(Optional.empty()), 4))
                .contains("has no object of provider")
                .contains("kms v2 other");
    }

    @Test
    void stoppedRun_triesWhatWasUnwrapped_andTheJournalGoesOnFromThere() throws Exception {
        Path journal = folder.resolve("journal");
        for (int i = 0; i < 60; i++) {
            put(i, 1, i / 2);
        }
        key.before = () -> stopped.set(key.asked.size() >= 10);
        String first = report(run(Optional.of(journal)), 4);
        int proven = key.asked.size();
        assertThat(first).contains("was stopped before all was tried").contains("opened: " + 2 * proven + "\n");
        assertThat(proven).isBetween(10, 29);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(journal)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(journal)).doesNotContain("marked-", "obk2.", "vault:", "registry");

        key.before = () -> {};
        stopped.set(false);
        String second = report(run(Optional.of(journal)), 0);

        assertThat(second).contains("seeds: 30; unwrapped " + (30 - proven) + ", proven by an earlier run " + proven);
        assertThat(key.asked.values()).allSatisfy(times -> assertThat(times).isOne());
    }

    @Test
    void journalThatWasCutOff_losesItsLastLineAlone() throws Exception {
        Path journal = folder.resolve("journal");
        put(1, 1, 1);
        put(2, 1, 2);
        report(run(Optional.of(journal)), 0);
        String whole = Files.readString(journal);
        for (int length = 0; length <= whole.length(); length++) {
            Files.writeString(journal, whole.substring(0, length));
            report(run(Optional.of(journal)), 0);
            assertThat(Files.readString(journal).lines().sorted())
                    .isEqualTo(whole.lines().sorted().toList());
        }
    }

    @Test
    void journalOfSomethingElse_isRefused() throws Exception {
        Path journal = folder.resolve("journal");
        put(1, 1, 1);
        report(run(Optional.of(journal)), 0);
        key.latest = 3;

        assertThatThrownBy(() -> run(Optional.of(journal)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is about another snapshot or another key");

        Files.writeString(journal, "something\n");
        assertThatThrownBy(() -> run(Optional.of(journal))).hasMessageContaining("is not a journal of verify-backup");
        Files.setPosixFilePermissions(journal, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThatThrownBy(() -> run(Optional.of(journal))).hasMessageContaining("its owner alone may use");
    }

    @Test
    void journalInUse_isRefused() throws Exception {
        Path journal = folder.resolve("journal");
        put(1, 1, 1);
        report(run(Optional.of(journal)), 0);
        try (var held = FileChannel.open(journal, StandardOpenOption.WRITE);
                var lock = held.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertThatThrownBy(() -> run(Optional.of(journal))).hasMessageContaining("is in use by another run");
        }
    }

    @Test
    void roundsOfAJournal_countEachObjectOnce() throws Exception {
        Path journal = folder.resolve("journal");
        for (int i = 0; i < 450; i++) {
            put(i, i % 3 == 0 ? 3 : 1, i);
        }
        // A round of one second's asking would be one; the least is a hundred.
        String said = report(
                new BackupProof(
                                OurKey.named(StoredValues.PROVIDER),
                                "cfg1.x",
                                key,
                                new BackupProof.Wish(FAST, true, Optional.of(journal)),
                                () -> false,
                                ProofProgress.NONE,
                                InstantSource.fixed(Instant.EPOCH))
                        .inRoundsOf(100)
                        .run(rows),
                4);

        assertThat(said)
                .startsWith("objects would be lost: 150 of 450\n")
                .contains("opened: 300\n", "not proven: 0\n", "seeds: 450; unwrapped 300, ", "lost 150, not proven 0");
        assertThat(Collections.frequency(said.lines().toList(), "  " + name(0))).isOne();
    }

    @Test
    void fileThatChangesBetweenTheReadings_provesNothing() throws Exception {
        put(1, 1, 1);
        key.before = () -> rows.atRevision(99);

        assertThat(run(Optional.empty()))
                .isInstanceOfSatisfying(
                        Result.Refused.class,
                        refused -> assertThat(refused.problem()).contains("it changed while it was read"));
    }
}
