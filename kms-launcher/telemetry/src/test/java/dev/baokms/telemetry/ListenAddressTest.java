package dev.baokms.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
    private static final String LABEL_OF_63 = "a".repeat(63);
    private static final String NAME_OF_253 =
            LABEL_OF_63 + "." + LABEL_OF_63 + "." + LABEL_OF_63 + "." + "a".repeat(61);

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8081, 127.0.0.1, 8081",
        "0.0.0.0:0, 0.0.0.0, 0",
        "[::1]:8081, ::1, 8081",
        "[::]:65535, ::, 65535",
        "[::ffff:127.0.0.1]:1, ::ffff:127.0.0.1, 1",
        "localhost:08082, localhost, 8082",
        "node-1.example:80, node-1.example, 80",
        "my_container:80, my_container, 80"
    })
    void goodForm_isRead(String text, String host, int port) {
        assertThat(ListenAddress.parse(text)).contains(new ListenAddress.Tcp(host, port));
    }

    @Test
    void longestName_isRead() {
        assertThat(ListenAddress.parse(NAME_OF_253 + ":80")).contains(new ListenAddress.Tcp(NAME_OF_253, 80));
    }

    @Test
    void emptyText_isNoAddress() {
        assertThat(ListenAddress.parse("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "8081",
                ":8081",
                "127.0.0.1:",
                "::1:8081",
                "[::1]",
                "[]:80",
                "[fe80::1%eth0]:80",
                "host name:80",
                "http://host:80",
                "host:80/",
                "host:-1",
                "host:+80",
                "host:8 0",
                " host:80",
                "host:80\n",
                "h\u00f6st:80",
                "host:\u0663",
                "host:123456",
                "a,b:80",
                "unix:",
                "unix:run/health.sock",
                "UNIX:///run/health.sock",
                "/run/health.sock",
                "[::1]8081"
            })
    void badForm_isRefusedWithTheGoodOne(String text) {
        assertThatThrownBy(() -> ListenAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("need host:port, such as 127.0.0.1:8081 or [::1]:8081, unix:// with an absolute path, or an"
                        + " empty string to turn it off");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        host:65536         | has port 65536, need 0 to 65535
        host:99999         | has port 99999, need 0 to 65535
        256.0.0.1:80       | its host must be four numbers up to 255 when it is an IPv4 address
        127.1:80           | its host must be four numbers up to 255 when it is an IPv4 address
        8081:80            | its host must be four numbers up to 255 when it is an IPv4 address
        [::1::]:80         | its host must be a name or a whole IP address, without port and without IPv6 zone
        [1:2]:80           | its host must be a name or a whole IP address, without port and without IPv6 zone
        a..b:80            | its host must be a DNS name: labels of 1 to 63 letters, digits, - and _, joined by dots
        host.:80           | its host must not end with a dot, as no certificate's name does
        """)
    void addressThatCannotBe_isRefusedWithItsRule(String text, String rule) {
        assertThatThrownBy(() -> ListenAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(rule);
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 300})
    void overlongName_isRefused(int length) {
        assertThatThrownBy(() -> ListenAddress.parse("a".repeat(length) + ":80"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("its host must be ");
        assertThatThrownBy(() -> ListenAddress.parse("b" + NAME_OF_253 + ":80"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void acceptedAddress_readsBackAsItself_andFitsTheSchema(
            @ForAll @IntRange(max = 255) int one, @ForAll @IntRange(max = 65_535) int port) {
        for (String text :
                new String[] {"10.0.0." + one + ":" + port, "[::" + one + "]:" + port, "h" + one + ":" + port}) {
            ListenAddress address = ListenAddress.parse(text).orElseThrow();

            assertThat(address).hasToString(text);
            assertThat(text).matches(ListenAddress.FORM);
            assertThat(ListenAddress.parse(address.toString())).contains(address);
        }
    }

    @Property
    void anyText_isReadOrRefusedWithASentence(@ForAll @StringLength(max = 20) String text) {
        try {
            assertThat(ListenAddress.parse(text).isEmpty()).isEqualTo(text.isEmpty());
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).isNotBlank();
            return;
        }
        assertThat(text).matches("|" + ListenAddress.FORM);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/health.sock",
                "/run/openbao-kms/health.sock",
                "/run/...",
                "/run/..a",
                "/run/.a",
                "/run/a b",
                "/run/%2e%2e/a",
                "/run/a:80"
            })
    void socket_isRead_andFitsTheSchema(String path) {
        String text = "unix://" + path;

        assertThat(ListenAddress.parse(text)).contains(new ListenAddress.Unix(Path.of(path)));
        assertThat(ListenAddress.parse(text).orElseThrow()).hasToString(text);
        assertThat(text).matches(ListenAddress.FORM);
    }

    /** Such a host was good before there were sockets. */
    @Test
    void hostNamedUnix_staysAHost() {
        assertThat(ListenAddress.parse("unix:80")).contains(new ListenAddress.Tcp("unix", 80));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix:/run/health.sock", "unix://run/health.sock", "unix://", "unix:/"})
    void socketWithoutAnAbsolutePath_isRefusedWithAGoodOne(String text) {
        assertRefused(text, "need unix:// and an absolute path, such as unix:///run/openbao-kms/health.sock");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unix:///",
                "unix:///run/",
                "unix:////run/health.sock",
                "unix:///run//health.sock",
                "unix:///run/../health.sock",
                "unix:///run/./health.sock",
                "unix:///run/.."
            })
    void socketBehindDotsOrEmptyNames_isRefused(String text) {
        assertRefused(
                text,
                "its path must be names after single slashes, none of them . or .., such as"
                        + " unix:///run/openbao-kms/health.sock");
    }

    @Test
    void socketThatCannotBeBound_isRefusedWithItsRule() {
        String longest = "unix:///run/" + "s".repeat(101);

        assertThat(ListenAddress.parse(longest)).isPresent();
        assertRefused(longest + "s", "its path must be at most 106 bytes, is 107");
        assertRefused(
                "unix:///" + "d".repeat(100) + "/s",
                "its path must leave room in its directory: while it is bound it needs 109 bytes of 106");
        assertRefused("unix:///run/\n.sock", "its path must hold no control characters");
        assertRefused("unix:///run/\ud800", "its path must be well-formed Unicode");
    }

    /** Short ones: how many bytes a path has is the one rule that a schema cannot say. */
    @Property
    void socket_fitsTheSchemaExactlyWhenItIsAccepted(
            @ForAll @Size(max = 4) List<@From("names") String> names, @ForAll boolean absolute) {
        String text = "unix:/" + (absolute ? "//" : "/") + String.join("/", names);
        boolean accepted;
        try {
            accepted = ListenAddress.parse(text).isPresent();
        } catch (IllegalArgumentException refused) {
            accepted = false;
        }

        assertThat(Pattern.matches(ListenAddress.FORM, text)).as(text).isEqualTo(accepted);
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of(
                "", ".", "..", "...", ".a", "..a", "a.", "a", "a b", "\n", "a\u0085", ".\u0000", "%", ":80");
    }

    private static void assertRefused(String text, String rule) {
        assertThatThrownBy(() -> ListenAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(rule);
    }
}
