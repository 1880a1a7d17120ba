package dev.baokms.auth.jwt;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.net.URLEncoder;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormTextTest {
    @Property
    void anyBytes_comeBackAndNothingElseIsInTheText(@ForAll byte[] value) {
        String text = new String(FormText.encoded(value), US_ASCII);

        assertThat(text).matches("([A-Za-z0-9._*+-]|%[0-9A-F]{2})*");
        assertThat(URLDecoder.decode(text, ISO_8859_1).getBytes(ISO_8859_1)).isEqualTo(value);
    }

    @Property
    void anyText_isEncodedAsThePlatformDoes(@ForAll @CharRange(from = 0, to = 0xd7ff) String text) {
        assertThat(new String(FormText.encoded(text.getBytes(UTF_8)), US_ASCII))
                .isEqualTo(URLEncoder.encode(text, UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                // The example of RFC 6749, appendix B.
                " %&+£€,+%25%26%2B%C2%A3%E2%82%AC",
                "a:b,a%3Ab",
                "~/=,%7E%2F%3D",
            })
    void knownText_hasItsKnownForm(String text, String form) {
        assertThat(new String(FormText.encoded(text.getBytes(UTF_8)), US_ASCII)).isEqualTo(form);
    }

    @Test
    void parameters_areJoinedByAmpersands() {
        var form = new StringBuilder();
        FormText.add(form, "a", "1 2");
        FormText.add(form, "b", "&");

        assertThat(form).hasToString("a=1+2&b=%26");
    }
}
