package dev.baokms.operator.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.configuration.ConfigReader;
import dev.baokms.configuration.Settings;
import dev.baokms.daemon.serve.Assembly;
import dev.baokms.daemon.serve.Daemon;
import dev.baokms.daemon.site.RealOpenBao;
import dev.baokms.daemon.site.Site;
import dev.baokms.daemon.site.Tool;
import dev.baokms.host.ExitCode;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.operator.command.CommandTree;
import dev.baokms.state.StateFile;
import dev.baokms.testkit.emulator.JwtIssuer;
import dev.baokms.testkit.kms.KmsClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What init writes, given to a real server and then to the daemon. */
@SuppressWarnings("NullAway.Init") // started before each test
class SetupOfRealOpenBaoTest {
    private static final String SUBJECT = "system:serviceaccount:kms:node";

    @TempDir
    private Path folder;

    private final JwtIssuer issuer = new JwtIssuer("https://issuer.example", InstantSource.system());
    private final Map<String, String> operator = new HashMap<>();
    private RealOpenBao server;

    @BeforeEach
    void startServer() throws Exception {
        Tool.require("bao", "openbao of openbao.org");
        server = RealOpenBao.start(Files.createDirectory(folder.resolve("openbao")));
        operator.putAll(server.environment());
    }

    @AfterEach
    void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    private Tool.Said bao(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("bao"));
        command.addAll(List.of(arguments));
        return Tool.run(operator, command);
    }

    private Tool.Said setup(String directory) throws IOException, InterruptedException {
        return Tool.run(
                operator,
                List.of(
                        "bash",
                        folder.resolve(directory).resolve("openbao-setup.sh").toString()));
    }

    private void init(String directory, String more, String... flags) throws IOException {
        initWith("""
              jwt:
                mountPath: auth/cluster-a
                role: kms-node
                expectedIssuer: https://issuer.example
                expectedAudience: [openbao, "second one"]
                expectedSubject: %s
            """.formatted(SUBJECT), directory, more, flags);
    }

    private void initWith(String auth, String directory, String more, String... flags) throws IOException {
        String values = """
            openbao:
              address: %s
              tlsServerName: localhost
              instanceId: bao-test
            auth:
            %stransit:
              mountPath: team/transit
              keyName: Kubernetes
              keyIdScope:
                providerName: openbao-kms
                clusterId: test
                transitMountId: transit-test
            """.formatted(operator.get("BAO_ADDR"), auth) + more;
        Path file = Files.writeString(folder.resolve("values.yaml"), values);
        var arguments = new ArrayList<>(List.of("init", "--values", file.toString(), "--model", "systemd"));
        arguments.addAll(List.of("--out", folder.resolve(directory).toString()));
        arguments.addAll(List.of("--socket-gid", String.valueOf(Files.getAttribute(folder, "unix:gid"))));
        arguments.addAll(List.of(flags));
        assertThat(new CommandTree().run(arguments)).isEqualTo(ExitCode.OK);
    }

    @Test
    void setup_makesWhatTheDaemonNeedsAndNothingTwice() throws Exception {
        init("out", "", "--new-key");

        Tool.Said unsigned = setup("out");
        assertThat(unsigned.code()).isEqualTo(1);
        assertThat(unsigned.text())
                .contains("changed: mount team/transit", "changed: key Kubernetes", "changed: role kms-node")
                .contains("does not know who signs the JWTs")
                .doesNotContain(operator.get("BAO_TOKEN"));

        operator.put(
                "JWT_PUBLIC_KEY_FILE",
                Files.writeString(folder.resolve("jwt.pub"), issuer.publicKeyPem())
                        .toString());
        Tool.Said signed = setup("out");
        assertThat(signed.text()).isEqualTo("changed: who signs the JWTs of cluster-a\n");
        assertThat(signed.code()).isZero();

        assertThat(setup("out")).isEqualTo(new Tool.Said(0, "nothing to change\n"));

        assertThat(bao("read", "team/transit/keys/Kubernetes").text())
                .containsPattern("exportable +false")
                .containsPattern("latest_version +1\n");
        assertThat(bao("read", "-field=bound_issuer", "auth/cluster-a/config").text())
                .isEqualTo("https://issuer.example");
        daemonServesWith(folder.resolve("out"));
    }

    private void daemonServesWith(Path installation) throws Exception {
        Path jwt = folder.resolve("jwt");
        Files.createFile(jwt, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(jwt, issuer.issue(SUBJECT, "openbao", Duration.ofHours(1)));
        Files.copy(server.caBundle(), folder.resolve("ca.pem"));
        Files.createDirectory(folder.resolve("state"));
        Path socket = folder.resolve("kms.sock");
        Path config = Files.writeString(
                folder.resolve("config.yaml"),
                Files.readString(installation.resolve("config.yaml"))
                                .replace("/etc/openbao-kms/", folder + "/")
                                .replace("server:\n", """
                                    server:
                                      socketPath: %s
                                      metricsAddress: 127.0.0.1:0
                                      healthAddress: 127.0.0.1:0
                                    """.formatted(socket))
                        + "state:\n  path: " + folder + "/state/key-registry.json\n");
        Settings settings = Settings.of(ConfigReader.read(config, Map.of(), Map.of()), "0.0.0-test");
        try (StateFile state = StateFile.open(
                        settings.stateFile(),
                        settings.key().scope(),
                        settings.key().fingerprint());
                Daemon daemon = Assembly.daemon(settings, BuildInfo.load(), state)) {
            daemon.start();
            try (KmsClient client = new KmsClient(socket, KmsClient.Options.likeApiServer())) {
                Site.await("Status is ok", () -> Site.healthy(client));
                byte[] seed = new byte[32];
                assertThat(client.decrypt("uid", client.encrypt("uid", seed))).isEqualTo(seed);
                Path encryption = Files.writeString(
                        folder.resolve("encryption-config.yaml"),
                        Files.readString(installation.resolve("encryption-config.yaml"))
                                .replace("/run/openbao-kms/kms.sock", socket.toString()));
                var report = new StringWriter();
                CommandTree.commandLine()
                        .setOut(new PrintWriter(report, true))
                        .execute("doctor", "--config", config.toString(), "--encryption-config", encryption.toString());
                assertThat(report.toString())
                        .contains("[pass] transit.capabilities", "[pass] transit.profile", "[pass] openbao.auth")
                        .doesNotContain("[fail]");
            }
        }
    }

    @Test
    void keyThatShouldBeThere_isNeverCreated() throws Exception {
        init("out", "    keyLineageId: 01HXEXAMPLEKEYLINEAGEID\n");
        Tool.Said said = setup("out");
        assertThat(said.code()).isEqualTo(1);
        assertThat(said.text()).contains("key Kubernetes is not in team/transit");
        assertThat(bao("read", "team/transit/keys/Kubernetes").code()).isNotZero();
    }

    @Test
    void unsafeKey_stopsTheSetup() throws Exception {
        init("out", "", "--new-key");
        assertThat(bao("secrets", "enable", "-path=team/transit", "transit").code())
                .isZero();
        assertThat(bao("write", "team/transit/keys/Kubernetes", "exportable=true")
                        .code())
                .isZero();
        Tool.Said said = setup("out");
        assertThat(said.code()).isEqualTo(1);
        assertThat(said.text()).contains("key Kubernetes has exportable true, need false");
    }

    @Test
    void tokenWithoutRights_isToldSo() throws Exception {
        init("out", "", "--new-key");
        operator.put("BAO_TOKEN", "unknown-one");
        Tool.Said said = setup("out");
        assertThat(said.code()).isEqualTo(1);
        assertThat(said.text()).contains("no usable token").doesNotContain("unknown-one");
    }

    @Test
    void certificateLogin_isSetUpOnceItIsToldWhoMayLogIn() throws Exception {
        initWith("""
              method: cert
              cert:
                mountPath: auth/machines
                name: kms-node
                pkcs11:
                  modulePath: /usr/lib/vendor.so
                  tokenLabel: kms
                  keyLabel: kms
                  pinFile: /etc/openbao-kms/pin
            """, "out", "", "--new-key");

        assertThat(setup("out").text()).contains("changed: login method machines", "set CLIENT_CA_FILE");
        operator.put("CLIENT_CA_FILE", server.caBundle().toString());
        assertThat(setup("out").text()).contains("set CLIENT_COMMON_NAME");
        operator.put("CLIENT_COMMON_NAME", "node-*");

        assertThat(setup("out")).isEqualTo(new Tool.Said(0, "changed: role kms-node\n"));
        assertThat(setup("out")).isEqualTo(new Tool.Said(0, "nothing to change\n"));
        assertThat(bao("read", "auth/machines/certs/kms-node").text())
                .containsPattern("allowed_common_names +\\[node-\\*]")
                .containsPattern("token_no_default_policy +true");
    }
}
