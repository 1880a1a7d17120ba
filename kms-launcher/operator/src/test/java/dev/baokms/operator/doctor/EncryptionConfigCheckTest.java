package dev.baokms.operator.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.configuration.ConfigReader;
import dev.baokms.configuration.Settings;
import dev.baokms.core.login.Diagnosis;
import dev.baokms.kubernetes.KmsEndpoint;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The API server's file against a configuration: socket /run/openbao-kms/kms.sock, timeout 2 s. */
class EncryptionConfigCheckTest {
    private static final String GOOD = """
        apiVersion: apiserver.config.k8s.io/v1
        kind: EncryptionConfiguration
        resources:
          - resources: [secrets, configmaps]
            providers:
              - kms:
                  apiVersion: v2
                  name: openbao-kms
                  endpoint: unix:///run/openbao-kms/kms.sock
                  timeout: 3s
        """;
    private static final String IDENTITY_FIRST = GOOD.replace("      - kms:", "      - identity: {}\n      - kms:");

    @TempDir
    private Path folder;

    private static Settings settings() throws Exception {
        return Settings.of(ConfigReader.read(Path.of("../../docs/example-config.yaml"), Map.of(), Map.of()), "test");
    }

    private Diagnosis check(String yaml) throws Exception {
        Path file = folder.resolve("ec.yaml");
        String name = settings().key().scope().providerName();
        Files.writeString(file, yaml.replace("openbao-kms\n", name + "\n"));
        Diagnosis finding = new EncryptionConfigCheck(settings()).check(Optional.of(file));
        return new Diagnosis(finding.status(), finding.message().replace(file.toString(), "FILE"));
    }

    private void assertFails(String yaml, String message) throws Exception {
        assertThat(check(yaml).toString()).startsWith("Diagnosis[status=FAIL, ").contains(message);
    }

    private void assertWarns(String yaml, String message) throws Exception {
        assertThat(check(yaml).toString()).startsWith("Diagnosis[status=WARN, ").contains(message);
    }

    @Test
    void fileThatFits_passes() throws Exception {
        assertThat(check(GOOD).status().name()).isEqualTo("PASS");
        assertThat(check(GOOD.replace("          timeout: 3s\n", "")).status().name())
                .isEqualTo("PASS");
        assertThat(check("{\"apiVersion\": \"apiserver.config.k8s.io/v1\", \"kind\": \"EncryptionConfiguration\","
            + " \"resources\": [{\"resources\": [\"*.*\"], \"providers\": [{\"kms\": {\"apiVersion\": \"v2\","
            + " \"name\": \""
                                + settings().key().scope().providerName()
                                + "\", \"endpoint\": \"unix:/run/openbao-kms/kms.sock\"}}]}]}")
                        .status()
                        .name())
                .isEqualTo("PASS");
    }

    @Test
    void noFile_isSkipped() throws Exception {
        assertThat(new EncryptionConfigCheck(settings()).check(Optional.empty()).toString())
                .startsWith("Diagnosis[status=SKIP, ")
                .contains("--encryption-config");
    }

    @Test
    void otherGroups_areNoneOfOurBusiness() throws Exception {
        assertThat(check(GOOD + "  - resources: [events]\n    providers: [{identity: {}}]\n")
                        .status()
                        .name())
                .isEqualTo("PASS");
    }

    @Test
    void otherName_fails() throws Exception {
        assertFails(GOOD.replace("name: openbao-kms", "name: somebody"), "FILE has no kms provider named ");
    }

    @Test
    void nameTwice_fails() throws Exception {
        String group = GOOD.substring(GOOD.indexOf("  - resources"));
        assertFails(GOOD + group.replace("secrets, ", ""), "is used twice");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "apiVersion: v2| |is v1; write apiVersion: v2",
                "apiVersion: v2|apiVersion: v1|is v1; write apiVersion: v2",
                "timeout: 3s|timeout: 2s|the timeout is 2000 ms and must be longer than openbao.timeout, 2000 ms",
                "timeout: 3s|timeout: 1.5s|the timeout is 1500 ms",
                "timeout: 3s|timeout: 3|timeout must be text",
                "timeout: 3s|timeout: -3s|the timeout must be longer than 0",
                "kind: EncryptionConfiguration|kind: Secret|need kind: EncryptionConfiguration",
                "k8s.io/v1|k8s.io/v1beta1|need apiVersion: apiserver.config.k8s.io/v1",
                "kind: EncryptionConfiguration|kind: 1|kind must be text",
                "name: openbao-kms|nmae: openbao-kms|FILE:8:11: the API server knows no such field",
                "timeout: 3s|name: openbao-kms|FILE:10:11: name is given twice",
                "- kms:|- identity:|the API server knows no such field",
                "[secrets, configmaps]|secrets|FILE:4:16: need a list of resources",
                "- kms:|- identity:\\n"
                        + "      - kms:|a list element needs exactly one kind of provider; identity is written with {}",
                "unix:///run|/run|FILE:9:21: the endpoint is not the URL of a socket; write unix:// and its path",
                "unix:///run|unix://run|the endpoint dials /openbao-kms/kms.sock, server.socketPath is"
                        + " /run/openbao-kms",
                "unix:///run|unix:///@run|the endpoint is not the path of a socket; write"
                        + " unix:///run/openbao-kms/kms.sock",
                "unix:///run|tcp:///run|the endpoint is not the URL of a socket",
                "unix:///run|unix:///other|the endpoint dials /other/openbao-kms/kms.sock",
            })
    void wrongEntry_failsWithTheCure(String good, @Nullable String bad, String message) throws Exception {
        String yaml = GOOD.replace(good, bad == null ? "" : bad.replace("\\n", "\n"));
        assertThat(yaml).isNotEqualTo(GOOD);
        assertFails(yaml, message);
    }

    @Test
    void cacheSize_isRefusedByV2() throws Exception {
        assertFails(GOOD + "          cachesize: 1000\n", "remove cachesize");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a: [", "a: 1\n---\nb: 2", "- a", "text", "resources: *nowhere"})
    void whatIsNoSuchDocument_fails(String yaml) throws Exception {
        assertFails(yaml, "FILE");
    }

    @Test
    void fileThatCannotBeRead_fails() throws Exception {
        Path nowhere = folder.resolve("nowhere");
        assertThat(new EncryptionConfigCheck(settings())
                        .check(Optional.of(nowhere))
                        .toString())
                .contains("status=FAIL", "cannot be read by this user; correct --encryption-config");

        Path binary = Files.write(folder.resolve("binary"), "\u00e9".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(new EncryptionConfigCheck(settings())
                        .check(Optional.of(binary))
                        .toString())
                .contains("status=FAIL", "is not YAML; it must be text in UTF-8");

        Path large = Files.write(folder.resolve("large"), new byte[(1 << 20) + 1]);
        assertThat(new EncryptionConfigCheck(settings())
                        .check(Optional.of(large))
                        .toString())
                .contains("status=FAIL", "is larger than 1048576 bytes");
    }

    @Test
    void readersFirst_isAWarning() throws Exception {
        assertWarns(
                IDENTITY_FIRST, "FILE:4:5: identity still writes; put kms first once every API server reads with it");
    }

    @Test
    void anotherWriter_isNamedWithoutItsKeys() throws Exception {
        String yaml = GOOD.replace(
                "      - kms:",
                "      - aescbc: {keys: [{name: a, secret: MARKED" + "A".repeat(37) + "=}]}\n      - kms:");
        assertWarns(yaml, "aescbc still writes");
        assertThat(check(yaml).message()).doesNotContain("MARKED");
    }

    @Test
    void leftoverIdentity_isAWarning() throws Exception {
        assertWarns(GOOD + "      - identity: {}\n", "identity is still listed");
    }

    @Test
    void groupWithoutSecrets_isAWarning() throws Exception {
        assertWarns(GOOD.replace("secrets, ", ""), "secrets are not among the resources");
    }

    @Test
    void linkedDirectory_isTheSameSocket() throws Exception {
        Path real = Files.createDirectory(folder.resolve("real"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);

        assertThat(KmsEndpoint.same(link.resolve("kms.sock"), real.resolve("kms.sock")))
                .isTrue();
        assertThat(KmsEndpoint.same(link.resolve("kms.sock"), real.resolve("other.sock")))
                .isFalse();
        assertThat(KmsEndpoint.same(link.resolve("kms.sock"), folder.resolve("kms.sock")))
                .isFalse();
    }
}
