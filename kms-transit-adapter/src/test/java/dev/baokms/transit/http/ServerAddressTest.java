package dev.baokms.transit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {
    @ParameterizedTest
    @CsvSource({
        "https://bao.example:8200, https://bao.example:8200/",
        "https://bao.example/, https://bao.example/",
        "HTTPS://BAO.example, https://bao.example/",
        "https://bao.example., https://bao.example./",
        "https://bao, https://bao/",
        "https://10.0.0.1, https://10.0.0.1/",
        "https://[::1]:8200, https://[::1]:8200/",
        "https://[fd00::1:2], https://[fd00::1:2]/",
        "https://bao:65535, https://bao:65535/",
        "https://bao:1, https://bao:1/",
        "https://bao_server:8200, https://bao_server:8200/",
        "https://openbao_openbao-0.internal, https://openbao_openbao-0.internal/",
        "https://bao.123:8200, https://bao.123:8200/",
        "https://123abc.1.x, https://123abc.1.x/",
        "https://xn--9ca.example, https://xn--9ca.example/",
        "http://127.0.0.1:8200, http://127.0.0.1:8200/",
        "http://127.1.2.3, http://127.1.2.3/",
        "http://[::1]:8200, http://[::1]:8200/",
    })
    void address_isTheUrlThatWillBeAsked(String text, String url) {
        assertThat(ServerAddress.parse(text)).hasToString(url);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://me:secret@bao.example|user",
                "https://secret@bao.example|user",
                "https://bao.example/?secret|query",
                "https://bao.example/#secret|fragment",
                "https://bao.example/secret|path",
                "https://bao.example//|path",
                "https:///secret|https://",
                "https://|its host",
                "secret.example|https://",
                "ftp://secret.example|https://",
                "https:secret|https://",
                "https://bao\\secret|https://",
                "https://b\u00e4o.secret|ASCII",
                "'https://bao.secret '|ASCII",
                "https://[fe80::1%25secret]:8200|%",
                "https://[::1%secret]|%",
                "https://bao%2esecret|%",
                "https://secret:0|port",
                "https://secret:65536|port",
                "https://secret:|port",
                "https://secret:000080|port",
                "https://secret:99999999999|port",
                "https://secret..example|its host",
                "https://.secret|its host",
                "https://secret*.example|its host",
                "https://10.0.0|four numbers",
                "https://10.0.0.256|four numbers",
                "https://010.0.0.1|four numbers",
                "https://[bao]|IPv6",
                "https://[1:2]|IP address",
                "https://[::1|https://",
                "http://bao.secret|must be https",
                "http://localhost:8200|must be https",
                "http://127.0.0.1.secret|must be https",
                "http://10.0.0.1|must be https",
            })
    void otherText_isRefusedWithItsRule_andNeverQuoted(String text, String rule) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerAddress.parse(unescaped(text)))
                .withMessageContaining(rule)
                .withMessageNotContaining("secret");
    }

    @Test
    void names_areAsLongAsDnsTakesThem() {
        String label = "a".repeat(63);
        String longest = String.join(".", label, label, label, "a".repeat(61));

        assertThat(ServerAddress.parse("https://" + longest).isEncrypted()).isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerAddress.parse("https://" + longest + "a"))
                .withMessageContaining("253");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerAddress.parse("https://a" + label + ".example"))
                .withMessageContaining("63");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bao.example", "bao", "bao_1.x", "10.0.0.1", "::1", "fd00::1:2", "a.123"})
    void serverName_isANameOrAnIpAddress(String name) {
        assertThat(ServerName.problem(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[::1]", "bao.example.", "bao:8200", "*.example", "10.1", "fe80::1%eth0", "a b", "\u00e9"})
    void otherServerName_isRefused(String name) {
        assertThat(ServerName.problem(name)).isPresent();
        assertThatIllegalArgumentException().isThrownBy(() -> new ServerName(name));
    }

    private static String unescaped(String text) {
        return text.replace("\\u00e4", "\u00e4");
    }
}
