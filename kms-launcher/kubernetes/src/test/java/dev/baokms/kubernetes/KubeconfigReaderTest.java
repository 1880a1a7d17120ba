package dev.baokms.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.kubernetes.KubeconfigReader.Reading;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubeconfigReaderTest {
    private static final Path FILE = Path.of("/etc/kubernetes/admin.conf");
    private static final String SECRET = "c3dvcmRmaXNo";
    private static final String GOOD = """
        apiVersion: v1
        kind: Config
        current-context: admin@kubernetes
        clusters:
        - name: kubernetes
          cluster:
            server: https://10.0.0.1:6443
            certificate-authority-data: c3dvcmRmaXNo
        contexts:
        - name: other
          context: {cluster: other, user: other}
        - name: admin@kubernetes
          context: {cluster: kubernetes, user: admin}
        users:
        - name: admin
          user:
            client-certificate: pki/admin.crt
            client-key-data: c3dvcmRmaXNo
        """;

    private static Reading read(String text) {
        return KubeconfigReader.read(FILE, text.getBytes(UTF_8));
    }

    private static Kubeconfig usable(String text) {
        if (read(text) instanceof Reading.Usable(Kubeconfig config)) {
            return config;
        }
        throw new AssertionError(read(text));
    }

    @Test
    void currentContext_isRead() {
        Kubeconfig config = usable(GOOD);

        assertThat(config.server()).isEqualTo("https://10.0.0.1:6443");
        assertThat(config.authority().orElseThrow().content()).asString(UTF_8).isEqualTo("swordfish");
        assertThat(config.certificate().orElseThrow().file()).contains(Path.of("/etc/kubernetes/pki/admin.crt"));
        assertThat(config.key().orElseThrow().content()).asString(UTF_8).isEqualTo("swordfish");
        assertThat(config.token()).isEmpty();
        assertThat(config + "" + config.key()).doesNotContain("swordfish");
    }

    @Test
    void token_isReadFromEitherPlace() {
        String user = "    client-certificate: pki/admin.crt\n    client-key-data: c3dvcmRmaXNo\n";

        assertThat(usable(GOOD.replace(user, "    token: swordfish\n"))
                        .token()
                        .orElseThrow()
                        .content())
                .asString(UTF_8)
                .isEqualTo("swordfish");
        assertThat(usable(GOOD.replace(user, "    tokenFile: /run/token\n"))
                        .token()
                        .orElseThrow()
                        .file())
                .contains(Path.of("/run/token"));
    }

    @Test
    void json_isReadToo() {
        Kubeconfig config =
                usable("{\"current-context\":\"a\",\"contexts\":[{\"name\":\"a\",\"context\":{\"cluster\":\"b\"}}],"
                        + "\"clusters\":[{\"name\":\"b\",\"cluster\":{\"server\":\"https://x\"}}]}");

        assertThat(config.server()).isEqualTo("https://x");
        assertThat(config.key()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        client-key-data: c3dvcmRmaXNo | exec: {command: aws} | credentials by exec are not supported; start kubectl proxy
        client-key-data: c3dvcmRmaXNo | auth-provider: {name: oidc} | credentials by auth-provider are not supported
        client-key-data: c3dvcmRmaXNo | password: c3dvcmRmaXNo | credentials by password are not supported
        client-key-data: c3dvcmRmaXNo | client-key-data: 'c3dvcmRmaXNo!' | client-key-data is not base64
        server: https | insecure-skip-tls-verify: true\\n    server: https | a server that is not verified gets no credentials
        server: https | proxy-url: http://p\\n    server: https | a proxy is not supported
        current-context: admin@kubernetes | current-context: c3dvcmRmaXNo | contexts has no entry of the name that is asked for
        current-context: admin@kubernetes | current-context: null | has no current-context; set one with
        """)
    void whatCannotBeUsed_isRefusedWithItsCure(String good, String bad, String words) {
        Reading reading = read(GOOD.replace(good, bad.replace("\\n", "\n")));

        assertThat(reading).isInstanceOf(Reading.Unusable.class);
        assertThat(reading.toString()).contains(FILE + ":", words).doesNotContain(SECRET);
    }

    @Test
    void brokenText_isNotQuoted() {
        assertThat(read("{ c3dvcmRmaXNo").toString()).doesNotContain(SECRET);
        assertThat(read("a: [c3dvcmRmaXNo").toString()).doesNotContain(SECRET);
        assertThat(read("c3dvcmRmaXNo")).isInstanceOf(Reading.Unusable.class);
    }
}
