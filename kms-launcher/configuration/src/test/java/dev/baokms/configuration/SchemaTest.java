package dev.baokms.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.settings.Setting;
import dev.baokms.telemetry.Json;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.GsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The schema judged by an implementation of draft 2020-12 that is not ours. */
class SchemaTest {
    private static final URI ID = URI.create("https://example/config");
    private static final String CERT = """
        auth:
          method: cert
          cert:
            mountPath: auth/cert
            pkcs11:
              modulePath: /usr/lib/softhsm/libsofthsm2.so
              tokenLabel: kms
              keyLabel: kms
              pinFile: /etc/openbao-kms/pin
        transit:
        """;
    private static final String OAUTH2 = """
        auth:
          jwt:
            mountPath: auth/jwt
            role: kms-node
            source: oauth2
            expectedIssuer: https://issuer.example
            expectedAudience: [openbao]
            oauth2:
              tokenUrl: https://issuer.example/realms/kms/token
              clientId: kms
              clientSecretFile: /etc/openbao-kms/client-secret
        transit:
        """;

    private static final Validator VALIDATOR = validator();

    private static Validator validator() {
        Validator validator = new ValidatorFactory()
                .withJsonNodeFactory(new GsonNode.Factory())
                .createValidator();
        validator.registerSchema(ID, Json.of(Schema.document()));
        return validator;
    }

    private List<String> complaintsAbout(String yaml) {
        Object loaded = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        return VALIDATOR.validate(ID, Json.of(loaded)).getErrors().stream()
                .map(error -> error.getInstanceLocation() + " " + error.getKeyword() + ": " + error.getError())
                .toList();
    }

    private static String example() throws IOException {
        return Files.readString(Path.of("../../docs/example-config.yaml"));
    }

    private static String exampleWith(String auth) throws IOException {
        return example().replaceAll("(?s)auth:\n.*transit:\n", auth);
    }

    @Test
    void documentedExample_fits() throws IOException {
        assertThat(complaintsAbout(example())).isEmpty();
    }

    @Test
    void everyWayToLogIn_fits() throws IOException {
        assertThat(complaintsAbout(exampleWith(CERT))).isEmpty();
        assertThat(complaintsAbout(exampleWith(OAUTH2))).isEmpty();
    }

    @Test
    void pagesOverUnixSockets_fit() throws IOException {
        assertThat(complaintsAbout(example()
                        .replace("127.0.0.1:8081", "unix:///run/openbao-kms/metrics.sock")
                        .replace("127.0.0.1:8082", "unix:///run/openbao-kms/health.sock")))
                .isEmpty();
    }

    @Test
    void loginWithoutItsFields_doesNotFit() throws IOException {
        assertThat(complaintsAbout(exampleWith(CERT).replace("      pinFile: /etc/openbao-kms/pin\n", "")))
                .anySatisfy(complaint -> assertThat(complaint)
                        .contains("/auth/cert/pkcs11 required")
                        .contains("pinFile"));
        assertThat(complaintsAbout(exampleWith(OAUTH2).replace("      clientId: kms\n", "")))
                .anySatisfy(complaint -> assertThat(complaint)
                        .contains("/auth/jwt/oauth2 required")
                        .contains("clientId"));
        assertThat(complaintsAbout(exampleWith(OAUTH2).replace("    expectedIssuer: https://issuer.example\n", "")))
                .anySatisfy(complaint ->
                        assertThat(complaint).contains("/auth/jwt required").contains("expectedIssuer"));
        assertThat(complaintsAbout(example().replace("    jwtFile: /etc/openbao-kms/jwt\n", "")))
                .anySatisfy(complaint ->
                        assertThat(complaint).contains("/auth/jwt required").contains("jwtFile"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        socketPath: /run/openbao-kms/kms.sock  | socketPth: /run/kms.sock       | /server/socketPth null
        socketPath: /run/openbao-kms/kms.sock  | socketPath: run/kms.sock       | /server/socketPath pattern
        socketMode: "0660"                     | socketMode: 660                | /server/socketMode type
        socketMode: "0660"                     | socketMode: "0666"             | /server/socketMode pattern
        metricsAddress: 127.0.0.1:8081         | metricsAddress: 127.0.0.1      | /server/metricsAddress pattern
        metricsAddress: 127.0.0.1:8081         | metricsAddress: "unix://run/a" | /server/metricsAddress pattern
        metricsAddress: 127.0.0.1:8081         | metricsAddress: unix:///a/..   | /server/metricsAddress pattern
        metricsAddress: 127.0.0.1:8081         | metricsAddress: unix:///a/     | /server/metricsAddress pattern
        metricsAddress: 127.0.0.1:8081         | maxConcurrentStatus: 0         | /server/maxConcurrentStatus minimum
        metricsAddress: 127.0.0.1:8081         | maxConcurrentStatus: 1025      | /server/maxConcurrentStatus maximum
        metricsAddress: 127.0.0.1:8081         | maxConcurrentStatus: "16"      | /server/maxConcurrentStatus type
        - https://bao-1.example:8200           | - http://bao-1.example:8200    | /openbao/addresses/1 pattern
        - https://bao-1.example:8200           | - https://u:p@bao.example      | /openbao/addresses/1 pattern
        instanceId: bao-prod-a                 | address: https://bao.example   | /openbao required
        instanceId: bao-prod-a                 | timeout: 2                     | /openbao/timeout type
        instanceId: bao-prod-a                 | timeout: 2 s                   | /openbao/timeout pattern
        method: jwt                            | method: token                  | /auth/method enum
        mountPath: auth/jwt                    | mountPath: jwt                 | /auth/jwt/mountPath pattern
        expectedAudience: [openbao]            | expectedAudience: openbao      | /auth/jwt/expectedAudience type
        keyName: kubernetes                    | keyName: -k                    | /transit/keyName pattern
        configVersion: v1alpha1                | configVersion: v2              | /configVersion enum
        configVersion: v1alpha1                | encrypt: {verifyAfterWrap: no} | /encrypt/verifyAfterWrap type
        """)
    void brokenFile_isRefusedForItsReason(String good, String bad, String reason) throws IOException {
        String broken = example().replace(good, bad);
        assertThat(broken).isNotEqualTo(example());
        assertThat(complaintsAbout(broken))
                .anySatisfy(complaint -> assertThat(complaint).startsWith(reason + ":"));
    }

    @Provide
    Arbitrary<Map<String, Object>> files() {
        return GeneratedFiles.files();
    }

    /** The other way round does not hold: rules of owners and those between fields are the reader's alone. */
    @Property(tries = 200)
    void acceptedFile_fits(@ForAll("files") Map<String, Object> fields) {
        String yaml = GeneratedFiles.yaml(GeneratedFiles.withoutUnusedLogins(fields));
        try {
            assertThat(ConfigReader.parse("c.yaml", yaml).sources()).isNotEmpty();
        } catch (ConfigException refused) {
            return;
        }
        assertThat(complaintsAbout(yaml)).isEmpty();
    }

    @Test
    void schemeInCapitals_isAcceptedByBoth() throws Exception {
        String capitals = example().replace("- https://bao-1", "- HTTPS://bao-1");
        assertThat(capitals).isNotEqualTo(example());
        assertThat(ConfigReader.parse("c.yaml", capitals).sources()).isNotEmpty();
        assertThat(complaintsAbout(capitals)).isEmpty();
    }

    @Provide
    Arbitrary<String> mountPaths() {
        Arbitrary<String> segments = Arbitraries.of(
                ".", "..", "...", ".a", "a.", "..a", "auth", "kms-1", "a~_", "", "%2e", "a b", "ä", "a?");
        return segments.list().ofMinSize(1).ofMaxSize(4).map(list -> String.join("/", list));
    }

    /** Three places where an operator writes a mount path: an editor that knows the schema says what the daemon would say. */
    @Property(tries = 500)
    void mountPath_fitsExactlyWhenItIsAccepted(@ForAll("mountPaths") String path) throws IOException {
        judgedAlike(example(), "transit.mountPath", "mountPath: transit\n", path);
        for (String given : List.of(path, "auth/" + path)) {
            judgedAlike(example(), "auth.jwt.mountPath", "mountPath: auth/jwt\n", given);
            judgedAlike(exampleWith(CERT), "auth.cert.mountPath", "mountPath: auth/cert\n", given);
        }
    }

    private void judgedAlike(String yaml, String field, String good, String path) {
        assertThat(yaml).contains(good);
        String changed = yaml.replace(good, "mountPath: \"" + path + "\"\n");
        boolean fits = complaintsAbout(changed).stream()
                .noneMatch(complaint -> complaint.startsWith("/" + field.replace('.', '/') + " "));
        boolean accepted = true;
        try {
            assertThat(ConfigReader.parse("c.yaml", changed).sources()).isNotEmpty();
        } catch (ConfigException refused) {
            accepted = refused.problems().stream()
                    .noneMatch(problem -> problem.field().equals(field));
        }
        assertThat(fits).as(field + ": " + path).isEqualTo(accepted);
    }

    @Test
    void mountPathsThatLeaveTheirPlace_doNotFit() throws IOException {
        for (String path : List.of("..", ".", "a/../b", "a/..", "./a")) {
            assertThat(complaintsAbout(example().replace("mountPath: transit\n", "mountPath: " + path + "\n")))
                    .as(path)
                    .anySatisfy(complaint -> assertThat(complaint).startsWith("/transit/mountPath pattern:"));
        }
    }

    @Test
    void bothAddressFieldsOrNone_isRefused() throws IOException {
        String both = example().replace("openbao:\n", "openbao:\n  address: https://bao.example\n");
        String none = example().replaceAll("(?s)  addresses:.*  caCertFile", "  caCertFile");
        assertThat(complaintsAbout(both))
                .anySatisfy(complaint -> assertThat(complaint).contains("oneOf"));
        assertThat(complaintsAbout(none))
                .anySatisfy(complaint -> assertThat(complaint).contains("oneOf"));
    }

    @Test
    void everyField_isDescribedAndEveryRequiredOneDemanded() {
        Map<String, Object> document = Schema.document();
        String json = Json.of(document);
        String demands = Json.of(document.get("allOf"));
        for (Setting<?> field : ConfigFields.ALL) {
            assertThat(json).contains(Json.of(field.meaning()));
            if (field.required()) {
                String name = field.name().substring(field.name().lastIndexOf('.') + 1);
                assertThat(demands).contains("\"required\":[\"" + name + "\"]");
            }
        }
    }
}
