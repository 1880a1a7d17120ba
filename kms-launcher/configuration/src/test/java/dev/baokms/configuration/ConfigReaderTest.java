package dev.baokms.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {
    private static final Path EXAMPLE = Path.of("../../docs/example-config.yaml");

    @TempDir
    private Path folder;

    private static String example() throws IOException {
        return Files.readString(EXAMPLE);
    }

    private static List<String> problemsOf(String yaml) {
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> ConfigReader.parse("c.yaml", yaml));
        assertThat(refused).as("the configuration must be refused").isNotNull();
        return refused.problems().stream().map(Problem::toString).toList();
    }

    @Test
    void documentedExample_isAccepted() throws Exception {
        Config config = ConfigReader.parse("c.yaml", example());
        assertThat(config.get(ConfigFields.TIMEOUT)).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.get(ConfigFields.SOCKET_MODE)).isEqualTo(PosixFilePermissions.fromString("rw-rw----"));
        assertThat(config.sources())
                .containsEntry("openbao.timeout", new Config.Resolved(List.of("2s"), "default"))
                .containsEntry("transit.keyName", new Config.Resolved(List.of("kubernetes"), "c.yaml:25:12"));
    }

    @Test
    void everyProblem_isReportedInOnePassWithItsPlace() throws IOException {
        String broken = example()
                .replace("socketMode: \"0660\"", "socketMode: \"0777\"")
                .replace("instanceId: bao-prod-a", "instanceid: bao-prod-a")
                .replace("role: kms-node", "role: 7")
                .replace("keyName: kubernetes", "keyName: kubernetes\n  keyName: again");
        assertThat(problemsOf(broken))
                .anySatisfy(p ->
                        assertThat(p).startsWith("c.yaml:5:15: server.socketMode: must let its owner read and write"))
                .anySatisfy(p -> assertThat(p).startsWith("c.yaml:15:3: openbao.instanceid: is not a field"))
                .anySatisfy(p -> assertThat(p).startsWith("c.yaml:9:1: openbao.instanceId: is missing"))
                .anySatisfy(p ->
                        assertThat(p).contains("auth.jwt.role: need a string, found a whole number; put it in quotes"))
                .anySatisfy(p -> assertThat(p).startsWith("c.yaml:26:3: transit.keyName: is given twice"))
                .hasSize(5);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        socketPath: /run/openbao-kms/kms.sock | socketPath: run/kms.sock      | server.socketPath: need an absolute path
        socketMode: "0660"                    | socketMode: 660               | server.socketMode: need an octal mode, found a whole number
        metricsAddress: 127.0.0.1:8081        | metricsAddress: 127.0.0.1     | server.metricsAddress: need host:port
        metricsAddress: 127.0.0.1:8081        | metricsAddress: 8081          | server.metricsAddress: need a host:port or unix:///path, found a whole number
        healthAddress: 127.0.0.1:8082         | healthAddress: unix:///a/../b | server.healthAddress: its path must be names after single slashes
        - https://bao-1.example:8200          | - http://bao-1.example:8200   | openbao.addresses: must be https
        - https://bao-1.example:8200          | - https://u:p@bao.example     | openbao.addresses: must not hold a user or password
        instanceId: bao-prod-a                | instanceId: " bao"            | openbao.instanceId: must not begin or end with white space
        instanceId: bao-prod-a                | namespace: /a                 | openbao.namespace: must be relative
        method: jwt                           | method: ldap                  | auth.method: is "ldap", need one of jwt, cert, token-file
        mountPath: auth/jwt                   | mountPath: jwt                | auth.jwt.mountPath: must be auth/ and the mount
        keyName: kubernetes                   | keyName: -k                   | transit.keyName: must begin and end with a letter, digit or _
        configVersion: v1alpha1               | configVersion: v2             | configVersion: is "v2", need one of v1alpha1
        expectedAudience: [openbao]           | expectedAudience: openbao     | auth.jwt.expectedAudience: need a list of strings
        """)
    void brokenField_isNamedWithItsRule(String good, String bad, String message) throws IOException {
        assertThat(problemsOf(example().replace(good, bad)))
                .anySatisfy(p -> assertThat(p).contains(message));
    }

    @Test
    void certificateLogin_asksForItsFieldsAndNotForThoseOfJwt() throws IOException {
        List<String> problems = problemsOf(example().replace("method: jwt", "method: cert"));

        assertThat(problems)
                .anySatisfy(p -> assertThat(p)
                        .contains("auth.cert.pkcs11.modulePath: is missing")
                        .contains("with auth.method cert"))
                .noneSatisfy(p -> assertThat(p).contains("auth.jwt"));
    }

    @Test
    void grant_asksForItsFieldsAndForWhatTheTokenMustSay() throws IOException {
        List<String> problems = problemsOf(example()
                .replace("role: kms-node", "role: kms-node\n    source: oauth2")
                .replace("expectedAudience: [openbao]", "expectedAudience: []"));

        assertThat(problems)
                .anySatisfy(p -> assertThat(p).contains("auth.jwt.oauth2.clientSecretFile: is missing"))
                .anySatisfy(p -> assertThat(p).contains("auth.jwt.expectedAudience: is missing"))
                .noneSatisfy(p -> assertThat(p).contains("auth.jwt.jwtFile"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        openbao.timeout       | timeout: 3s           | must be at most 2500ms
        openbao.timeout       | timeout: 2            | need a duration, found a whole number
        openbao.timeout       | timeout: 2 s          | need a number with a unit
        """)
    void duration_needsUnitAndBound(String field, String line, String message) throws IOException {
        String yaml = example().replace("instanceId: bao-prod-a", "instanceId: bao-prod-a\n  " + line);
        assertThat(problemsOf(yaml)).singleElement().asString().contains(field).contains(message);
    }

    @Test
    void secondAddressField_isRefused() throws IOException {
        String yaml = example().replace("  addresses:", "  address: https://bao.example\n  addresses:");
        assertThat(problemsOf(yaml)).singleElement().asString().contains("not both");
    }

    @Test
    void textThatIsNotYaml_isRefusedWithItsPlace() {
        assertThat(problemsOf("a: [1, 2\nb: 3\n")).anySatisfy(p -> assertThat(p).startsWith("c.yaml:2:2: is not YAML"));
    }

    @Test
    void emptyFile_isRefused() {
        assertThat(problemsOf("")).singleElement().asString().contains("is empty");
    }

    @Test
    void missingFile_saysHowToNameAnother() {
        assertThatThrownBy(() -> ConfigReader.read(folder.resolve("none.yaml"), Map.of(), Map.of()))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.problems().toString())
                                .contains("does not exist")
                                .contains("--config"));
    }

    @Test
    void flag_beatsEnvironment_beatsFile() throws Exception {
        Path file = Files.writeString(folder.resolve("c.yaml"), example() + "logging:\n  level: warn\n");
        var environment = Map.of("BAO_KMS_PROVIDER_LOG_LEVEL", "error");
        assertThat(ConfigReader.read(file, Map.of(), Map.of()).get(ConfigFields.LOG_LEVEL))
                .isEqualTo("warn");
        assertThat(ConfigReader.read(file, environment, Map.of()).get(ConfigFields.LOG_LEVEL))
                .isEqualTo("error");
        assertThat(ConfigReader.read(file, environment, Map.of("logging.level", "debug"))
                        .get(ConfigFields.LOG_LEVEL))
                .isEqualTo("debug");
    }

    @Test
    void brokenEnvironmentVariable_isNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("c.yaml"), example());
        assertThatThrownBy(() -> ConfigReader.read(file, Map.of("BAO_KMS_PROVIDER_LOG_LEVEL", "loud"), Map.of()))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.problems().toString())
                                .contains("environment BAO_KMS_PROVIDER_LOG_LEVEL: logging.level"));
    }

    @Test
    void secretsAndIdentity_haveNoEnvironmentVariable() {
        assertThat(ConfigFields.ENVIRONMENT.keySet())
                .containsExactlyInAnyOrder("server.metricsAddress", "server.healthAddress", "logging.level");
    }

    @Test
    void fingerprint_dependsOnIdentityOnly() throws Exception {
        String base = fingerprint(example());
        assertThat(base).matches("cfg1\\.[A-Za-z0-9_-]{43}");
        assertThat(fingerprint(example().replace("role: kms-node", "role: other")))
                .isEqualTo(base);
        assertThat(fingerprint(example().replace("keyName: kubernetes", "keyName: other")))
                .isNotEqualTo(base);
        assertThat(fingerprint(example().replace("clusterId: workload-a", "clusterId: b")))
                .isNotEqualTo(base);
    }

    @Test
    void fingerprint_isTheHashOfItsPublishedForm() throws Exception {
        byte[] json =
                ("{\"domain\":\"openbao-kubernetes-kms/config-identity/v1\",\"provider_name\":\"openbao-kms-workload-a\","
                    + "\"cluster_id\":\"workload-a\",\"openbao_instance_id\":\"bao-prod-a\","
                    + "\"transit_mount_id\":\"transit-prod-primary\",\"key_lineage_id\":\"01HXEXAMPLEKEYLINEAGEID\","
                    + "\"transit_mount_path\":\"transit\",\"transit_key_name\":\"kubernetes\"}")
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] hash = java.security.MessageDigest.getInstance("SHA-256").digest(json);
        assertThat(fingerprint(example()))
                .isEqualTo("cfg1."
                        + java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
    }

    private static String fingerprint(String yaml) throws ConfigException {
        return Settings.of(ConfigReader.parse("c.yaml", yaml), "test").key().fingerprint();
    }
}
