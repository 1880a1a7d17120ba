package dev.baokms.operator.disaster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.OperatingSystemMXBean;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.keyring.KeyMetadata;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.core.stored.OurKey;
import dev.baokms.core.stored.Revision;
import dev.baokms.core.stored.RowSource;
import dev.baokms.core.stored.Scan;
import dev.baokms.core.stored.StoredRow;
import dev.baokms.core.stored.StoredValues;
import dev.baokms.etcd.EtcdSources;
import dev.baokms.etcd.LargeFile;
import dev.baokms.testkit.kms.WrappedSeed;
import dev.baokms.testkit.model.EtcdEnvelope;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** Prints how fast objects of a backup are proven, with a key that answers at once. Not a test: no time is promised. */
final class ProofTime {
    private static final int SEEDS = 1_000;
    private static final int PLAINTEXT_BYTES = 400;

    private ProofTime() {}

    /** @param args {@code write FILE OBJECTS}, {@code file FILE} or {@code memory OBJECTS} */
    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "write" -> write(Path.of(args[1]), Integer.parseInt(args[2]));
            case "file" -> measure(EtcdSources.file(Path.of(args[1]), false));
            case "memory" -> measure(new Repeated(Integer.parseInt(args[1])));
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static String key(int number) {
        return "/registry/secrets/namespace-" + number % 500 + "/object-" + number;
    }

    private static byte[] sealed(int number) {
        int seed = number % SEEDS;
        String ciphertext = StoredValues.ciphertext(1, seed);
        return EtcdEnvelope.seal(
                        StoredValues.PROVIDER,
                        new WrappedSeed(ciphertext.getBytes(UTF_8), StoredValues.keyId(1), StoredValues.annotations(1)),
                        seed(ciphertext),
                        ByteBuffer.allocate(32).putInt(number).array(),
                        new byte[12],
                        key(number),
                        new byte[PLAINTEXT_BYTES])
                .encoded();
    }

    private static byte[] seed(String ciphertext) {
        return ByteBuffer.allocate(32).putInt(ciphertext.hashCode()).array();
    }

    private static void write(Path file, int objects) throws Exception {
        LargeFile.write(file, objects, new LargeFile.Content() {
            @Override
            public String key(long row) {
                return ProofTime.key((int) row);
            }

            @Override
            public byte[] value(long row) {
                return sealed((int) row);
            }
        });
    }

    private static void measure(RowSource source) throws Exception {
        var timed = new Timed(source);
        BackupProof.Result result = new BackupProof(
                        OurKey.named(StoredValues.PROVIDER),
                        "cfg1.x",
                        new Answering(),
                        new BackupProof.Wish(10_000, false, Optional.empty()),
                        () -> false,
                        ProofProgress.NONE,
                        InstantSource.system())
                .run(timed);
        if (!(result instanceof BackupProof.Result.Done(BackupReport report)) || report.exitCode() != 0) {
            throw new AssertionError(result);
        }
        System.out.println(
                "%s objects, %s seeds: first reading %s s, opening %s s (%s s of processors), %s objects a second"
                        .formatted(
                                timed.rows,
                                SEEDS,
                                timed.seconds.get(0),
                                timed.seconds.get(1),
                                timed.processors.get(1),
                                Math.round(timed.rows / timed.seconds.get(1))));
    }

    /** Unwraps what this class wrapped. */
    private static final class Answering implements KeyPort {
        @Override
        public Outcome<KeyMetadata> readKey() {
            return Outcome.ok(new KeyMetadata(1, 1, 0, new TreeMap<>(Map.of(1, 1L)), Set.of()));
        }

        @Override
        public Outcome<SecretBytes> unwrap(byte[] ciphertext, String keyId, Map<String, byte[]> annotations) {
            return Outcome.ok(SecretBytes.adopting(seed(new String(ciphertext, UTF_8))));
        }
    }

    /** Keeps how long each reading took. */
    private static final class Timed implements RowSource {
        private final RowSource source;
        private final List<Double> seconds = new ArrayList<>();
        private final List<Double> processors = new ArrayList<>();
        private long rows;

        Timed(RowSource source) {
            this.source = source;
        }

        @Override
        public Scan read(Rows told) {
            long begin = System.nanoTime();
            long used = processorTime();
            rows = 0;
            Scan scan = source.read(new Rows() {
                @Override
                public void begin(long revision) {
                    told.begin(revision);
                }

                @Override
                public void row(StoredRow row) {
                    rows++;
                    told.row(row);
                }
            });
            seconds.add(rounded(System.nanoTime() - begin));
            processors.add(rounded(processorTime() - used));
            return scan;
        }

        private static double rounded(long nanos) {
            return Math.round(nanos / 1e7) / 100.0;
        }

        private static long processorTime() {
            return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                    .getProcessCpuTime();
        }
    }

    /** The same few objects again and again: what opening takes when no file has to be read. */
    private static final class Repeated implements RowSource {
        private final int objects;
        private final List<StoredRow> rows = new ArrayList<>();

        Repeated(int objects) {
            this.objects = objects;
            for (int i = 0; i < SEEDS; i++) {
                rows.add(new StoredRow(
                        new Revision(i + 1, 0),
                        false,
                        true,
                        ByteBuffer.wrap(key(i).getBytes(UTF_8)).asReadOnlyBuffer(),
                        ByteBuffer.wrap(sealed(i)).asReadOnlyBuffer()));
            }
        }

        @Override
        public Scan read(Rows told) {
            told.begin(objects);
            for (int i = 0; i < objects; i++) {
                told.row(rows.get(i % SEEDS));
            }
            return new Scan.Complete(
                    "memory",
                    Scan.Kind.SNAPSHOT,
                    objects,
                    OptionalLong.of(1),
                    true,
                    Map.of(),
                    OptionalInt.empty(),
                    OptionalLong.empty(),
                    OptionalInt.empty(),
                    List.of());
        }
    }
}
