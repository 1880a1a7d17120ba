package dev.baokms.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nanoseconds as {@code time.ParseDuration} of Go 1.26.8 gave them, and nothing where it gave an error. */
class GoDurationTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
        '0', 0
        '+0', 0
        '-0', 0
        '5s', 5000000000
        '30s', 30000000000
        '1478s', 1478000000000
        '-5s', -5000000000
        '+5s', 5000000000
        '-0s', 0
        '5.0s', 5000000000
        '5.6s', 5600000000
        '5.s', 5000000000
        '.5s', 500000000
        '1.004s', 1004000000
        '100.00100s', 100001000000
        '10ns', 10
        '11us', 11000
        '12µs', 12000
        '12μs', 12000
        '13ms', 13000000
        '14s', 14000000000
        '15m', 900000000000
        '16h', 57600000000000
        '3h30m', 12600000000000
        '10.5s4m', 250500000000
        '-2m3.4s', -123400000000
        '1h2m3s4ms5us6ns', 3723004005006
        '1s1h', 3601000000000
        '39h9m14.425s', 140954425000000
        '0.5ns', 0
        '0.1m', 6000000000
        '0.33h', 1188000000000
        '00003s', 3000000000
        '9223372036s', 9223372036000000000
        '9223372036854775807ns', 9223372036854775807
        '2562047h47m16.854775807s', 9223372036854775807
        '2562047h47m16.854775808s',
        '9223372037s',
        '9223372036854775808ns',
        '999999999999999999999s',
        '',
        '3',
        '-',
        's',
        '.',
        '-.',
        '.s',
        '+.s',
        '1d',
        '3S',
        '3 s',
        ' 3s',
        '3s ',
        '1e3s',
        '3s3',
        '3sec',
        '1:30',
        '--1s',
        '1.2.3s',
        '3\u017f',
        '\u0663s',
        '1s-1s',
        '3s\\n',
        '0x3s',
        '1_0s',
        """)
    void text_isReadAsByGo(String text, @Nullable Long nanos) {
        assertThat(GoDuration.parse(text.translateEscapes()).map(duration -> duration.toNanos()))
                .isEqualTo(Optional.ofNullable(nanos));
    }
}
