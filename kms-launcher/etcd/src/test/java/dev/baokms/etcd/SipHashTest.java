package dev.baokms.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.etcd.KeyMemory.Before;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SipHashTest {
    /** The first two vectors of the authors' reference implementation: key 00 to 0f, no byte and the byte 00. */
    @Test
    void vectorsOfItsAuthors_comeOut() {
        var hash = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

        hash.of(new byte[0], 0, 0);
        assertThat(hex(hash)).isEqualTo("a3817f04ba25a8e66df67214c7550293");
        hash.of(new byte[1], 0, 1);
        assertThat(hex(hash)).isEqualTo("da87c1d86b99af44347659119b22fc45");
    }

    private static String hex(SipHash hash) {
        return HexFormat.of()
                .formatHex(ByteBuffer.allocate(16)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(hash.low())
                        .putLong(hash.high())
                        .array());
    }

    @Property(tries = 20)
    void anyKeys_areKnownOnceTheyWereMet(@ForAll long seed) {
        var random = new Random(seed);
        var memory = new KeyMemory(new SecureRandom(), 1 << 22);
        Set<Integer> met = new TreeSet<>();
        Set<Integer> old = new TreeSet<>();
        for (int i = 0; i < 20_000; i++) {
            int key = random.nextInt(9000);
            boolean isOld = random.nextBoolean();
            byte[] bytes = ByteBuffer.allocate(9).putInt(3, key).array();
            Before expected = old.contains(key) ? Before.MET_OLD : met.contains(key) ? Before.MET : Before.NEW;

            assertThat(memory.meet(bytes, 1, 8, isOld)).isEqualTo(expected);

            met.add(key);
            if (isOld) {
                old.add(key);
            }
        }
        assertThat(memory.full()).isFalse();
    }
}
