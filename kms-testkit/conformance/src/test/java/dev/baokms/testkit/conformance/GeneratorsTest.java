package dev.baokms.testkit.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class GeneratorsTest {
    private static final int MAX_STEPS = 10_000;

    @Property
    void bytes_keepToTheirLengths(@ForAll long seed) {
        Generator<byte[]> bytes = Generators.bytes(3, 70);

        byte[] value = bytes.next(new Random(seed));

        assertThat(value).hasSizeBetween(3, 70);
        assertThat(bytes.simplerThan(value))
                .allSatisfy(simpler -> assertThat(simpler).hasSizeBetween(3, 70));
    }

    @Property
    void uids_areUnicode(@ForAll long seed) {
        String uid = Generators.uids().next(new Random(seed));

        assertThat(new String(uid.getBytes(UTF_8), UTF_8)).isEqualTo(uid);
    }

    @Property(tries = 100)
    void simplerThan_comesToAnEnd(@ForAll long seed) {
        Generator<byte[]> bytes = Generators.seeds();
        var random = new Random(seed);

        long steps = Stream.iterate(
                        bytes.next(random),
                        value -> bytes.simplerThan(value).findAny().isPresent(),
                        value -> {
                            var simpler = bytes.simplerThan(value).toList();
                            return simpler.get(random.nextInt(simpler.size()));
                        })
                .limit(MAX_STEPS)
                .count();

        assertThat(steps).isLessThan(MAX_STEPS);
    }

    @Property
    void seeds_areThirtyTwoBytes(@ForAll long seed) {
        assertThat(Generators.seeds().next(new Random(seed))).hasSize(32);
    }
}
