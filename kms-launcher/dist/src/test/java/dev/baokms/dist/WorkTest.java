package dev.baokms.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baokms.daemon.Main;
import dev.baokms.daemon.site.Site;
import dev.baokms.testkit.kms.KmsClient;
import dev.baokms.testkit.kms.WrappedSeed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * How much {@code serve} does, with the flags of the package: a count is the same on every machine, where a time is not. Each bound lies
 * about a tenth above what was counted when it was set; lower it when the count falls. The requests of an idle hour are bounded in
 * {@code kms-core}, on a clock that the test holds.
 */
@TestInstance(Lifecycle.PER_CLASS)
class WorkTest {
    private static final long CLASSES = 6_900;
    private static final long THREADS = 29;
    private static final long BYTES_OF_A_DECRYPT = 48 * 1024;
    private static final long SYSTEM_CALLS_OF_A_DECRYPT = 26;

    private static final Pattern EDEN = Pattern.compile("Eden: (\\d+)K\\(\\d+K\\)->");
    private static final Pattern TOTAL = Pattern.compile("(?m)^100\\.00.*?(\\d+)\\s+\\d*\\s*total$");

    private Path folder;
    private Site site;
    private Process daemon;
    private KmsClient client;
    private WrappedSeed wrapped;

    @BeforeAll
    void serve(@TempDir Path folder) throws Exception {
        this.folder = folder;
        site = Site.in(folder);
        daemon = start(site);
        client = site.client();
        Site.await("Status is ok", () -> Site.healthy(client));
        wrapped = client.encrypt("the-one", new byte[32]);
        decrypt(500);
    }

    @AfterAll
    void stop() throws InterruptedException {
        client.close();
        daemon.destroy();
        daemon.waitFor();
        site.close();
    }

    @Test
    void serve_staysWithinItsClassesAndThreads() throws IOException {
        assertThat(counted("classes", read(folder.resolve("classes")).lines().count()))
                .isBetween(2_000L, CLASSES);
        try (Stream<Path> threads = Files.list(Path.of("/proc", "" + daemon.pid(), "task"))) {
            assertThat(counted("threads", threads.count())).isBetween(5L, THREADS);
        }
    }

    @Test
    void decrypt_staysWithinItsAllocations() {
        int calls = 3_000;
        long before = allocatedKib();

        decrypt(calls);

        assertThat(counted("bytes allocated by a Decrypt", (allocatedKib() - before) * 1024 / calls))
                .isBetween(1_000L, BYTES_OF_A_DECRYPT);
    }

    @Test
    void decrypt_staysWithinItsSystemCalls() throws Exception {
        int calls = 500;
        Path counts = folder.resolve("counts");
        Path said = folder.resolve("strace");
        Process strace;
        try {
            strace = new ProcessBuilder("strace", "-f", "-c", "-o", counts.toString(), "-p", "" + daemon.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "skipped: no strace on the path");
            return;
        }
        Site.await("strace is there", () -> !strace.isAlive() || read(said).contains("attached"));
        assumeTrue(strace.isAlive(), "skipped: strace may not look at other processes here");

        decrypt(calls);
        new ProcessBuilder("kill", "-INT", "" + strace.pid()).start().waitFor();

        assertThat(strace.waitFor(30, TimeUnit.SECONDS)).isTrue();
        MatchResult total = TOTAL.matcher(read(counts)).results().findFirst().orElseThrow();
        assertThat(counted("system calls of a Decrypt", Long.parseLong(total.group(1)) / calls))
                .isBetween(4L, SYSTEM_CALLS_OF_A_DECRYPT);
    }

    private static long counted(String what, long number) {
        System.out.println(what + ": " + number);
        return number;
    }

    private void decrypt(int calls) {
        for (int i = 0; i < calls; i++) {
            assertThat(client.decrypt("call-" + i, wrapped)).hasSize(32);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Up to the last collection; each empties the place where all that is new is put. */
    private long allocatedKib() {
        return EDEN.matcher(read(folder.resolve("collections")))
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }

    private Process start(Site site) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Files.readAllLines(Path.of("src/dist/build/java.args")));
        command.addAll(List.of(
                "-Xlog:class+load:file=" + folder.resolve("classes") + ":none:filesize=0",
                "-Xlog:gc+heap:file=" + folder.resolve("collections") + ":none:filesize=0",
                "-cp",
                ServeClassesTest.classPath(),
                Main.class.getName(),
                "serve",
                "--config",
                site.config().toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(folder.resolve("log").toFile()))
                .start();
    }
}
