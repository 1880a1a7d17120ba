package dev.baokms.auth.pkcs11;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReturnCodeTest {
    @Test
    void table_isTheStandards() throws Exception {
        var standard = new TreeMap<String, Long>();
        for (String line : headerLines()) {
            String[] words = line.split(" ", -1);
            standard.put(words[0], Long.decode(words[1]));
        }

        assertThat(Stream.of(ReturnCode.values()).collect(Collectors.toMap(ReturnCode::name, ReturnCode::number)))
                .containsExactlyInAnyOrderEntriesOf(standard);
    }

    @Test
    void everyNumber_leadsBackToItsName() {
        for (ReturnCode code : ReturnCode.values()) {
            assertThat(ReturnCode.of(code.number())).contains(code);
            assertThat(ReturnCode.nameOf(code.number())).isEqualTo(code.name());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0x4, CKR_0x4",
        "0x300, CKR_0x300",
        "0x7fffffff, CKR_0x7fffffff",
        "0x80000001, CKR_0x80000001 (vendor-defined)",
        "0xffffffff, CKR_0xffffffff (vendor-defined)",
        "0x100000000, CKR_0x100000000",
    })
    void numberThatTheStandardDoesNotKnow_isShown_andAVendorsSaidAsSuch(String number, String name) {
        assertThat(ReturnCode.nameOf(Long.decode(number))).isEqualTo(name);
        assertThat(ReturnCode.of(Long.decode(number))).isEmpty();
    }

    @Test
    void negativeNumber_isShownAsItLiesInMemory() {
        assertThat(ReturnCode.nameOf(-1)).isEqualTo("CKR_0xffffffffffffffff");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG-u-nu-arab", "fa-IR", "mr-IN-u-nu-deva"})
    void numbers_areTheSameInEveryLocale(String tag) {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag(tag));
        try {
            assertThat(ReturnCode.nameOf(0x80000123L)).isEqualTo("CKR_0x80000123 (vendor-defined)");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void failure_namesFunctionAndCode() {
        CryptokiException failure = CryptokiException.returned(CryptokiFunction.SIGN, 0x30);

        assertThat(failure).hasMessage("C_Sign returned CKR_DEVICE_ERROR");
        assertThat(failure.code()).contains(ReturnCode.CKR_DEVICE_ERROR);
    }

    @Test
    void failureWithAVendorsCode_hasNoneOfTheStandard() {
        CryptokiException failure = CryptokiException.returned(CryptokiFunction.LOGIN, 0x80000007L);

        assertThat(failure).hasMessage("C_Login returned CKR_0x80000007 (vendor-defined)");
        assertThat(failure.code()).isEmpty();
    }

    private static List<String> headerLines() throws Exception {
        try (InputStream in = Objects.requireNonNull(ReturnCodeTest.class.getResourceAsStream("return-codes.txt"))) {
            return new String(in.readAllBytes(), US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }
}
