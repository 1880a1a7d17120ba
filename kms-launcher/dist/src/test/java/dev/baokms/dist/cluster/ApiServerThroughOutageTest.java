package dev.baokms.dist.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.daemon.site.Site;
import dev.baokms.host.systemd.ListeningManager;
import dev.baokms.testkit.emulator.Fault;
import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.KmsClient;
import dev.baokms.testkit.model.GoTools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * kube-apiserver's own code with its storage, this provider under a manager that keeps descriptors, and an OpenBao that goes away: restarts
 * of both, reads and writes, the end of the lease. It takes two minutes, because a lease lasts one at least.
 */
@EnabledIfSystemProperty(named = "cluster.outage", matches = "true")
class ApiServerThroughOutageTest {
    private static final String NOTES = ApiServerProcess.NOTES;
    private static final int OBJECTS = 20;

    @TempDir
    private Path folder;

    @Test
    void restartsInAnOutage_areNotNoticed_untilTheLeaseEnds() throws Throwable {
        try (Etcd etcd = Etcd.start(folder);
                Site site = Site.in(folder);
                var systemd = new ListeningManager(site.file("notify").toString(), 4)) {
            site.configure("continuity:\n  level: process\n  maxOffline: 1m\n");
            try (var provider =
                    new ProviderProcess(site, 1, List.of(site.emulator.address().toString()), systemd::service)) {
                provider.awaitHealthy();
                Path program = GoTools.build(folder, "go.mod", "./apiserver");
                try (var api = new ApiServerProcess(program, folder, etcd.address(), provider.socket())) {
                    api.define();
                    IntStream.range(0, OBJECTS)
                            .forEach(i -> assertThat(write(api, "before-" + i)).isEqualTo(201));
                    Site.await("memory is kept", () -> !systemd.kept().isEmpty());

                    site.emulator.faults().inject(Fault.RESET);
                    provider.killAndRestart();
                    awaitAnswer(provider);
                    readAndWriteAfterARestart(api, "killed");
                    assertThat(api.get("/readyz/kms-providers").body()).contains("continuity until 2");

                    provider.restart();
                    awaitAnswer(provider);
                    readAndWriteAfterARestart(api, "upgraded");

                    try (KmsClient client = new KmsClient(provider.socket(), KmsClient.Options.likeApiServer())) {
                        long begin = System.nanoTime();
                        Site.await("the lease ends", () -> !encrypts(client), Duration.ofMinutes(2));
                        System.out.printf(
                                "the lease ended %s s later%n",
                                Duration.ofNanos(System.nanoTime() - begin).toSeconds());
                    }

                    site.emulator.faults().clear();
                    provider.stop();
                    systemd.drop();
                    provider.start();
                    provider.awaitHealthy();
                    api.restart();
                    assertThat(api.get(NOTES).body())
                            .as("a daemon with empty memory opens what was written in the outage")
                            .contains(planted("before-7"), planted("killed"), planted("upgraded"));
                }
            }
        }
    }

    private static void readAndWriteAfterARestart(ApiServerProcess api, String name) throws Exception {
        api.restartWithoutWaiting();
        long listening = System.nanoTime();
        Site.await("a note is read", () -> api.get(NOTES + "/before-0").body().contains(planted("before-0")));
        long read = System.nanoTime();
        Site.await("a note is written", () -> write(api, name) == 201);
        System.out.printf(
                "%s: first read %s ms, first write %s ms after the API server listens%n",
                name,
                Duration.ofNanos(read - listening).toMillis(),
                Duration.ofNanos(System.nanoTime() - listening).toMillis());
        for (int i = 0; i < OBJECTS; i++) {
            assertThat(api.get(NOTES + "/before-" + i).body()).contains(planted("before-" + i));
        }
        assertThat(api.get(NOTES + "/" + name).body()).contains(planted(name));
    }

    /** A start takes its time, more so where everything runs on two cores; a socket unit would let the API server wait for it. */
    private static void awaitAnswer(ProviderProcess provider) {
        try (KmsClient client = new KmsClient(provider.socket(), KmsClient.Options.likeApiServer())) {
            Site.await("the daemon wraps", () -> encrypts(client));
        }
    }

    private static boolean encrypts(KmsClient client) {
        try {
            client.encrypt("uid", new byte[32]);
            return true;
        } catch (KmsCallException e) {
            return false;
        }
    }

    private static int write(ApiServerProcess api, String name) {
        return api.post(NOTES, "application/json", """
            {"apiVersion": "example.org/v1", "kind": "Note", "metadata": {"name": "%s"}, "text": "%s"}
            """.formatted(name, planted(name)))
                .statusCode();
    }

    private static String planted(String name) {
        return "planted in " + name + " and nowhere else";
    }
}
