package dev.baokms.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.stored.Scan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that are damaged at random, beyond what somebody thought of: each is read or refused, none throws or goes on
 * without end. For a longer run: {@code -Dfuzz.minutes=10}, with {@code -Dfuzz.seed=N} to repeat one.
 */
class BoltFuzzTest {
    private static final int PAGE = 1024;
    private static final int USUAL = 1000;
    private static final long[] ODD = {0, 1, 2, 0xff, 0x7fff, 0xffff, 0x10000, 0x7fffffffL, 0xffffffffL, 1L << 40, -1L};

    @TempDir
    private Path folder;

    private final SecureRandom unguessable = new SecureRandom();
    private final Random random = new Random(seed());

    private static long seed() {
        long seed = Long.getLong("fuzz.seed", System.nanoTime());
        System.out.println("fuzz.seed=" + seed);
        return seed;
    }

    @Test
    void anyDamage_isReadOrRefused() throws IOException {
        List<byte[]> images = images();
        int refused = 0;
        int done = 0;
        long end = System.nanoTime()
                + Duration.ofMinutes(Integer.getInteger("fuzz.minutes", 0)).toNanos();
        while (done < USUAL || System.nanoTime() < end) {
            byte[] damaged = damaged(images.get(random.nextInt(images.size())));
            Path path = Files.write(folder.resolve("db"), damaged);

            Scan scan = new FileSource(path, true, folder, unguessable, 1 << 22).read(new Counted());

            if (scan instanceof Scan.Refused said) {
                refused++;
                assertThat(said.place()).isNotBlank();
                assertThat(said.reason()).isNotBlank();
            }
            done++;
        }
        // Else it damaged nothing that matters.
        assertThat(refused).isBetween(done / 4, done - 1);
    }

    private static List<byte[]> images() {
        var history = new History();
        for (int i = 0; i < 60; i++) {
            history.put("/registry/secrets/default/s" + i % 25, "value " + i);
            if (i % 7 == 0) {
                history.delete("/registry/secrets/default/s" + i % 25);
            }
        }
        history.put("/long", "x".repeat(3000)).compact(20);
        return List.of(
                history.into(new BoltWriter(PAGE, ByteOrder.LITTLE_ENDIAN)
                                .mostElements(3)
                                .freelist(3))
                        .image(),
                history.into(new BoltWriter(PAGE, ByteOrder.BIG_ENDIAN).mostElements(5))
                        .image(),
                new History()
                        .put("/a", "1")
                        .compact(1)
                        .into(new BoltWriter(4096, ByteOrder.LITTLE_ENDIAN).inline())
                        .image());
    }

    private byte[] damaged(byte[] sound) {
        byte[] bytes = sound.clone();
        int times = 1 + random.nextInt(3);
        for (int i = 0; i < times; i++) {
            damage(bytes);
        }
        if (random.nextInt(4) > 0) {
            seal(bytes, 0);
            seal(bytes, PAGE);
        }
        return random.nextInt(50) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length / 512) * 512) : bytes;
    }

    private void damage(byte[] bytes) {
        ByteBuffer file =
                ByteBuffer.wrap(bytes).order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int page = random.nextInt(bytes.length / PAGE) * PAGE;
        // Most of what matters is at the beginning of a page.
        int at = page + 2 * random.nextInt(random.nextBoolean() ? 48 : PAGE / 2 - 4);
        long odd = random.nextBoolean() ? ODD[random.nextInt(ODD.length)] : random.nextInt(bytes.length / PAGE + 2);
        switch (random.nextInt(6)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt();
            case 2 -> file.putShort(at, (short) odd);
            case 3 -> file.putInt(at, (int) odd);
            case 4 -> file.putLong(at, odd);
            default -> System.arraycopy(bytes, random.nextInt(bytes.length / PAGE) * PAGE, bytes, page, PAGE);
        }
    }

    /** The checksum of a meta page, so that what lies behind it is reached; big-endian numbers begin with ED 0C. */
    private static void seal(byte[] bytes, int at) {
        ByteOrder order = bytes[at + 17] == (byte) 0xDA ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        ByteBuffer.wrap(bytes).order(order).putLong(at + 72, BoltWriter.fnv(bytes, at + 16, 56));
    }
}
