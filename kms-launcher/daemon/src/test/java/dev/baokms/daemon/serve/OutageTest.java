package dev.baokms.daemon.serve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.configuration.Settings;
import dev.baokms.core.port.InMemorySurvivor;
import dev.baokms.daemon.site.CapturedLog;
import dev.baokms.daemon.site.Site;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.host.systemd.ListeningManager;
import dev.baokms.state.StateFile;
import dev.baokms.testkit.emulator.Fault;
import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.KmsClient;
import dev.baokms.testkit.kms.WrappedSeed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The daemon through an outage of OpenBao, and what it leaves behind. */
class OutageTest {
    private static final byte[] SEED = "MARKED-SEED-THAT-NO-ONE-MAY-SEE!".getBytes(US_ASCII);
    private static final byte[] OTHER = "ANOTHER-SEED-OF-THIRTY-TWO-BYTES".getBytes(US_ASCII);

    @TempDir
    private Path folder;

    private static String settings(String level) {
        return """
            status:
              failureGrace: 0s
              probeInterval: 1s
              deepProbeInterval: 2s
            continuity:
              level: %s
              maxOffline: 1m
            """.formatted(level);
    }

    private static void away(Site site) {
        site.emulator.faults().inject(Fault.RESET);
    }

    @Test
    void outage_isAnsweredSaidAndReported_andANoEndsIt() throws Exception {
        try (var log = new CapturedLog("info");
                Site site = Site.in(folder)) {
            site.configure(settings("memory"));
            try (Site.Running running = site.started()) {
                KmsClient client = running.client();
                WrappedSeed before = client.encrypt("uid-1", SEED);

                away(site);
                WrappedSeed during = client.encrypt("uid-2", OTHER);

                assertThat(new String(during.ciphertext(), US_ASCII)).startsWith("obc1:vault:v1:");
                assertThat(during.keyId()).isEqualTo(before.keyId());
                assertThat(client.decrypt("uid-3", before)).isEqualTo(SEED);
                assertThat(client.decrypt("uid-4", during)).isEqualTo(OTHER);
                Site.await("Status says it", () -> client.status().healthz().startsWith("continuity until 2"));
                assertThat(client.status().keyId()).isEqualTo(before.keyId());
                assertThat(running.page("/ready")).contains("\"continuity_until\":\"2");
                assertThat(log.linesWith("answered in an outage", "\"operation\":\"decrypt\""))
                        .hasSize(2);

                site.emulator.faults().clear();
                Site.await("OpenBao is seen again", () -> Site.healthy(client));
                assertThat(log.awaitLines(1, "OpenBao answers again", "\"encrypts\":1", "\"decrypts\":2"))
                        .hasSize(1);
                assertThat(client.decrypt("uid-5", during)).isEqualTo(OTHER);

                site.emulator.faults().seal();
                Site.await(
                        "the no is heard",
                        () -> !log.linesWith("everything that was held is erased")
                                .isEmpty());
                away(site);
                assertThatThrownBy(() -> client.decrypt("uid-6", before)).isInstanceOf(KmsCallException.class);
                assertThatThrownBy(() -> client.encrypt("uid-7", SEED)).isInstanceOf(KmsCallException.class);
                assertNothingSecret(site, log.text(), running.page("/metrics"), running.page("/ready"));
            }
        }
    }

    /** I12 for what is held: on no disk, in no log and on no page. */
    private static void assertNothingSecret(Site site, String... more) throws IOException {
        List<String> marks = List.of(
                new String(SEED, US_ASCII),
                Base64.getEncoder().encodeToString(SEED).substring(0, 40),
                HexFormat.of().formatHex(SEED));
        try (Stream<Path> files = Files.walk(site.file(""))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, ISO_8859_1)).as("%s", file).doesNotContain(marks);
            }
        }
        for (String text : more) {
            assertThat(text).doesNotContain(marks);
        }
    }

    /** The next daemon of the same service, in this process, so that it costs little. */
    @Test
    void restartInAnOutage_isAnsweredByTheNextDaemon() throws Exception {
        var survivor = new InMemorySurvivor();
        try (Site site = Site.in(folder);
                KmsClient client = site.client()) {
            site.configure(settings("process"));
            WrappedSeed before;
            WrappedSeed during;
            try (StateFile state = state(site)) {
                Daemon daemon = Assembly.daemon(site.settings(), BuildInfo.load(), state, survivor);
                daemon.start();
                Site.await("Status is ok", () -> Site.healthy(client));
                before = client.encrypt("uid-1", SEED);
                away(site);
                during = client.encrypt("uid-2", OTHER);
                daemon.close();
            }
            try (StateFile state = state(site)) {
                Daemon daemon = Assembly.daemon(site.settings(), BuildInfo.load(), state, survivor);
                daemon.start();
                Site.await("the next daemon answers", () -> answers(client, before));
                assertThat(client.decrypt("uid-3", during)).isEqualTo(OTHER);
                assertThat(client.encrypt("uid-4", SEED).keyId()).isEqualTo(before.keyId());
                daemon.close();
            }
            assertThat(survivor.raw()).isPresent();
            site.configure(settings("off"));
            try (StateFile state = state(site)) {
                Daemon daemon = Assembly.daemon(site.settings(), BuildInfo.load(), state, survivor);
                daemon.start();
                Site.await("nothing is left", () -> survivor.raw().isEmpty());
                daemon.close();
            }
        }
    }

    private static StateFile state(Site site) throws Exception {
        Settings settings = site.settings();
        return StateFile.open(
                settings.stateFile(), settings.key().scope(), settings.key().fingerprint());
    }

    /** As systemd keeps memory for a service: killed and started again while OpenBao is away. {@code -Doutage.process=true}. */
    @Test
    @EnabledIfSystemProperty(named = "outage.process", matches = "true")
    void killInAnOutage_isAnsweredByTheNextProcess_untilTheServiceIsStopped() throws Throwable {
        try (Site site = Site.in(folder);
                var systemd = new ListeningManager(site.file("notify").toString(), 4);
                KmsClient client = site.client()) {
            site.configure(settings("process"));
            Path log = folder.resolve("log");
            Process daemon = start(systemd, site, log);
            Site.await("Status is ok", () -> Site.healthy(client));
            WrappedSeed before = client.encrypt("uid-1", SEED);
            Site.await("memory is kept", () -> !systemd.kept().isEmpty());
            Site.await(
                    "the seed is kept, too",
                    () -> Files.exists(site.file("state").resolve("key-registry.json.seeds")));
            away(site);
            WrappedSeed during = client.encrypt("uid-2", OTHER);

            daemon.destroyForcibly().waitFor();
            daemon = start(systemd, site, log);

            Site.await("the next process answers", () -> answers(client, before));
            assertThat(client.decrypt("uid-3", during)).isEqualTo(OTHER);
            WrappedSeed after = client.encrypt("uid-4", SEED);
            assertThat(after.keyId()).isEqualTo(before.keyId());
            assertThat(client.status().keyId()).isEqualTo(before.keyId());

            daemon.destroy();
            daemon.waitFor();
            systemd.drop();
            daemon = start(systemd, site, log);
            Site.await("the log says that the last one ended", () -> lines(log, "\"stopped\"") == 1);
            assertThatThrownBy(() -> client.decrypt("uid-5", before)).isInstanceOf(KmsCallException.class);

            site.emulator.faults().clear();
            Site.await("Status is ok", () -> Site.healthy(client));
            assertThat(client.decrypt("uid-6", after)).isEqualTo(SEED);
            daemon.destroy();
            daemon.waitFor();
            assertNothingSecret(site, Files.readString(log));
        }
    }

    private static boolean answers(KmsClient client, WrappedSeed stored) {
        try {
            return Arrays.equals(client.decrypt("uid", stored), SEED);
        } catch (KmsCallException e) {
            return false;
        }
    }

    private static long lines(Path log, String part) {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(part)).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process start(ListeningManager systemd, Site site, Path log) throws IOException {
        return systemd.service(ServeProcess.of(site).command())
                .redirectError(Redirect.appendTo(log.toFile()))
                .start();
    }
}
