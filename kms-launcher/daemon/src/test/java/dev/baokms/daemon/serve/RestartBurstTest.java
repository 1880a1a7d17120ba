package dev.baokms.daemon.serve;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.daemon.site.Site;
import dev.baokms.testkit.kms.KmsClient;
import dev.baokms.testkit.kms.WrappedSeed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** An API server that starts asks for every seed at once; the daemon has them before, over any link. */
class RestartBurstTest {
    /** The build writes fewer: each takes two requests to write. */
    private static final int SEEDS = Boolean.getBoolean("prefetch.measure") ? 1000 : 250;

    private static final int CALLERS = Integer.getInteger("prefetch.callers", 16);
    private static final int ROUNDS = 5;
    private static final Duration LINK = Duration.ofMillis(100);

    @TempDir
    private Path folder;

    private static byte[] seed(int number) {
        return ByteBuffer.allocate(32).putInt(number).array();
    }

    /** Each answered, a few at a time. */
    private static <T> List<T> each(IntFunction<T> call) throws Exception {
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            List<Future<T>> answers = callers.invokeAll(IntStream.range(0, SEEDS)
                    .<Callable<T>>mapToObj(i -> () -> call.apply(i))
                    .toList());
            var results = new ArrayList<T>();
            for (Future<T> answer : answers) {
                results.add(answer.get());
            }
            return results;
        }
    }

    private static List<WrappedSeed> written(Site site) throws Exception {
        try (Site.Running running = site.started()) {
            return each(i -> running.client().encrypt("uid-" + i, seed(i)));
        }
    }

    private static long metric(Site.Running running, String series) {
        return Pattern.compile("^" + Pattern.quote(series) + " ([0-9.E]+)$", Pattern.MULTILINE)
                .matcher(running.page("/metrics"))
                .results()
                .mapToLong(found -> (long) Double.parseDouble(found.group(1)))
                .findFirst()
                .orElse(0);
    }

    @Test
    void seedsOfBefore_takeFewRequestsAndAreThenAnsweredFromMemory() throws Exception {
        try (Site site = Site.in(folder)) {
            List<WrappedSeed> stored = written(site);
            assertThat(Files.readString(site.file("state").resolve("key-registry.json.seeds"), US_ASCII))
                    .contains(new String(stored.getFirst().ciphertext(), US_ASCII));
            try (Site.Running running = site.started()) {
                Site.await("the seeds are held", () -> metric(running, "openbao_kms_held_seeds") == SEEDS);

                List<byte[]> opened = each(i -> running.client().decrypt("uid", stored.get(i)));

                for (int i = 0; i < SEEDS; i++) {
                    assertThat(opened.get(i)).isEqualTo(seed(i));
                }
                assertThat(metric(running, "openbao_kms_upstream_requests_total{cause=\"prefetch\"}"))
                        .isBetween(1L, SEEDS == 1000 ? 6L : 2L);
                assertThat(metric(running, "openbao_kms_upstream_requests_total{cause=\"serve\"}"))
                        .isZero();
                assertThat(metric(running, "openbao_kms_held_answers_total")).isEqualTo(SEEDS);
            }
        }
    }

    /**
     * {@code -Dprefetch.measure=true}: the numbers of the page on performance, over a link of 100 ms, with and without, of a process;
     * {@code -Dprefetch.program=PATH} names the start script of a package.
     */
    @Test
    @EnabledIfSystemProperty(named = "prefetch.measure", matches = "true")
    void measured_withAndWithout() throws Exception {
        try (Site site = Site.in(folder)) {
            List<WrappedSeed> stored = written(site);
            site.emulator.faults().delay(LINK, "/v1/");
            for (int round = 0; round < ROUNDS; round++) {
                measure(site, true, stored);
            }
            site.configure("prefetch:\n  enabled: false\n");
            measure(site, false, stored);
        }
    }

    private void measure(Site site, boolean on, List<WrappedSeed> stored) throws Exception {
        Path log = folder.resolve("log");
        long atStart = decrypts(site);
        Process daemon = program(site).redirectError(log.toFile()).start();
        try (var client = new KmsClient(site.socket(), KmsClient.Options.likeApiServer())) {
            String ready = on ? "seeds that were asked for before are held" : "status is ok";
            Site.await("the daemon is ready", () -> contains(log, ready));
            // An API server reads nothing before these two have succeeded.
            client.status();
            client.encrypt("uid", seed(0));
            long atBegin = decrypts(site);
            long begin = System.nanoTime();
            long[] took = each(i -> {
                        long start = System.nanoTime();
                        client.decrypt("uid", stored.get(i));
                        return System.nanoTime() - start;
                    })
                    .stream()
                    .mapToLong(nanos -> nanos)
                    .sorted()
                    .toArray();
            System.out.printf(
                    "prefetch %s: p50 %.2f ms, p99 %.2f ms, longest %.2f ms, all %s in %s ms; Decrypts of OpenBao: %s"
                            + " before, %s then%n",
                    on,
                    took[SEEDS / 2] / 1e6,
                    took[SEEDS * 99 / 100] / 1e6,
                    took[SEEDS - 1] / 1e6,
                    SEEDS,
                    Duration.ofNanos(System.nanoTime() - begin).toMillis(),
                    atBegin - atStart,
                    decrypts(site) - atBegin);
        } finally {
            daemon.destroy();
            daemon.waitFor();
        }
    }

    private static ProcessBuilder program(Site site) {
        String program = System.getProperty("prefetch.program", "");
        return program.isEmpty()
                ? ServeProcess.of(site)
                : new ProcessBuilder(program, "serve", "--config", site.config().toString());
    }

    private static long decrypts(Site site) {
        return site.emulator.requests().entrySet().stream()
                .filter(path -> path.getKey().contains("transit/decrypt"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static boolean contains(Path log, String text) {
        try {
            return Files.readString(log).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
