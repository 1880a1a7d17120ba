package dev.baokms.daemon.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.daemon.site.CapturedLog;
import dev.baokms.daemon.site.Site;
import dev.baokms.daemon.site.Site.Running;
import dev.baokms.testkit.kms.KmsClient;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a daemon whose socket's file goes while it runs. */
class SocketLossTest {
    @TempDir
    private Path folder;

    private CapturedLog log;
    private Site site;

    @BeforeEach
    void prepare() throws Exception {
        log = new CapturedLog("info");
        site = Site.in(folder);
        site.configure("status:\n  probeInterval: 500ms\n");
    }

    @AfterEach
    void cleanUp() {
        log.close();
        site.close();
    }

    @Test
    void removedSocket_isBoundAnewAndCounted_andNoCallIsLost() throws Exception {
        try (Running run = site.started();
                var traffic = new Traffic(run.client())) {
            traffic.goesOn();

            Files.delete(site.socket());

            Site.await("it is bound again", () -> restarts(run) == 1);
            assertThat(healthyOverANewConnection()).isTrue();
            traffic.goesOn();
            assertThat(traffic.lost()).isEmpty();
            assertThat(log.awaitLines(1, "the socket's file was gone; bound again"))
                    .hasSize(1);
        }
        assertThat(site.socket()).doesNotExist();
    }

    @Test
    void liveForeignSocket_isLeftAlone_andSaid_untilItIsDead() throws Exception {
        try (Running run = site.started()) {
            Path elsewhere = site.file("foreign.sock");
            try (var foreign = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                foreign.bind(UnixDomainSocketAddress.of(elsewhere));
                Object inode = Files.getAttribute(elsewhere, "unix:ino");
                Files.move(elsewhere, site.socket(), StandardCopyOption.ATOMIC_MOVE);

                Site.await("it is said", () -> run.page("/ready").contains("\"reasons\":[\"socket_lost\"]"));
                assertThat(run.page("/ready"))
                        .contains(
                                "\"status\":\"unavailable\"",
                                "\"healthz\":\"the socket's path no longer leads to the daemon");
                assertThat(run.page("/metrics"))
                        .contains("openbao_kms_health{state=\"error\"} 1.0", "openbao_kms_health{state=\"ok\"} 0.0");
                assertThat(run.client().status().healthz()).isEqualTo("ok");
                assertThat(Files.getAttribute(site.socket(), "unix:ino")).isEqualTo(inode);
                assertThat(log.awaitLines(1, "\"reason\":\"socket_lost\"")).hasSize(1);
                assertThat(restarts(run)).isZero();
            }

            Site.await("it is bound again", () -> restarts(run) == 1);
            assertThat(healthyOverANewConnection()).isTrue();
            assertThat(run.page("/ready")).contains("\"reasons\":[]");
        }
    }

    private boolean healthyOverANewConnection() {
        try (KmsClient fresh = site.client()) {
            return Site.healthy(fresh);
        }
    }

    private static int restarts(Running run) {
        return run.page("/metrics")
                .lines()
                .filter(line -> line.startsWith("openbao_kms_socket_restarts_total "))
                .mapToInt(line -> (int) Double.parseDouble(line.split(" ", -1)[1]))
                .sum();
    }
}
