package dev.baokms.daemon.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baokms.daemon.site.Site;
import dev.baokms.testkit.kms.KmsClient;
import dev.baokms.testkit.kms.WrappedSeed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} on a socket that a supervisor holds: no client is refused while no daemon runs. */
class HandedOverSocketTest {
    private static final int RESTARTS = Integer.getInteger("handover.restarts", 2);
    private static final int REPORTED = 25;

    @TempDir
    private Path folder;

    private Site site;

    @BeforeEach
    void start() throws Exception {
        site = Site.in(folder);
    }

    @AfterEach
    void cleanUp() {
        site.close();
    }

    /** With {@code -Dhandover.restarts=1000} this is what the page on systemd claims. */
    @Test
    void restartsAndKills_refuseNoConnect_andAGracefulOneLosesNoCall() throws Exception {
        try (var daemons = new Daemons(site, folder, Daemons.Socket.DESCRIPTOR_3)) {
            Callers callers = disturb(daemons);

            assertThat(callers.refused()).as("connects that were refused").isZero();
            assertThat(callers.lost()).as("calls that failed without a SIGKILL").isEmpty();
            assertThat(site.socket()).exists();
        }
    }

    /** Where no supervisor holds the socket, as for a static pod: what a restart costs then. */
    @Test
    void restartsOfAPlainProcess_loseNoCallOfAClientThatWaits() throws Exception {
        assumeTrue(Integer.getInteger("handover.restarts") != null, "for -Dhandover.restarts=NUMBER only");
        try (var daemons = new Daemons(site, folder, Daemons.Socket.NONE)) {
            Callers callers = disturb(daemons);

            assertThat(callers.lost()).as("calls that failed without a SIGKILL").isEmpty();
        }
    }

    /** A restart, an upgrade, a SIGKILL, and so on. */
    private Callers disturb(Daemons daemons) throws Exception {
        var callers = new Callers(site.socket());
        ProcessHandle daemon = daemons.next();
        WrappedSeed wrapped;
        try (KmsClient client = callers.client()) {
            Site.await("Status is ok", () -> Site.healthy(client));
            wrapped = client.encrypt("uid", Callers.SEED);
        }
        callers.start(wrapped);
        for (int restart = 0; restart < RESTARTS; restart++) {
            if (restart % 3 == 1) {
                callers.kill(daemon);
            } else {
                if (restart % 3 == 2) {
                    daemons.upgrade();
                }
                assertThat(daemon.destroy()).isTrue();
            }
            daemon = daemons.next();
            int before = callers.answered();
            Site.await("calls are answered again", () -> callers.answered() > before + Callers.COUNT);
            if (restart % REPORTED == REPORTED - 1) {
                report(restart + 1, callers);
            }
        }
        callers.stop();
        report(RESTARTS, callers);
        return callers;
    }

    private static void report(int restarts, Callers callers) {
        System.out.println(
                restarts + " restarts, every third one a SIGKILL and every third an upgrade: " + callers.report());
    }

    @Test
    void standardInputThatBlocks_isServed_getsItsMode_andStaysBehind() throws Exception {
        try (var daemons = new Daemons(site, folder, Daemons.Socket.STANDARD_INPUT);
                KmsClient client = new Callers(site.socket()).client()) {
            ProcessHandle daemon = daemons.next();
            assertThat(client.decrypt("uid", client.encrypt("uid", Callers.SEED)))
                    .isEqualTo(Callers.SEED);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(site.socket())))
                    .isEqualTo("rw-------");

            daemons.end();
            daemon.onExit().join();
        }
        assertThat(folder.resolve("log")).content().contains("listening on a socket that was handed over");
    }

    @Test
    void socketFileThatIsRemoved_isBoundAgainByTheDaemonItself() throws Exception {
        site.configure("status:\n  probeInterval: 1s\n");
        try (var daemons = new Daemons(site, folder, Daemons.Socket.DESCRIPTOR_3)) {
            daemons.next();
            try (KmsClient client = new Callers(site.socket()).client()) {
                assertThat(client.status()).isNotNull();
            }
            Files.delete(site.socket());
            Site.await("the socket is there again", () -> Files.exists(site.socket()));
            try (KmsClient client = new Callers(site.socket()).client()) {
                assertThat(client.decrypt("uid", client.encrypt("uid", Callers.SEED)))
                        .isEqualTo(Callers.SEED);
            }
        }
    }
}
