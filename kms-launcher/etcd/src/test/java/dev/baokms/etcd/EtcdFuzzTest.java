package dev.baokms.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.stored.Mutator;
import dev.baokms.core.stored.RowSource;
import dev.baokms.core.stored.Scan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read of files around their pages, broken at will; see {@link Mutator}. The pages are {@link BoltFuzzTest}'s. */
class EtcdFuzzTest {
    private static final int ROWS = 7;

    @TempDir
    private Path folder;

    private final SecureRandom unguessable = new SecureRandom();

    private Scan read(String name, byte[] content, boolean stopped, RowSource.Rows rows) throws IOException {
        Path path = Files.write(folder.resolve(name), content);
        Scan scan = new FileSource(path, stopped, folder, unguessable, 1 << 22).read(rows);
        if (scan instanceof Scan.Refused refused) {
            assertThat(refused.place()).isNotBlank();
            assertThat(refused.reason()).isNotBlank();
            assertThat(refused.cure()).isNotBlank();
        }
        return scan;
    }

    private static History history(int rows) {
        var history = new History();
        for (int i = 0; i < rows; i++) {
            history.put("/registry/secrets/default/s" + i % 3, "value " + i);
        }
        return history.compact(2);
    }

    private static byte[] snapshot(int rows) {
        return BoltWriter.snapshot(history(rows)
                .into(new BoltWriter(1024, ByteOrder.LITTLE_ENDIAN).inline())
                .image());
    }

    /** One row beside sound ones: its key behind its length, then its value. */
    @Test
    void brokenRow_isReadOrRefused() {
        List<byte[]> rows = history(ROWS).delete("/registry/secrets/default/s1").rows().entrySet().stream()
                .map(row -> {
                    var bytes = new ByteArrayOutputStream();
                    bytes.write(row.getKey().length);
                    bytes.writeBytes(row.getKey());
                    bytes.writeBytes(row.getValue());
                    return bytes.toByteArray();
                })
                .toList();
        List<byte[]> words = List.of(
                new byte[] {'_'},
                new byte[] {'t'},
                new byte[] {0x0A},
                new byte[] {0x18},
                new byte[] {0x2A},
                new byte[8]);
        Mutator.run(rows, words, input -> {
            if (input.length == 0) {
                return;
            }
            int length = Math.min(input[0] & 0x1f, input.length - 1);
            Map<byte[], byte[]> bucket = new TreeMap<>(Arrays::compareUnsigned);
            bucket.putAll(history(ROWS).rows());
            bucket.put(Arrays.copyOfRange(input, 1, 1 + length), Arrays.copyOfRange(input, 1 + length, input.length));
            byte[] image = new BoltWriter(1024, ByteOrder.LITTLE_ENDIAN)
                    .bucket("key", bucket)
                    .bucket("meta", history(ROWS).meta())
                    .image();
            var told = new Told();

            Scan scan = read("db", image, true, told);

            if (scan instanceof Scan.Complete complete) {
                assertThat(told.rows()).hasSizeLessThanOrEqualTo(bucket.size());
                assertThat(told.rows()).allMatch(row -> row.revision().main() <= complete.revision());
            }
        });
    }

    @Test
    void snapshotThatIsNotAsItWasWritten_isRefused() {
        List<byte[]> sound = List.of(snapshot(ROWS), snapshot(2));
        Mutator.run(sound, List.of(new byte[32], new byte[512]), input -> {
            Scan scan = read("db", input, false, new Counted());

            assertThat(scan)
                    .isInstanceOf(
                            sound.stream().anyMatch(each -> Arrays.equals(each, input))
                                    ? Scan.Complete.class
                                    : Scan.Refused.class);
        });
    }

    @Test
    void brokenZip_isRefusedOrHasWhatWasPutIn() {
        List<byte[]> words = List.of("PK\3\4".getBytes(UTF_8), "PK\1\2".getBytes(UTF_8), "PK\7\10".getBytes(UTF_8));
        var sound = new Told();
        assertThat(EtcdSources.file(write(snapshot(ROWS)), false).read(sound)).isInstanceOf(Scan.Complete.class);
        List<byte[]> zips = List.of(
                zip(ZipEntry.DEFLATED, "etcd-snapshot"),
                zip(ZipEntry.STORED, "etcd-snapshot"),
                zip(ZipEntry.DEFLATED, "one", "two"));
        Mutator.run(zips, words, input -> {
            var told = new Told();

            if (read("db.zip", input, false, told) instanceof Scan.Complete) {
                assertThat(told.rows()).isEqualTo(sound.rows());
            }
        });
    }

    private Path write(byte[] content) {
        try {
            return Files.write(folder.resolve("sound"), content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] zip(int method, String... names) {
        byte[] content = snapshot(ROWS);
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (String name : names) {
                var entry = new ZipEntry(name);
                entry.setMethod(method);
                if (method == ZipEntry.STORED) {
                    var crc = new CRC32();
                    crc.update(content);
                    entry.setSize(content.length);
                    entry.setCrc(crc.getValue());
                }
                zip.putNextEntry(entry);
                zip.write(content);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }
}
