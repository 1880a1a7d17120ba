package dev.baokms.etcd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.stored.Scan;
import dev.baokms.core.stored.StoredRow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file is, before a row of it counts. */
class FileSourceTest {
    private static final int PAGE = 1024;
    private static final byte[] IMAGE = history()
            .into(new BoltWriter(PAGE, ByteOrder.LITTLE_ENDIAN).mostElements(5))
            .image();

    @TempDir
    private Path folder;

    @TempDir
    private Path temporary;

    private static History history() {
        var history = new History();
        for (int i = 0; i < 40; i++) {
            history.put("/registry/configmaps/default/c" + i % 15, "value " + i);
        }
        return history;
    }

    private Scan scan(String name, byte[] bytes, boolean stopped) throws IOException {
        return source(Files.write(folder.resolve(name), bytes), stopped).read(new Told());
    }

    private FileSource source(Path path, boolean stopped) {
        return new FileSource(path, stopped, temporary, new SecureRandom(), 1 << 20);
    }

    private static void assertRefused(Scan scan, String reason) {
        assertThat(scan).isInstanceOfSatisfying(Scan.Refused.class, refused -> {
            assertThat(refused.reason()).contains(reason);
            assertThat(refused.cure()).isNotBlank();
        });
    }

    @Test
    void snapshot_isReadWithoutAWord() throws IOException {
        assertThat(scan("s.db", BoltWriter.snapshot(IMAGE), false))
                .isInstanceOfSatisfying(Scan.Complete.class, scan -> {
                    assertThat(scan.kind()).isEqualTo(Scan.Kind.SNAPSHOT);
                    assertThat(scan.remarks()).isEmpty();
                    assertThat(scan.size().orElseThrow()).isEqualTo(IMAGE.length);
                });
    }

    @Test
    void fileOfAMember_needsTheWordThatItWasStopped() throws IOException {
        assertRefused(scan("db", IMAGE, false), "running or crashed");
        assertThat(scan("db", IMAGE, true)).isInstanceOfSatisfying(Scan.Complete.class, scan -> {
            assertThat(scan.kind()).isEqualTo(Scan.Kind.MEMBER_FILE);
            assertThat(scan.remarks()).anyMatch(remark -> remark.contains("operator's word"));
        });
    }

    @Test
    void anyByteOfASnapshotChanged_isRefused() throws IOException {
        byte[] snapshot = BoltWriter.snapshot(IMAGE);
        for (int at = 0; at < snapshot.length; at += 97) {
            byte[] changed = snapshot.clone();
            changed[at] ^= 0x10;

            assertRefused(scan("s.db", changed, false), "SHA-256");
        }
    }

    @Test
    void fileCutOffAtAnyPage_isRefused() throws IOException {
        byte[] snapshot = BoltWriter.snapshot(IMAGE);
        for (int length = 0; length < IMAGE.length; length += PAGE) {
            assertThat(scan("db", Arrays.copyOf(IMAGE, length), true))
                    .as("%s bytes", length)
                    .isInstanceOf(Scan.Refused.class);
            for (int more : new int[] {1, 31, 32, 33}) {
                assertThat(scan("s.db", Arrays.copyOf(snapshot, length + more), true))
                        .as("%s bytes", length + more)
                        .isInstanceOf(Scan.Refused.class);
            }
        }
    }

    @Test
    void fileThatShrinksUnderTheReader_isRefused() throws IOException {
        Path path = Files.write(folder.resolve("s.db"), BoltWriter.snapshot(IMAGE));
        var rows = new Told() {
            @Override
            public void row(StoredRow row) {
                super.row(row);
                try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
                    file.truncate(2 * PAGE);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        };

        assertRefused(source(path, false).read(rows), "became shorter");
    }

    @Test
    void fileThatIsExchangedUnderTheReader_isRefused() throws IOException {
        Path path = Files.write(folder.resolve("s.db"), BoltWriter.snapshot(IMAGE));
        byte[] other = new History()
                .put("/a", "1")
                .into(new BoltWriter(PAGE, ByteOrder.LITTLE_ENDIAN))
                .image();
        var rows = new Told() {
            @Override
            public void progress(double share) {
                if (!rows().isEmpty() && share < 1) {
                    write(path, other);
                }
            }

            @Override
            public void row(StoredRow row) {
                super.row(row);
                write(path, other);
            }
        };

        assertThat(source(path, false).read(rows)).isInstanceOf(Scan.Refused.class);
    }

    @Test
    void secondReading_tellsAndFindsTheSame() throws IOException {
        FileSource source = source(Files.write(folder.resolve("s.db"), BoltWriter.snapshot(IMAGE)), false);
        var first = new Told();
        var second = new Told();

        Scan found = source.read(first);

        assertThat(source.read(second)).isEqualTo(found).isInstanceOf(Scan.Complete.class);
        assertThat(second.rows()).isEqualTo(first.rows()).isNotEmpty();
    }

    @Test
    void secondReading_ofAFileThatIsAnotherOneByThen_isRefused() throws IOException {
        byte[] snapshot = BoltWriter.snapshot(IMAGE);
        Path path = Files.write(folder.resolve("s.db"), snapshot);
        FileSource source = source(path, false);
        source.read(new Told());
        byte[] other = history()
                .put("/a", "1")
                .into(new BoltWriter(PAGE, ByteOrder.LITTLE_ENDIAN).mostElements(5))
                .image();
        Files.write(path, BoltWriter.snapshot(other));

        assertThat(source.read(new Told())).isInstanceOf(Scan.Refused.class);

        // As many rows and keys, and one byte of a value that is not the same.
        byte[] forged = IMAGE.clone();
        forged[new String(IMAGE, ISO_8859_1).indexOf("value 39")] ^= 1;
        Files.write(path, BoltWriter.snapshot(forged));
        assertRefused(source.read(new Told()), "changed");

        Files.write(path, snapshot);
        assertThat(source.read(new Told())).isInstanceOf(Scan.Complete.class);
    }

    private static void write(Path path, byte[] bytes) {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(bytes));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatIsNoFile_isRefused() throws IOException {
        assertRefused(source(folder, true).read(new Told()), "not a regular file");
        assertRefused(source(folder.resolve("none"), true).read(new Told()), "no such file");
        assertRefused(source(Path.of("/dev/zero"), true).read(new Told()), "not a regular file");
        assertRefused(scan("text", "hello".getBytes(UTF_8), true), "neither a snapshot");
        assertRefused(scan("empty", new byte[0], true), "for a bbolt file");
        assertRefused(scan("zero", new byte[4096], true), "neither page 0 nor page 1");
    }

    @Test
    void zippedSnapshot_isReadAndLeavesNothing() throws IOException {
        Scan scan = scan("s.db.zip", zip(List.of(BoltWriter.snapshot(IMAGE))), false);

        assertThat(scan).isInstanceOfSatisfying(Scan.Complete.class, complete -> {
            assertThat(complete.name()).endsWith("s.db.zip");
            assertThat(complete.kind()).isEqualTo(Scan.Kind.SNAPSHOT);
        });
        assertNothingLeft();
    }

    @Test
    void otherZips_areRefusedAndLeaveNothing() throws IOException {
        byte[] good = zip(List.of(BoltWriter.snapshot(IMAGE)));
        assertRefused(scan("a.zip", zip(List.of(IMAGE, IMAGE)), true), "more than one file");
        assertRefused(scan("b.zip", zip(List.of()), true), "not a .zip with a file");
        assertRefused(scan("c.zip", IMAGE, true), "not a .zip with a file");
        assertRefused(scan("d.zip", Arrays.copyOf(good, good.length / 2), true), "cannot be unpacked");
        good[good.length / 2] ^= 0x55;
        assertThat(scan("e.zip", good, true)).isInstanceOf(Scan.Refused.class);
        assertRefused(scan("f.zip", zip(List.of(IMAGE)), false), "running or crashed");
        assertRefused(source(folder.resolve("none.zip"), true).read(new Told()), "no such file");
        assertNothingLeft();
    }

    private void assertNothingLeft() throws IOException {
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left).isEmpty();
        }
    }

    private static byte[] zip(List<byte[]> files) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (byte[] file : files) {
                zip.putNextEntry(new ZipEntry("snapshot-" + bytes.size()));
                zip.write(file);
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void folderForTheCopyThatIsNotThere_isRefused() throws IOException {
        Path path = Files.write(folder.resolve("s.zip"), zip(List.of(IMAGE)));

        Scan scan = new FileSource(path, true, folder.resolve("none"), new SecureRandom(), 1 << 20).read(new Told());

        assertRefused(scan, "no temporary file");
    }

    @Test
    void processThatHoldsTheFile_isFoundInTheListOfTheKernel() {
        List<String> locks = List.of(
                "1: POSIX  ADVISORY  WRITE 11 fe:00:77 0 EOF",
                "2: FLOCK  ADVISORY  READ 12 fe:00:77 0 EOF",
                "2: -> FLOCK  ADVISORY  WRITE 14 fe:00:77 0 EOF",
                "3: FLOCK  ADVISORY  WRITE 13 fe:00:77 0 EOF",
                "odd");

        assertThat(MemberLock.holder(locks, "77")).isEqualTo(Optional.of("13"));
        assertThat(MemberLock.holder(locks, "7")).isEmpty();
    }
}
