package dev.baokms.dist.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.KmsProvider;
import dev.baokms.core.ProviderSettings;
import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Denied;
import dev.baokms.core.failure.Failure.Sealed;
import dev.baokms.core.failure.Failure.Timeout;
import dev.baokms.core.failure.Failures;
import dev.baokms.core.health.Verdict;
import dev.baokms.core.key.KeyScope;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.core.port.Event;
import dev.baokms.core.port.InMemoryTransit;
import dev.baokms.core.port.Ports;
import dev.baokms.core.port.StateStore;
import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.model.EtcdEnvelope;
import dev.baokms.testkit.model.StorageException;
import dev.baokms.testkit.model.VirtualApiServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Twenty-four hours in steps of a second, with an outage of OpenBao every hour: when could be read, and when written? */
class DayOfOutagesTest {
    private static final Instant MIDNIGHT = Instant.parse("2026-01-01T00:00:00Z");
    private static final int DAY = 24 * 3600;
    private static final int HOUR = 3600;
    /** Where in its hour an outage begins: some time after everything is well again. */
    private static final int OFFSET = 1800;

    /** Lengths of the hourly outages, in seconds. */
    private static final int[] LENGTHS = {
        1, 4, 10, 14, 20, 30, 45, 60, 90, 115, 125, 150, 170, 185, 200, 235, 240, 300, 360, 420, 600, 900, 1200, 1500
    };

    private static final List<Failure> CAUSES =
            List.of(Failures.UNREACHABLE, new Sealed(), new Timeout(), Failures.BUSY);

    private Instant now = MIDNIGHT;
    private Instant nextProbe = MIDNIGHT;
    private final InMemoryTransit transit = new InMemoryTransit(MIDNIGHT.minus(Duration.ofDays(1)));
    private final Random random = new Random(1);
    private final KmsProvider provider = new KmsProvider(
            new KeyScope("provider", "cluster", "instance", Optional.empty(), "mount", "lineage"),
            ProviderSettings.defaults("0.0.0-test"),
            KeyringState.EMPTY,
            new Ports(transit, StateStore.NONE, this::heard, () -> now, count -> {
                byte[] bytes = new byte[count];
                random.nextBytes(bytes);
                return bytes;
            }));
    private final InProcess plugin = new InProcess(provider, () -> Duration.ofSeconds(2));
    private final VirtualApiServer apiServer = new VirtualApiServer("provider", plugin, () -> now, random);

    /** What one hour's outage did, in seconds from its beginning. */
    private static final class Damage {
        private final int length;
        private final Failure cause;
        private int statusFails = -1;
        private int statusWell = -1;
        private int writesEnd = -1;
        private int writesReturn = -1;
        private int warmReadsLost;
        private int coldReadsLost;

        Damage(int length, Failure cause) {
            this.length = length;
            this.cause = cause;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%5d s %-12s Status fails at %4d, well again at %4d; writes end at %4d, return at %4d; cold reads"
                            + " lost for %4d s",
                    length,
                    cause.reason(),
                    statusFails,
                    statusWell,
                    writesEnd,
                    writesReturn,
                    coldReadsLost);
        }
    }

    private void heard(Event event) {
        if (event instanceof Event.ProbeWanted) {
            nextProbe = now;
        }
    }

    @Test
    void everyOutage_doesNoMoreDamageThanItsLength() {
        live();
        byte[] warm = apiServer.put("/registry/secrets/warm", "warm".getBytes(UTF_8));
        var day = new ArrayList<Damage>();
        for (int hour = 0; hour < DAY / HOUR; hour++) {
            Damage damage = new Damage(LENGTHS[hour], CAUSES.get(hour % CAUSES.size()));
            day.add(damage);
            for (int second = 0; second < HOUR; second++) {
                hold(damage, second - OFFSET, warm);
            }
        }
        day.forEach(System.out::println);
        day.forEach(DayOfOutagesTest::judge);
    }

    /** One second of the world. */
    private void live() {
        if (!now.isBefore(nextProbe)) {
            nextProbe = provider.probe(() -> () -> Duration.ofSeconds(2));
        }
        apiServer.tick();
        if (now.getEpochSecond() % 10 == 0) {
            apiServer.health();
        }
    }

    private void hold(Damage damage, int since, byte[] warm) {
        if (since == 0) {
            transit.failAll(damage.cause);
        }
        if (since == damage.length) {
            transit.heal();
        }
        now = now.plusSeconds(1);
        live();
        boolean failing = provider.view().verdict() instanceof Verdict.Failing;
        boolean well = provider.view().verdict() instanceof Verdict.Ok;
        if (since < 0) {
            assertThat(well).as("before the outage all is well").isTrue();
            return;
        }
        if (failing && damage.statusFails < 0) {
            damage.statusFails = since;
        }
        if (well && since >= damage.length && damage.statusWell < 0) {
            damage.statusWell = since;
        }
        boolean mayWrite = mayWrite();
        if (!mayWrite && damage.writesEnd < 0) {
            damage.writesEnd = since;
        }
        if (mayWrite && damage.writesEnd >= 0 && damage.writesReturn < 0) {
            damage.writesReturn = since;
        }
        damage.warmReadsLost += canRead(apiServer, warm) ? 0 : 1;
        damage.coldReadsLost += canDecrypt(warm) ? 0 : 1;
    }

    private boolean mayWrite() {
        try {
            apiServer.put("/registry/secrets/some", new byte[1]);
            return true;
        } catch (StorageException e) {
            assertThat(e.reason()).isEqualTo(StorageException.Reason.WRITE_EXPIRED);
            return false;
        }
    }

    private static boolean canRead(VirtualApiServer server, byte[] stored) {
        try {
            return new String(server.get("/registry/secrets/warm", stored).value(), UTF_8).equals("warm");
        } catch (StorageException e) {
            return false;
        }
    }

    /** As an API server that has not seen this object since its start. */
    private boolean canDecrypt(byte[] stored) {
        try {
            return plugin.decrypt("cold", EtcdEnvelope.parse(stored).wrapped()).length == 32;
        } catch (KmsCallException e) {
            return false;
        }
    }

    private static void judge(Damage damage) {
        assertThat(damage.warmReadsLost)
                .as("cached reads need no provider: " + damage)
                .isZero();
        assertThat(damage.coldReadsLost)
                .as("cold reads are lost while OpenBao is: " + damage)
                .isEqualTo(damage.length);
        assertThat(damage.statusWell)
                .as("one good probe within 5 s: " + damage)
                .isBetween(damage.length, damage.length + 5);
        // Evidence is up to one probe interval of 30 s old when the outage begins, and good for two minutes.
        if (damage.length < 90) {
            assertThat(damage.statusFails).as("it coasts: " + damage).isEqualTo(-1);
        }
        if (damage.length > 120) {
            assertThat(damage.statusFails)
                    .as("evidence grows too old: " + damage)
                    .isBetween(90, 121);
        }
        if (damage.length <= 180) {
            assertThat(damage.writesEnd).as("the lease outlives it: " + damage).isEqualTo(-1);
        }
        if (damage.length >= 420) {
            assertThat(damage.writesEnd)
                    .as("the lease ends three minutes after the last good Status: " + damage)
                    .isBetween(180, 301);
            assertThat(damage.writesReturn)
                    .as("and begins again: " + damage)
                    .isBetween(damage.length, damage.length + 15);
        }
    }

    @Test
    void deniedEncrypt_endsWritesThreeMinutesAfterTheLastGoodStatus() {
        live();
        transit.fail(InMemoryTransit.Operation.ENCRYPT, new Denied());
        int until = 0;
        while (mayWrite()) {
            now = now.plusSeconds(1);
            live();
            until++;
            assertThat(until).as("writes must end").isLessThan(300);
        }
        System.out.println("encrypt denied: writes end after " + until + " s");
        assertThat(until).isBetween(120, 245);
    }
}
