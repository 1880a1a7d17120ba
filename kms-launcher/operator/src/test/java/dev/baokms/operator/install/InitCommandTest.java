package dev.baokms.operator.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.daemon.site.Tool;
import dev.baokms.host.ExitCode;
import dev.baokms.kubernetes.EncryptionConfig;
import dev.baokms.kubernetes.EncryptionConfig.Transformer;
import dev.baokms.kubernetes.EncryptionConfigReader;
import dev.baokms.operator.command.CommandTree;
import dev.baokms.telemetry.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InitCommandTest {
    static final String VALUES = """
        openbao:
          addresses: [https://bao-0.example:8200, https://bao-1.example:8200]
          tlsServerName: bao.example
          instanceId: bao-prod-a
        auth:
          jwt:
            mountPath: auth/jwt
            role: kms-node
            expectedAudience: [openbao]
        transit:
          mountPath: transit
          keyName: Kubernetes
          keyIdScope:
            providerName: openbao-kms-workload-a
            clusterId: workload-a
            transitMountId: transit-prod-primary
        """;
    static final String IMAGE =
            "registry.example/bao-kms-provider@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private static final String LINEAGE = "    keyLineageId: 01HXEXAMPLEKEYLINEAGEID\n";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return CommandTree.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private int init(String values, String directory, String... more) throws IOException {
        Path file = Files.writeString(folder.resolve("values.yaml"), values);
        var arguments = new ArrayList<>(List.of("init", "--values", file.toString()));
        arguments.addAll(List.of("--out", folder.resolve(directory).toString()));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    private String written(String name) throws IOException {
        return Files.readString(folder.resolve("out").resolve(name));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private EncryptionConfig encryption() {
        return new EncryptionConfigReader(folder.resolve("out/encryption-config.yaml")).read();
    }

    private int staticPod() throws IOException {
        return init(VALUES, "out", "--model", "static-pod", "--new-key", "--image", IMAGE, "--socket-gid", "4711");
    }

    @Test
    void systemd_writesEveryFileAndConfigAcceptsIt() throws IOException {
        assertThat(init(VALUES, "out", "--model", "systemd", "--new-key"))
                .as(err.toString())
                .isEqualTo(ExitCode.OK);
        assertThat(names())
                .containsExactly(
                        "bao-kms-provider.service",
                        "bao-kms-provider.socket",
                        "config.yaml",
                        "encryption-config-readers.yaml",
                        "encryption-config.yaml",
                        "installation.json",
                        "openbao-policy.hcl",
                        "openbao-setup.sh",
                        "storage-version-migration.yaml");
        assertThat(written("config.yaml"))
                .contains("keyName: Kubernetes")
                .containsPattern("keyLineageId: \"?[0-9A-HJKMNP-TV-Z]{26}\"?\n")
                .contains("socketGroup: openbao-kms-socket");

        String config = folder.resolve("out/config.yaml").toString();
        assertThat(run("config", "--config", config, "--output", "json")).isEqualTo(ExitCode.OK);
        Object fingerprint = Json.parse(out.toString()).get("fingerprint");
        assertThat(Json.parse(written("installation.json")))
                .containsEntry("fingerprint", fingerprint)
                .containsEntry("policy", "openbao-kms-kubernetes")
                .containsEntry("newKey", "true");

        assertThat(run("policy", "openbao", "--config", config)).isEqualTo(ExitCode.OK);
        assertThat(written("openbao-policy.hcl")).isEqualTo(out.toString());
    }

    @Test
    void everyResource_leavesEventsAndLeasesOut_inAGroupThatComesFirst() throws IOException {
        assertThat(init(VALUES, "out", "--model", "systemd", "--new-key", "--resource", "*.*"))
                .as(err.toString())
                .isEqualTo(ExitCode.OK);

        assertThat(encryption().groups())
                .satisfiesExactly(
                        first -> {
                            assertThat(first.resources()).containsExactly("events", "leases.coordination.k8s.io");
                            assertThat(first.providers())
                                    .extracting(Transformer::describe)
                                    .containsExactly("identity");
                        },
                        second -> {
                            assertThat(second.resources()).containsExactly("*.*");
                            assertThat(second.providers())
                                    .extracting(Transformer::describe)
                                    .containsExactly("kms openbao-kms-workload-a", "identity");
                        });
    }

    @Test
    void namedResources_areEncrypted_andEachHasItsMigration() throws IOException {
        assertThat(init(
                        VALUES,
                        "out",
                        "--model",
                        "systemd",
                        "--new-key",
                        "--resource",
                        "secrets",
                        "--resource",
                        "widgets.example.com"))
                .as(err.toString())
                .isEqualTo(ExitCode.OK);

        assertThat(encryption().groups())
                .singleElement()
                .satisfies(group -> assertThat(group.resources()).containsExactly("secrets", "widgets.example.com"));
        assertThat(written("storage-version-migration.yaml").split("---\n", -1))
                .satisfiesExactly(
                        secrets -> assertThat(secrets)
                                .contains("kind: StorageVersionMigration", "    group: \"\"\n    resource: secrets\n"),
                        widgets -> assertThat(widgets)
                                .contains(
                                        "generateName: openbao-kms-widgets-example-com-",
                                        "    group: \"example.com\"\n    resource: widgets\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "Secrets, a resource has no capital letters",
        "*, * alone is not a resource",
        "events.events.k8s.io, is stored as events"
    })
    void resourceThatAnApiServerRefuses_isUsage(String name, String rule) throws IOException {
        assertThat(init(VALUES, "out", "--model", "systemd", "--new-key", "--resource", name))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--resource " + name + ": ").contains(rule);
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void staticPod_namesImageAndGroupAndHasPublishedFieldsOnly() throws IOException {
        assertThat(staticPod()).as(err.toString()).isEqualTo(ExitCode.OK);
        assertThat(names()).contains("bao-kms-provider.yaml").doesNotContain("bao-kms-provider.service");

        String manifest = written("bao-kms-provider.yaml");
        assertThat(PodFields.complaintsAbout(PodFields.load(manifest))).isEmpty();
        assertThat(manifest)
                .contains("image: " + IMAGE)
                .contains("supplementalGroups: [4711]")
                .contains("host: 127.0.0.1\n          port: 8082\n          path: /live")
                .doesNotContain("{{");
        assertThat(written("config.yaml")).contains("socketGroup: \"4711\"");
        assertThat(run("config", "--config", folder.resolve("out/config.yaml").toString()))
                .isEqualTo(ExitCode.OK);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        hostNetwork: true             | hostNetwork: "true"            | spec.hostNetwork: boolean, found string
        runAsNonRoot: true            | runAsNonroot: true             | spec.securityContext.runAsNonroot: no field, found boolean
        readOnlyRootFilesystem: true  | readOnlyRootFileSystem: true   | spec.containers[].securityContext.readOnlyRootFileSystem: no field
        path: /live                   | uri: /live                     | spec.containers[].livenessProbe.httpGet.uri: no field
        type: Directory               | kind: Directory                | spec.volumes[].hostPath.kind: no field
        """)
    void mistakeInAManifest_isCaught(String good, String bad, String complaint) throws IOException {
        assertThat(staticPod()).isEqualTo(ExitCode.OK);
        String broken = written("bao-kms-provider.yaml").replace(good, bad);
        assertThat(PodFields.complaintsAbout(PodFields.load(broken)))
                .anySatisfy(found -> assertThat(found).startsWith(complaint));
    }

    @Test
    @SuppressWarnings("unchecked") // plain YAML
    void encryptionConfigurations_differInTheOrderOnly() throws IOException {
        init(VALUES, "out", "--model", "systemd", "--new-key");
        var kms = Map.of(
                "kms",
                Map.of(
                        "apiVersion",
                        "v2",
                        "name",
                        "openbao-kms-workload-a",
                        "endpoint",
                        "unix:///run/openbao-kms/kms.sock",
                        "timeout",
                        "3s"));
        var identity = Map.of("identity", Map.of());
        assertThat((Map<String, Object>) PodFields.load(written("encryption-config-readers.yaml")))
                .containsEntry("apiVersion", "apiserver.config.k8s.io/v1")
                .containsEntry("kind", "EncryptionConfiguration")
                .containsEntry(
                        "resources",
                        List.of(Map.of("resources", List.of("secrets"), "providers", List.of(identity, kms))));
        assertThat((Map<String, Object>) PodFields.load(written("encryption-config.yaml")))
                .containsEntry(
                        "resources",
                        List.of(Map.of("resources", List.of("secrets"), "providers", List.of(kms, identity))));
    }

    @Test
    void documentedValues_makeAnInstallation() throws IOException {
        String documented = Files.readString(Path.of("../../docs/example-values.yaml"));
        assertThat(init(documented, "out", "--model", "systemd", "--new-key"))
                .as(err.toString())
                .isEqualTo(ExitCode.OK);
        assertThat(Files.readString(Path.of("../../docs/deployment/README.md")))
                .contains(out.toString().replace(folder.resolve("out").toString(), "installation"));
    }

    @Test
    void newKey_isAnotherOneEachTime() throws IOException {
        init(VALUES, "out", "--model", "systemd", "--new-key");
        init(VALUES, "again", "--model", "systemd", "--new-key");
        assertThat(written("config.yaml")).isNotEqualTo(Files.readString(folder.resolve("again/config.yaml")));
    }

    @Test
    void givenLineage_isKeptAndItsKeyNeverCreated() throws IOException {
        assertThat(init(VALUES + LINEAGE, "out", "--model", "systemd")).isEqualTo(ExitCode.OK);
        assertThat(written("config.yaml")).contains("keyLineageId: \"01HXEXAMPLEKEYLINEAGEID\"");
        assertThat(written("openbao-setup.sh")).contains("new_key=false");
    }

    @Test
    void everyProblem_isReportedInOnePass() throws IOException {
        String broken = (VALUES + LINEAGE)
                .replace("tlsServerName: bao.example", "caCertFile: ca.pem")
                .replace("keyName: Kubernetes", "keyname: Kubernetes");
        assertThat(init(broken + "server:\n  socketPath: /tmp/kms.sock\n", "out", "--model", "systemd", "--new-key"))
                .isEqualTo(ExitCode.CONFIGURATION);
        String file = folder.resolve("values.yaml").toString();
        assertThat(err.toString().lines().map(line -> line.replace(file, "v")))
                .containsExactlyInAnyOrder(
                        "v:12:3: transit.keyname: is not a field of this version; remove it or correct its name",
                        "v:3:15: openbao.caCertFile: need an absolute path",
                        "v:1:1: openbao.tlsServerName: is missing; need a server name",
                        "v:10:1: transit.keyName: is missing; need a key name",
                        "v:17:19: transit.keyIdScope.keyLineageId: is made by --new-key; leave it out or leave that"
                                + " flag out",
                        "v:19:15: server.socketPath: need a file below /run/openbao-kms");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    /** They are asked once the values make a configuration. */
    @Test
    void everyRuleOfAnInstallation_isReportedInOnePass() throws IOException {
        String broken = VALUES.replace("    expectedAudience: [openbao]\n", "")
                .replace("providerName: openbao-kms", "providerName: openbao:kms");
        assertThat(init(broken, "out", "--model", "systemd", "--new-key")).isEqualTo(ExitCode.CONFIGURATION);
        String file = folder.resolve("values.yaml").toString();
        assertThat(err.toString().lines().map(line -> line.replace(file, "v")))
                .containsExactlyInAnyOrder(
                        "v:13:19: transit.keyIdScope.providerName: kube-apiserver takes no name with a colon",
                        "v:6:3: auth.jwt.expectedAudience: is missing; the role must be bound to it or to"
                                + " jwt.expectedSubject");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void lineageNeitherGivenNorMade_isMissing() throws IOException {
        assertThat(init(VALUES, "out", "--model", "systemd")).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(err.toString())
                .contains("transit.keyIdScope.keyLineageId: is missing")
                .contains("--new-key makes a keyLineageId");
    }

    @Test
    void fileThatThePodDoesNotMount_isRefused() throws IOException {
        String elsewhere = VALUES.replace("    role:", "    jwtFile: /var/run/secrets/jwt\n    role:");
        assertThat(init(elsewhere, "unit", "--model", "systemd", "--new-key")).isEqualTo(ExitCode.OK);
        assertThat(init(elsewhere, "out", "--model", "static-pod", "--new-key", "--image", IMAGE, "--socket-gid", "1"))
                .isEqualTo(ExitCode.CONFIGURATION);
        assertThat(err.toString()).contains("auth.jwt.jwtFile: need a file below /etc/openbao-kms");
    }

    @Test
    void directoryThatIsNotEmpty_isLeftAlone() throws IOException {
        Path precious =
                Files.writeString(Files.createDirectory(folder.resolve("out")).resolve("precious"), "x");
        assertThat(init(VALUES, "out", "--model", "systemd", "--new-key")).isEqualTo(ExitCode.UNEXPECTED);
        assertThat(err.toString()).contains("out: is not empty");
        assertThat(names()).containsExactly("precious");
        assertThat(precious).hasContent("x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--model static-pod",
                "--model static-pod --socket-gid 1",
                "--model static-pod --socket-gid 1 --image registry.example/x:latest",
                "--model systemd --image " + IMAGE,
                "--model container"
            })
    void flagsThatDoNotFit_areUsage(String flags) throws IOException {
        var arguments = new ArrayList<>(List.of(flags.split(" ", -1)));
        arguments.add("--new-key");
        assertThat(init(VALUES, "out", arguments.toArray(String[]::new))).isEqualTo(ExitCode.USAGE);
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void valuesInTheScript_areWordsWhateverIsInThem() throws Exception {
        Path canary = folder.resolve("canary");
        String role = "it's $(touch " + canary + ") \\\"x\\\" `touch " + canary + "`";
        String values = VALUES.replace("role: kms-node", "role: \"" + role + "\"")
                .replace("[openbao]", "[\"$(touch " + canary + ")\"]");
        assertThat(init(values, "out", "--model", "systemd", "--new-key")).isEqualTo(ExitCode.OK);
        String script = written("openbao-setup.sh");
        assertThat(Tool.run("bash", "-n", folder.resolve("out/openbao-setup.sh").toString()))
                .isEqualTo(new Tool.Said(0, ""));

        String assignments =
                script.lines().filter(line -> line.matches("[a-z_]+='.*")).reduce("", (all, line) -> all + line + "\n");
        String wanted = script.substring(script.indexOf("wanted="), script.indexOf("found=$(while"));
        Tool.Said said = Tool.run("bash", "-c", assignments + wanted + "printf '%s\\n' \"$role\" \"$wanted\"");
        assertThat(said.text())
                .startsWith(role.replace("\\\"", "\"") + "\n")
                .contains("bound_audiences [$(touch " + canary + ")]\n");
        assertThat(canary).doesNotExist();
    }

    @Test
    void socketUnit_hasPathModeAndGroupOfTheConfiguration() throws IOException {
        init(VALUES, "out", "--model", "systemd", "--new-key");
        assertThat(written("bao-kms-provider.socket"))
                .contains("\nListenStream=/run/openbao-kms/kms.sock\n", "\nSocketMode=0660\n")
                .contains("\nSocketGroup=openbao-kms-socket\n");

        init(
                VALUES + "server:\n  socketPath: /run/openbao-kms/a%b.sock\n  socketMode: \"0600\"\n",
                "other",
                "--model",
                "systemd",
                "--new-key",
                "--socket-gid",
                "4711");
        assertThat(Files.readString(folder.resolve("other/bao-kms-provider.socket")))
                .contains("\nListenStream=/run/openbao-kms/a%%b.sock\n", "\nSocketMode=0600\n", "\nSocketGroup=4711\n");
    }

    @Test
    void unit_isAcceptedBySystemd() throws Exception {
        Tool.require("systemd-analyze", "systemd");
        init(VALUES, "out", "--model", "systemd", "--new-key");
        Path unit = folder.resolve("bao-kms-provider.service");
        // It is judged on a machine where the program is not installed.
        Files.writeString(
                unit, written("bao-kms-provider.service").replaceAll("(?m)^ExecStart=\\S+", "ExecStart=/bin/true"));
        Tool.Said said = Tool.run("systemd-analyze", "verify", "--man=no", unit.toString());
        // Both came with systemd 254; an older one says so and goes on.
        assertThat(said.text().lines())
                .allMatch(line -> line.contains("Unknown key 'RestartSteps'")
                        || line.contains("Unknown key 'RestartMaxDelaySec'"));
        assertThat(said.code()).isZero();
    }
}
