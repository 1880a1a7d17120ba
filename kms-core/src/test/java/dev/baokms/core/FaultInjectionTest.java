package dev.baokms.core;

import static dev.baokms.core.failure.Failures.BUSY;
import static dev.baokms.core.failure.Failures.LOGIN_REFUSED;
import static dev.baokms.core.failure.Failures.UNREACHABLE;
import static dev.baokms.core.failure.Outcomes.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Denied;
import dev.baokms.core.failure.Failure.NotAuthentic;
import dev.baokms.core.failure.Failure.Sealed;
import dev.baokms.core.failure.Failure.Timeout;
import dev.baokms.core.failure.KeyFinding;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.port.InMemoryTransit;
import dev.baokms.core.secret.SecretBytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * A life full of failures: each call of Transit may fail, each wrap may be corrupt, the key may rotate at any
 * moment.
 */
class FaultInjectionTest {
    private static final List<Failure> FAILURES = List.of(
            UNREACHABLE,
            new Sealed(),
            new Timeout(),
            new Denied(),
            new NotAuthentic(),
            BUSY,
            new Failure.UnsafeKey(KeyFinding.MIN_DECRYPTION_VERSION),
            LOGIN_REFUSED);

    /** An object that was stored, and what must come out of it. */
    private record Kept(Bench.Stored stored, SecretBytes seed) {}

    @Property(tries = 2000)
    @Label("I11: no failure, at any point, yields OK with bytes other than the plaintext")
    void okMeansTheRightBytes(@ForAll long seed, @ForAll @IntRange(max = 60) int failurePercent) {
        var chance = new Random(seed);
        var bench = Bench.ready();
        var kept = new ArrayList<Kept>();
        InMemoryTransit.Hook faults = (operation, call) -> chance.nextInt(100) < failurePercent
                ? Optional.of(FAILURES.get(chance.nextInt(FAILURES.size())))
                : Optional.empty();
        bench.transit.hook(faults);
        for (int step = 0; step < 40; step++) {
            switch (chance.nextInt(8)) {
                case 0 -> bench.transit.rotate(bench.clock.get());
                case 1 -> bench.transit.corruptNextWrap();
                case 2 -> bench.pass(Duration.ofSeconds(chance.nextInt(90)));
                case 3 -> bench.probe();
                case 4, 5 -> store(bench, chance, kept);
                default -> open(bench, chance, kept);
            }
        }
        bench.transit.heal();
        bench.probe();

        assertThat(kept)
                .allSatisfy(each -> assertThat(bytes(bench.decrypt(each.stored)))
                        .as("whatever Encrypt answered opens when all is well again")
                        .isEqualTo(each.seed.<byte[]>exposeTo(byte[]::clone)));
    }

    private static void store(Bench bench, Random chance, List<Kept> kept) {
        byte[] seed = new byte[32];
        chance.nextBytes(seed);
        if (bench.encrypt(seed) instanceof Ok<Kms.Wrapped>(Kms.Wrapped wrapped)) {
            kept.add(new Kept(Bench.Stored.of(wrapped), SecretBytes.adopting(seed)));
        }
    }

    private static void open(Bench bench, Random chance, List<Kept> kept) {
        if (!kept.isEmpty()) {
            Kept one = kept.get(chance.nextInt(kept.size()));
            Outcome<SecretBytes> opened = bench.decrypt(one.stored);
            if (opened instanceof Ok<SecretBytes>(SecretBytes back)) {
                assertThat(back.sameAs(one.seed)).isTrue();
                back.close();
            }
        }
    }
}
