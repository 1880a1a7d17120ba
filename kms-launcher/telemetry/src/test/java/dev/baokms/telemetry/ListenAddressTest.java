package dev.baokms.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
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
        assertThat(ListenAddress.parse(text)).contains(new ListenAddress(host, port));
    }

    @Test
    void longestName_isRead() {
        assertThat(ListenAddress.parse(NAME_OF_253 + ":80")).contains(new ListenAddress(NAME_OF_253, 80));
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
                "[::1]8081"
            })
    void badForm_isRefusedWithTheGoodOne(String text) {
        assertThatThrownBy(() -> ListenAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("need host:port, such as 127.0.0.1:8081 or [::1]:8081, or an empty string to turn it off");
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
            ListenAddress.parse(text)
                    .ifPresent(address -> assertThat(address.port()).isBetween(0, 65_535));
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).isNotBlank();
            assertThat(text.isEmpty()).isFalse();
            return;
        }
        assertThat(Pattern.matches("|" + ListenAddress.FORM, text)).isTrue();
    }
}
