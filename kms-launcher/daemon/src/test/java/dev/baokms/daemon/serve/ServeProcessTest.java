package dev.baokms.daemon.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.daemon.site.Site;
import dev.baokms.host.ExitCode;
import dev.baokms.host.systemd.ListeningManager;
import dev.baokms.testkit.emulator.Fault;
import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.KmsClient;
import dev.baokms.testkit.kms.WrappedSeed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code serve} as a process of its own: signals, exit codes, and what is left behind. */
@Execution(ExecutionMode.CONCURRENT)
class ServeProcessTest {
    private static final byte[] SEED = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);

    @TempDir
    private Path folder;

    private Site site;
    private Process process;

    @BeforeEach
    void start() throws Exception {
        site = Site.in(folder);
        process = serve();
        Site.await("the socket is there", () -> Files.exists(site.socket()));
    }

    @AfterEach
    void cleanUp() {
        process.destroyForcibly();
        site.close();
    }

    private Process serve() throws IOException {
        return serve(Map.of());
    }

    private Process serve(Map<String, String> environment) throws IOException {
        ProcessBuilder builder = ServeProcess.of(site, "-Xlog:class+load:file=" + folder.resolve("classes"))
                .redirectError(folder.resolve("log").toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    @Test
    void sigterm_finishesCallsInFlight_removesTheSocket_andIsSuccess() throws Exception {
        try (KmsClient client = site.client()) {
            Site.await("Status is ok", () -> Site.healthy(client));
            WrappedSeed wrapped = client.encrypt("uid", SEED);
            site.emulator.faults().delay(Duration.ofMillis(800), "/v1/transit/decrypt");
            long before = site.emulator.requests().getOrDefault("POST transit/decrypt", 0L);
            CompletableFuture<byte[]> inFlight = CompletableFuture.supplyAsync(() -> client.decrypt("uid", wrapped));
            Site.await(
                    "the call has reached OpenBao",
                    () -> site.emulator.requests().getOrDefault("POST transit/decrypt", 0L) > before);

            process.destroy();

            assertThat(inFlight.get(20, TimeUnit.SECONDS)).isEqualTo(SEED);
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(site.socket()).doesNotExist();
        }
    }

    @Test
    void loginByJwt_loadsNothingThatCallsNativeModules() throws Exception {
        try (KmsClient client = site.client()) {
            Site.await("Status is ok", () -> Site.healthy(client));
        }
        process.destroy();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();

        assertThat(folder.resolve("classes"))
                .content()
                .contains("dev.baokms.auth.jwt.JwtFileLogin")
                .doesNotContain("dev.baokms.auth.pkcs11.FunctionList", "dev.baokms.auth.pkcs11.NativeCryptoki");
    }

    @Test
    void killedProcess_leavesASocketThatTheNextOneReplaces() throws Exception {
        process.destroyForcibly().waitFor();
        assertThat(site.socket()).exists();

        process = serve();

        try (KmsClient client = site.client()) {
            Site.await("Status is ok", () -> Site.healthy(client));
        }
    }

    @Test
    void secondProcessOnALiveSocket_isRefused_andTheFirstServesOn() throws Exception {
        try (KmsClient client = site.client()) {
            Site.await("Status is ok", () -> Site.healthy(client));
            Process second = serve();

            assertThat(second.waitFor(20, TimeUnit.SECONDS)).isTrue();

            assertThat(second.exitValue()).isEqualTo(ExitCode.CONFIGURATION);
            assertThat(client.decrypt("uid", client.encrypt("uid", SEED))).isEqualTo(SEED);
        }
    }

    @Test
    void logLines_areJson_andStateChangesAreToldOnce() throws Exception {
        try (KmsClient client = site.client()) {
            Site.await("Status is ok", () -> Site.healthy(client));
            site.emulator.faults().inject(Fault.POLICY_DENIED, "/v1/transit");
            Site.await("Status is an error", () -> sick(client));
            site.emulator.faults().clear();
            Site.await("Status is ok again", () -> Site.healthy(client));
        }
        process.destroy();
        process.waitFor();

        List<String> lines = Files.readAllLines(folder.resolve("log"));
        assertThat(lines)
                .allSatisfy(line -> assertThat(line).startsWith("{\"ts\":\"").endsWith("}"));
        assertThat(lines.stream()
                        .filter(line ->
                                line.contains("\"status is not ok\"") && line.contains("\"reason\":\"denied\"")))
                .hasSize(1);
        // Behind it come the numbers of what was left out, if anything was.
        assertThat(lines.stream()
                        .filter(line -> !line.contains("\"left_out\""))
                        .toList()
                        .getLast())
                .contains("\"message\":\"stopped\"");
    }

    @Test
    void sighup_appliesTheLogLevel_namesWhatNeedsARestart_andABrokenFileChangesNothing() throws Exception {
        try (KmsClient client = site.client()) {
            Site.await("Status is ok", () -> Site.healthy(client));
            String good = Files.readString(site.config());

            Files.writeString(site.config(), "server: [");
            hangUp();
            Site.await("the broken file is told", () -> linesWith("configuration cannot be used") == 1);
            Files.writeString(
                    site.config(),
                    good.replace("instanceId: bao-test", "instanceId: bao-changed") + "logging:\n  level: debug\n");
            hangUp();
            Site.await("the good file is told", () -> linesWith("configuration read again") == 1);
            client.decrypt("uid", client.encrypt("uid", SEED));

            assertThat(lines())
                    .filteredOn(line -> line.contains("configuration read again"))
                    .singleElement()
                    .asString()
                    .contains("\"log_level\":\"debug\"", "\"needs_restart\":[\"openbao.instanceId\"]")
                    .doesNotContain("bao-changed");
            Site.await("debug lines are written", () -> linesWith("\"level\":\"debug\"") > 0);
            assertThat(linesWith("configuration cannot be used")).isOne();
        }
    }

    @Test
    void sighupUnderSystemd_isAnnouncedAndReadyFollows() throws Throwable {
        process.destroyForcibly().waitFor();
        try (var systemd = new ListeningManager(folder.resolve("notify").toString())) {
            process = serve(Map.of("NOTIFY_SOCKET", folder.resolve("notify").toString()));
            systemd.nextWith("READY=1");

            hangUp();

            systemd.nextWith("RELOADING=1");
            systemd.nextWith("READY=1");
            Site.await("it is in the log", () -> linesWith("configuration read again") == 1);
            process.destroy();
            systemd.nextWith("STOPPING=1");
        }
    }

    private void hangUp() throws Exception {
        assertThat(new ProcessBuilder("sh", "-c", "kill -HUP " + process.pid())
                        .start()
                        .waitFor())
                .isZero();
    }

    private long linesWith(String part) {
        return lines().stream().filter(line -> line.contains(part)).count();
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(folder.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Live traffic makes the daemon look again at once instead of at the next probe. */
    private boolean sick(KmsClient client) {
        try {
            client.encrypt("uid", SEED);
        } catch (KmsCallException e) {
            return !Site.healthy(client);
        }
        return false;
    }
}
