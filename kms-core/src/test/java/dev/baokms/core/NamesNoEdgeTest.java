package dev.baokms.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The core serves any server, configuration and program around it, so its words name none; the published formats
 * do.
 */
class NamesNoEdgeTest {
    /**
     * Parts of the formats that are stored in etcd: they name a product because the first provider to write them
     * did.
     */
    private static final List<String> PUBLISHED = List.of(
            "openbao-kubernetes-kms/key-id/v1",
            "openbao-kubernetes-kms/status-probe/v1",
            "openbao-transit",
            // How keys are laid out.
            "policy: poddisruptionbudgets",
            "/registry",
            "/kubernetes.io",
            "/openshift.io",
            "oauthaccesstokens.oauth.openshift.io",
            "oauthauthorizetokens.oauth.openshift.io",
            "oauth/accesstokens",
            "oauth/authorizetokens",
            "openbao_instance_hash",
            "openbao_namespace_hash",
            "openbao-namespace-hash",
            ".kms.openbao.org",
            "vault:v");

    private static final Map<String, Pattern> EDGES = Map.of(
            "a product", words("(open)?bao|vault|hashicorp|dagger|netty|grpc|systemd"),
            "a form of configuration or login", words("ya?ml|toml|pkcs(#?11)?|oauth2?|ldap"),
            "a command",
                    words("(restore|retire)-versions|recover-state|rotation-plan|verify-(key|rotation)|doctor|policy"
                            + "|kubectl|chmod|chown|systemctl"),
            "a flag", Pattern.compile("(^|\\s)--?[a-z]"),
            "a file", Pattern.compile("(^|\\s)/\\w|\\w\\.(ya?ml|json|pem|crt|conf|sock|service)\\b"),
            "a setting", words("(auth|openbao|status|rotation|server)\\.[a-z]\\w*"));

    private static Pattern words(String alternatives) {
        return Pattern.compile("(?<!\\w)(?i:" + alternatives + ")(?!\\w)");
    }

    private static Set<String> literalsOfMain() throws IOException, URISyntaxException {
        Path classes = Path.of(KmsProvider.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        var literals = new TreeSet<String>();
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                literals.addAll(ClassStrings.of(Files.readAllBytes(file)));
            }
        }
        return literals;
    }

    private static String withoutPublished(String text) {
        String rest = text;
        for (String published : PUBLISHED) {
            rest = rest.replace(published, "");
        }
        return rest;
    }

    /** Each literal that names an edge, and which. */
    private static Map<String, String> named(Set<String> literals) {
        var named = new TreeMap<String, String>();
        for (String literal : literals) {
            String rest = withoutPublished(literal);
            for (Map.Entry<String, Pattern> edge : EDGES.entrySet()) {
                if (edge.getValue().matcher(rest).find()) {
                    named.put(literal, edge.getKey());
                }
            }
        }
        return named;
    }

    @Test
    void literalsOfMain_nameNoEdge() throws IOException, URISyntaxException {
        Set<String> literals = literalsOfMain();

        assertThat(literals).contains("must be vault:vN: and padded base64").hasSizeGreaterThan(100);
        assertThat(named(literals)).isEmpty();
    }

    @Test
    void sourcesOfMain_nameNoProductInCommentsEither() throws IOException {
        Pattern product = words("(open)?bao|vault");
        // The build runs tests in the module's directory.
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                String text = withoutPublished(Files.readString(source));
                assertThat(product.matcher(text).results().map(MatchResult::group))
                        .as(source.toString())
                        .isEmpty();
            }
        }
    }

    @Test
    void publishedNames_areAllInUse() throws IOException, URISyntaxException {
        Set<String> literals = literalsOfMain();

        assertThat(PUBLISHED)
                .allSatisfy(published ->
                        assertThat(literals).as(published).anyMatch(literal -> literal.contains(published)));
    }

    @Test
    void plantedNames_areFound() throws IOException, URISyntaxException {
        try (var planted = Planted.class.getResourceAsStream("NamesNoEdgeTest$Planted.class")) {
            assertThat(planted).isNotNull();
            assertThat(named(ClassStrings.of(planted.readAllBytes())))
                    .containsOnly(
                            Map.entry("login to OpenBao failed", "a product"),
                            Map.entry("vault is sealed", "a product"),
                            Map.entry("edit the YAML", "a form of configuration or login"),
                            Map.entry("the PKCS#11 token is gone", "a form of configuration or login"),
                            Map.entry("the OAuth2 client was refused", "a form of configuration or login"),
                            Map.entry("run restore-versions", "a command"),
                            Map.entry(" and then doctor", "a command"),
                            Map.entry("give it with --config", "a flag"),
                            Map.entry("see /etc/provider", "a file"),
                            Map.entry("edit config.json", "a file"),
                            Map.entry("raise status.failureGrace", "a setting"));
        }
    }

    @SuppressWarnings("unused") // read from its class file
    private static final class Planted {
        final List<String> sentences = List.of(
                "login to OpenBao failed",
                "vault is sealed",
                "edit the YAML",
                "the PKCS#11 token is gone",
                "the OAuth2 client was refused",
                "run restore-versions",
                "give it with --config",
                "see /etc/provider",
                "edit config.json",
                "raise status.failureGrace",
                "the key's server is sealed");

        String concatenated(String command) {
            return "run " + command + " and then doctor";
        }
    }
}
