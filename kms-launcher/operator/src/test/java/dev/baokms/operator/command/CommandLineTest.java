package dev.baokms.operator.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.daemon.ServeArguments;
import dev.baokms.daemon.site.Site;
import dev.baokms.host.ExitCode;
import dev.baokms.host.TerminalSize;
import dev.baokms.operator.report.Terminal;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What people at a terminal get: words and exit codes. */
class CommandLineTest {
    private static final Path EXAMPLE = Path.of("../../docs/example-config.yaml");

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return CommandTree.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Test
    void noCommand_isUsage() {
        assertThat(run()).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("Usage: bao-kms-provider", "serve", "dev", "probe", "config", "version");
    }

    @Test
    void wrongFlag_isUsageAndNamesIt() {
        assertThat(run("serve", "--conifg", "x")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--conifg").contains("--config");
    }

    @Test
    void wrongDuration_isUsageWithTheRule() {
        assertThat(run("probe", "--timeout", "10")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--timeout").contains("a number with a unit");
    }

    @Test
    void version_namesTheBuild() {
        assertThat(run("version", "--output", "json")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).startsWith("{\"version\":\"0.1.0\",\"commit\":");
    }

    @Test
    void config_printsValuesSourcesAndFingerprint() {
        assertThat(run("config", "--config", EXAMPLE.toString(), "--log-level", "warn"))
                .isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .contains("openbao.timeout = 2s   # default")
                .contains("transit.keyName = kubernetes   # " + EXAMPLE + ":25:12")
                .contains("logging.level = warn   # flag for logging.level")
                .containsPattern("fingerprint = cfg1\\.[A-Za-z0-9_-]{43}");
    }

    @Test
    void policy_isTheLeastThatIsNeeded() {
        assertThat(run("policy", "openbao", "--config", EXAMPLE.toString())).isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .contains("path \"transit/encrypt/kubernetes\" {\n  capabilities = [\"update\"]\n}")
                .contains("auth/token/renew-self")
                .doesNotContain("create", "sudo");

        out.getBuffer().setLength(0);
        assertThat(run("policy", "openbao", "--config", EXAMPLE.toString(), "--include-token-renewal=false"))
                .isEqualTo(ExitCode.OK);
        assertThat(out.toString()).doesNotContain("renew-self");
    }

    @Test
    void brokenConfiguration_listsEveryProblemAndStartsNothing() throws Exception {
        try (Site site = Site.in(folder)) {
            String text = Files.readString(site.config());
            Files.writeString(
                    site.config(),
                    text.replace("socketMode: \"0600\"", "socketMode: \"0666\"")
                            .replace("  mountPath: transit", "  mountPth: transit"));

            assertThat(run("serve", "--config", site.config().toString())).isEqualTo(ExitCode.CONFIGURATION);

            assertThat(err.toString().lines())
                    .anySatisfy(line -> assertThat(line).startsWith(site.config() + ":4:15: server.socketMode: "))
                    .anySatisfy(line -> assertThat(line).contains("transit.mountPth: is not a field"))
                    .anySatisfy(line -> assertThat(line).contains("transit.mountPath: is missing"))
                    .hasSize(3);
            assertThat(site.socket()).doesNotExist();
        }
    }

    @Test
    void credentialFileThatOthersMayRead_isRefusedWithTheCure() throws Exception {
        try (Site site = Site.in(folder)) {
            Files.setPosixFilePermissions(site.jwt(), PosixFilePermissions.fromString("rw-r--r--"));

            assertThat(run("serve", "--config", site.config().toString())).isEqualTo(ExitCode.CONFIGURATION);

            assertThat(err.toString()).contains(site.jwt().toString()).contains("chmod");
            assertThat(site.socket()).doesNotExist();
        }
    }

    @Test
    void plainFileAtTheSocketsPlace_isRefusedAndKept() throws Exception {
        try (Site site = Site.in(folder)) {
            Files.writeString(site.socket(), "precious");

            assertThat(run("serve", "--config", site.config().toString())).isEqualTo(ExitCode.CONFIGURATION);

            assertThat(err.toString()).contains(site.socket().toString());
            assertThat(site.socket()).hasContent("precious");
        }
    }

    @Test
    void socketDirectoryThatOthersMayWrite_isRefusedWithTheCure() throws Exception {
        try (Site site = Site.in(folder)) {
            Path open = Files.createDirectory(folder.resolve("open"));
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
            Files.writeString(
                    site.config(),
                    Files.readString(site.config()).replace(site.socket().toString(), open + "/kms.sock"));

            assertThat(run("serve", "--config", site.config().toString())).isEqualTo(ExitCode.CONFIGURATION);

            assertThat(err.toString()).contains(open.toString()).contains("chmod");
            assertThat(open).isEmptyDirectory();
        }
    }

    @Test
    void daemon_takesTheFlagsOfTheServeCommand() {
        CommandLine serve = Objects.requireNonNull(
                CommandTree.commandLine().getSubcommands().get("serve"));

        assertThat(serve.getCommandSpec().options().stream()
                        .filter(option -> !option.usageHelp() && !option.versionHelp())
                        .collect(Collectors.toMap(OptionSpec::longestName, OptionSpec::paramLabel)))
                .isEqualTo(ServeArguments.flags());
    }

    @Test
    void missingCaBundle_isRefused() throws Exception {
        try (Site site = Site.in(folder)) {
            Files.delete(site.caBundle());
            assertThat(run("serve", "--config", site.config().toString())).isEqualTo(ExitCode.CONFIGURATION);
            assertThat(err.toString())
                    .startsWith(site.caBundle() + " does not exist: write the file there, or correct the path");
        }
    }

    @Test
    void probeWithoutSocket_failsAndSkipsTheRest() {
        Path nowhere = folder.resolve("none.sock");
        assertThat(run("probe", "--socket", nowhere.toString())).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(out.toString())
                .contains("[fail] socket.path: ")
                .contains("[skip] kms.status: ")
                .contains("[skip] kms.key_id: ");
    }

    @Test
    void probeOfASocketNobodyServes_fails() throws Exception {
        Path dead = folder.resolve("dead.sock");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(dead));
        }
        assertThat(run("probe", "--socket", dead.toString(), "--timeout", "2s")).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(out.toString()).contains("[fail] kms.status: ");
    }

    @Test
    void probeOfALiveDaemon_passesEveryCheck() throws Exception {
        try (Site site = Site.in(folder);
                Site.Running running = site.running()) {
            Site.await("Status is ok", () -> Site.healthy(running.client()));
            String keyId = running.client().status().keyId();

            assertThat(run(
                            "probe",
                            "--socket",
                            site.socket().toString(),
                            "--expected-key-id",
                            keyId,
                            "--output",
                            "json"))
                    .isEqualTo(ExitCode.OK);
            assertThat(out.toString())
                    .startsWith("{\"name\":\"probe\",\"checks\":[{\"id\":\"client.identity\"")
                    .contains("{\"id\":\"kms.decrypt\",\"title\":\"Decrypt\",\"status\":\"pass\"")
                    .contains("{\"id\":\"kms.key_id\",\"title\":\"key_id\",\"status\":\"pass\"");

            assertThat(run("probe", "--socket", site.socket().toString(), "--expected-key-id", "obk2.other"))
                    .isEqualTo(ExitCode.CHECK_FAILED);
        }
    }

    @Test
    void status_tellsWhatTheDaemonThinks() throws Exception {
        try (Site site = Site.in(folder)) {
            site.configure("status:\n  failureGrace: 0s\n");
            tellsWhatTheDaemonThinks(site);
        }
    }

    private void tellsWhatTheDaemonThinks(Site site) throws Exception {
        try (Site.Running running = site.running()) {
            Site.await("Status is ok", () -> Site.healthy(running.client()));
            String address = "127.0.0.1:"
                    + running.daemon().listening().values().iterator().next().getPort();

            assertThat(run("status", "--health-address", address)).isEqualTo(ExitCode.OK);
            assertThat(out.toString()).contains("status: ok", "rotation_state: ", "key_id_hash: ");

            site.emulator.faults().seal();
            Site.await("Status is not ok", () -> {
                Site.provoke(running.client());
                return run("status", "--health-address", address, "--output", "json") == ExitCode.CHECK_FAILED;
            });
            assertThat(out.toString()).contains("\"reasons\":[\"sealed\",");
        }
    }

    /** Another user's process may hold the port while no daemon runs. */
    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    void statusOfSomebodyElse_isNoCommandForATerminal(String format) throws Exception {
        runStatusOfSomebody("{\"status\":\"\u009b2J ok\",\"healthz\":\"\\u001b]0;owned\\u0007\"}", format);

        assertThat(out.toString()).contains("ok", "owned").doesNotContainPattern("[\\p{Cntrl}\u0080-\u009f&&[^\n]]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "{", "[]", "{\"a\":1,}", "\u001b[2J"})
    void statusOfNoDaemonAtAll_saysSo_inNoLibrarysWords(String body) throws Exception {
        assertThat(runStatusOfSomebody(body, "text")).isEqualTo(ExitCode.RUNTIME);

        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().strip())
                .isEqualTo(
                        "what answers on the health address is not the daemon; see which process has that address, or"
                                + " give --health-address");
    }

    private int runStatusOfSomebody(String body, String format) throws Exception {
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + body.getBytes(UTF_8).length + "\r\n\r\n" + body;
        try (var squatter = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket asked = squatter.accept()) {
                    asked.getOutputStream().write(answer.getBytes(UTF_8));
                    asked.getInputStream().readAllBytes();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });

            return run("status", "--health-address", "127.0.0.1:" + squatter.getLocalPort(), "--output", format);
        }
    }

    @Test
    void statusOverAUnixSocket_isTheSame() throws Exception {
        try (Site site = Site.in(folder)) {
            String address = "unix://" + site.file("health.sock");
            Files.writeString(
                    site.config(),
                    Files.readString(site.config()).replace("healthAddress: 127.0.0.1:0", "healthAddress: " + address));
            try (Site.Running running = site.running()) {
                Site.await("Status is ok", () -> Site.healthy(running.client()));

                assertThat(run("status", "--health-address", address)).isEqualTo(ExitCode.OK);
                assertThat(run("status", "--config", site.config().toString())).isEqualTo(ExitCode.OK);
                assertThat(out.toString()).contains("status: ok", "rotation_state: ", "key_id_hash: ");
            }
            assertThat(site.file("health.sock")).doesNotExist();
            assertThat(run("status", "--health-address", address)).isEqualTo(ExitCode.RUNTIME);
            assertThat(err.toString())
                    .contains("no daemon answers on " + address + "; start it, or give --health-address");
        }
    }

    @Test
    void statusWatch_inAPipe_isBlocksOfPlainText_untilNobodyReads() throws Exception {
        try (Site site = Site.in(folder);
                Site.Running running = site.running()) {
            Site.await("Status is ok", () -> Site.healthy(running.client()));
            String pages = "127.0.0.1:"
                    + running.daemon().listening().values().iterator().next().getPort();
            var pipe = new FilterWriter(out) {
                @Override
                public void write(String text, int from, int length) throws IOException {
                    super.write(text, from, length);
                    if (out.toString().split("bao-kms-provider  ", -1).length > 2) {
                        throw new IOException("no reader");
                    }
                }
            };

            int code = CommandTree.commandLine()
                    .setOut(new PrintWriter(pipe, true))
                    .execute("status", "--watch=200ms", "--health-address", pages, "--metrics-address", pages);

            assertThat(code).isEqualTo(ExitCode.OK);
            assertThat(out.toString())
                    .contains("health        ok", "key_id_hash   sha256:", "token ", "since its start")
                    .doesNotContain("\u001b");
        }
    }

    @Test
    void statusWatch_isForPeople() {
        assertThat(run("status", "--watch", "--output", "json", "--health-address", "127.0.0.1:1"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--watch is for people");
        assertThat(run("status", "--watch", "1ms")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--watch must be from 200ms to 1h");
    }

    @Test
    void aPersonAtATerminal_getsHeadingsAndMarks_andAPipeALineForEachCheck() {
        var seen = new StringWriter();
        String nowhere = folder.resolve("none.sock").toString();

        int code = CommandTree.commandLine(new Terminal(true, true, true, true, true, () -> new TerminalSize(100, 40)))
                .setOut(new PrintWriter(seen, true))
                .setErr(new PrintWriter(err, true))
                .execute("probe", "--socket", nowhere);

        assertThat(code).isEqualTo(run("probe", "--socket", nowhere)).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(seen.toString())
                .contains(
                        "This machine",
                        "\u001b[31m\u2718\u001b[0m socket.path",
                        "(--verbose says why)",
                        "Start with socket.path")
                .doesNotContain("[fail]");
        assertThat(out.toString()).contains("[fail] socket.path: ").doesNotContain("\u001b", "This machine");
    }

    @Test
    void badUnixSocketOfTheFlag_isUsageWithTheRule() {
        assertThat(run("status", "--health-address", "unix://run/health.sock")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--health-address need unix:// and an absolute path");
    }

    @Test
    void statusOfNoDaemon_isARuntimeError() {
        assertThat(run("status", "--health-address", "127.0.0.1:1")).isEqualTo(ExitCode.RUNTIME);
        assertThat(err.toString()).contains("no daemon answers on 127.0.0.1:1");
    }

    @Test
    void devWithoutTheEmulator_saysWhatElse() {
        assertThat(run("dev", "--once")).isEqualTo(ExitCode.RUNTIME);
        assertThat(err.toString())
                .contains("an installed provider has no emulator")
                .contains("--openbao");
    }

    @Test
    void devAgainstAServer_provesItself() throws Exception {
        try (Site site = Site.in(folder)) {
            assertThat(run(
                            "dev",
                            "--once",
                            "--openbao",
                            site.emulator.address().toString(),
                            "--ca-cert-file",
                            site.caBundle().toString(),
                            "--tls-server-name",
                            "bao.example",
                            "--jwt-file",
                            site.jwt().toString(),
                            "--jwt-role",
                            "kms",
                            "--key",
                            "kms"))
                    .isEqualTo(ExitCode.OK);
            assertThat(out.toString()).contains("backend  OpenBao at https://").contains("the same bytes came back");
        }
    }

    @Test
    void devAgainstPlainHttp_isUsage() {
        assertThat(run(
                        "dev",
                        "--openbao",
                        "http://bao",
                        "--ca-cert-file",
                        "x",
                        "--jwt-file",
                        "x",
                        "--jwt-role",
                        "x",
                        "--key",
                        "x"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--openbao: must be https; http is only for 127.0.0.1 and [::1]");
    }
}
