package dev.baokms.dist.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.daemon.site.Site;
import dev.baokms.testkit.emulator.EmulatorNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Rotates under load while providers and OpenBao nodes are killed at random. {@code CONTRIBUTING.md} says how to run the long form,
 * with a seed that an earlier run printed.
 */
@Execution(ExecutionMode.CONCURRENT)
class RotationUnderLoadTest {
    private static final int NODES = 3;
    /** An API server's 60 s pass in 2 s. */
    private static final int SPEED = 30;
    /** The lease of the API server: for so long it writes on with what it has. */
    private static final Duration TOLERATED = Duration.ofMinutes(3);

    /** A standby of a healthy cluster is behind for less than a tenth of it. */
    private static final Duration LAG = Duration.ofSeconds(1);

    @TempDir
    private Path folder;

    private final long seed = Long.getLong("cluster.seed", new Random().nextLong());
    private final int rotations = Integer.getInteger("cluster.rotations", 10);
    private final RandomGenerator random = new Random(seed);
    private final Map<String, byte[]> etcd = new ConcurrentHashMap<>();
    private final List<ProviderProcess> providers = new ArrayList<>();
    private final List<EmulatorNode> openBao = new ArrayList<>();
    private final List<ApiServer> apiServers = new ArrayList<>();
    private final AtomicBoolean over = new AtomicBoolean();

    @AfterEach
    void stop() {
        over.set(true);
        apiServers.forEach(ApiServer::close);
        providers.forEach(ProviderProcess::close);
    }

    @Test
    void everyObjectOpens_noIdComesBack_andAllNodesSwitchAtTheSameInstant() throws Exception {
        System.out.println("cluster.seed=" + seed);
        try (Site site = Site.in(folder)) {
            start(site);
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> lives = new ArrayList<>();
                apiServers.forEach(server -> lives.add(threads.submit(() -> live(server))));
                try {
                    rotateAndDisturb(site);
                } finally {
                    over.set(true);
                }
                for (Future<?> life : lives) {
                    life.get();
                }
            }
            readEverythingColdly();
        }
        for (ApiServer server : apiServers) {
            assertThat(server.complaints()).isEmpty();
            assertThat(server.longestDisagreement()).isLessThan(TOLERATED);
            assertThat(server.written()).as("objects written").isGreaterThan(rotations);
            assertThat(withoutRepetition(server.keyIds()))
                    .as("no id comes back")
                    .doesNotHaveDuplicates();
        }
        assertThat(new HashSet<>(apiServers.getFirst().keyIds())).hasSize(rotations + 1);
        assertAllNodesSwitchAtTheSameInstant();
    }

    private void start(Site site) throws Exception {
        openBao.add(site.emulator.active());
        openBao.add(site.emulator.addStandby());
        openBao.add(site.emulator.addStandby());
        List<String> addresses = new ArrayList<>(
                openBao.stream().map(node -> node.address().toString()).toList());
        FastClock clock = FastClock.starting(SPEED);
        for (int i = 0; i < NODES; i++) {
            providers.add(new ProviderProcess(site, i, addresses));
            apiServers.add(new ApiServer("api-" + i, providers.get(i).socket(), clock, etcd, random.nextLong()));
            Collections.rotate(addresses, 1);
        }
        for (ApiServer server : apiServers) {
            Site.await("each API server is healthy", server::healthy);
        }
    }

    private void rotateAndDisturb(Site site) throws IOException, InterruptedException {
        for (int i = 0; i < rotations; i++) {
            String former = apiServers.getFirst().writeKeyId().orElseThrow();
            site.emulator.faults().rotateKey("transit", "kms");
            disturb(site);
            awaitSwitchFrom(former);
        }
    }

    private void live(ApiServer server) {
        while (!over.get()) {
            server.live();
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /** Something bad that a cluster must live through. */
    private void disturb(Site site) throws IOException, InterruptedException {
        int victim = random.nextInt(NODES);
        switch (random.nextInt(4)) {
            case 0 -> providers.get(victim).killAndRestart();
            case 1 -> {
                EmulatorNode dead = openBao.get(victim);
                dead.close();
                site.emulator.failOver();
                openBao.set(victim, site.emulator.restart(dead));
            }
            case 2 -> {
                openBao.get(victim).faults().lag(1);
                LockSupport.parkNanos(LAG.toNanos());
                openBao.get(victim).faults().catchUp();
            }
            default -> site.emulator.faults().expireTokens();
        }
    }

    private void awaitSwitchFrom(String former) {
        try {
            Site.await("all nodes write with the same new key, cluster.seed=" + seed, () -> {
                Set<Optional<String>> ids = new HashSet<>();
                apiServers.forEach(server -> ids.add(server.writeKeyId()));
                return ids.size() == 1 && !ids.contains(Optional.of(former));
            });
        } catch (AssertionError late) {
            apiServers.forEach(server -> late.addSuppressed(
                    new AssertionError(server + " writes with " + server.writeKeyId() + ": " + server.problems())));
            throw late;
        }
    }

    /** New API servers, which know no seed, read all that was ever written, through every provider. */
    private void readEverythingColdly() {
        FastClock clock = FastClock.starting(1);
        for (ProviderProcess provider : providers) {
            try (var cold = new ApiServer("cold", provider.socket(), clock, etcd, random.nextLong())) {
                Site.await("the cold API server is healthy", cold::healthy);
                etcd.keySet().forEach(cold::check);
                assertThat(cold.complaints()).isEmpty();
            }
        }
    }

    private static List<String> withoutRepetition(List<String> ids) {
        var changes = new ArrayList<String>();
        for (String id : ids) {
            if (changes.isEmpty() || !changes.getLast().equals(id)) {
                changes.add(id);
            }
        }
        return changes;
    }

    /**
     * Each node says when a version becomes due, and when it began to write with it. All must name the same instant, whatever they
     * lived through, and none may be early by its own clock. How late they are is reported: for nodes that were up when the
     * version became due and knew it, this is what clocks and timers make of "the same instant".
     */
    private void assertAllNodesSwitchAtTheSameInstant() throws Exception {
        Map<Integer, Instant> due = new TreeMap<>();
        var switched = new TreeMap<Integer, Integer>();
        Duration undisturbed = Duration.ZERO;
        Duration any = Duration.ZERO;
        for (ProviderProcess provider : providers) {
            var known = new TreeMap<Integer, Instant>();
            for (LogLine line : provider.log()) {
                if (line.isStart()) {
                    known.clear();
                }
                if (line.activation().isPresent()) {
                    Instant at = line.activation().get();
                    assertThat(due.computeIfAbsent(line.version(), first -> at))
                            .as("when version " + line.version() + " becomes due")
                            .isEqualTo(at);
                    known.put(line.version(), line.at());
                }
                if (line.isSwitch() && line.version() > 1) {
                    Instant at = due.get(line.version());
                    assertThat(line.at()).isAfterOrEqualTo(at);
                    switched.merge(line.version(), 1, Integer::sum);
                    Duration late = Duration.between(at, line.at());
                    any = longer(any, late);
                    Instant seen = known.get(line.version());
                    if (seen != null && seen.isBefore(at)) {
                        undisturbed = longer(undisturbed, late);
                    }
                }
            }
        }
        assertThat(switched).hasSize(rotations);
        System.out.println("latest switch after the common instant: " + undisturbed.toMillis()
                + " ms on nodes that were up, " + any.toMillis() + " ms with restarts");
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? b : a;
    }
}
