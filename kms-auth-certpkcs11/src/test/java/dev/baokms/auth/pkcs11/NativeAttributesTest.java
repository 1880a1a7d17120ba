package dev.baokms.auth.pkcs11;

import static dev.baokms.auth.pkcs11.ReturnCode.CKR_BUFFER_TOO_SMALL;
import static dev.baokms.auth.pkcs11.ReturnCode.CKR_OK;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.auth.pkcs11.JavaModule.Arguments;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attributes, which are asked for twice: how long they are, and then what they are. */
class NativeAttributesTest extends NativeFixture {
    private static final long OBJECT = 0x99;

    @Test
    void attribute_isAskedForItsLength_andThenForItsValue() throws Exception {
        module.on(CryptokiFunction.GET_ATTRIBUTE_VALUE, arguments -> value("value", arguments));

        assertThat(attribute()).hasValue("value".getBytes(UTF_8));
        assertThat(module.calls).hasSize(2);
    }

    @Test
    void attributeThatGrowsBetweenTheCalls_isAskedForAgain() throws Exception {
        List<String> values = new ArrayList<>(List.of("short", "longer", "longer"));
        module.on(CryptokiFunction.GET_ATTRIBUTE_VALUE, arguments -> {
            ReturnCode code = value(values.getFirst(), arguments);
            if (values.size() > 1) {
                values.removeFirst();
            }
            return code;
        });

        assertThat(attribute()).hasValue("longer".getBytes(UTF_8));
    }

    @Test
    void attributeThatShrinksBetweenTheCalls_isWhatItIsAtTheSecond() throws Exception {
        List<String> values = new ArrayList<>(List.of("longer", "short"));
        module.on(CryptokiFunction.GET_ATTRIBUTE_VALUE, arguments -> value(values.removeFirst(), arguments));

        assertThat(attribute()).hasValue("short".getBytes(UTF_8));
    }

    @Test
    void attributeThatAlwaysWantsMoreRoom_isNotAskedForEver() {
        module.on(CryptokiFunction.GET_ATTRIBUTE_VALUE, arguments -> CKR_BUFFER_TOO_SMALL);

        assertFails(this::attribute, "C_GetAttributeValue returned CKR_BUFFER_TOO_SMALL");
        assertThat(module.calls).hasSize(3);
    }

    @Test
    void attributeWithoutBytes_isNone() throws Exception {
        module.on(CryptokiFunction.GET_ATTRIBUTE_VALUE, arguments -> value("", arguments));
        assertThat(attribute()).isEmpty();

        module.on(CryptokiFunction.GET_ATTRIBUTE_VALUE, arguments -> length(-1, arguments));
        assertThat(attribute()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"CKR_ATTRIBUTE_TYPE_INVALID", "CKR_ATTRIBUTE_SENSITIVE"})
    void attributeThatIsUnknownOrHidden_isNone(ReturnCode code) throws Exception {
        module.on(CryptokiFunction.GET_ATTRIBUTE_VALUE, arguments -> code);

        assertThat(attribute()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {NativeCryptoki.MAX_ATTRIBUTE_BYTES + 1, 1L << 40, Long.MAX_VALUE, -2})
    void impossibleLengthOfAnAttribute_isNotBelieved(long length) {
        module.on(CryptokiFunction.GET_ATTRIBUTE_VALUE, arguments -> length(length, arguments));

        assertFails(
                this::attribute,
                "C_GetAttributeValue gave " + Long.toUnsignedString(length)
                        + " bytes of an attribute, possible are at most 65536");
    }

    @Test
    void attributeBeyondTheRoomThatWasGiven_isNotRead() {
        List<Long> lengths = new ArrayList<>(List.of(4L, 5L));
        module.on(CryptokiFunction.GET_ATTRIBUTE_VALUE, arguments -> length(lengths.removeFirst(), arguments));

        assertFails(this::attribute, "C_GetAttributeValue gave 5 bytes of an attribute, possible are at most 4");
    }

    /** As C_GetAttributeValue of an object with this value. */
    private static ReturnCode value(String text, Arguments arguments) {
        byte[] value = text.getBytes(UTF_8);
        MemorySegment attribute = arguments.memory(2, 24);
        assertThat(arguments.number(0)).isEqualTo(SESSION);
        assertThat(arguments.number(1)).isEqualTo(OBJECT);
        assertThat(arguments.number(3)).isEqualTo(1);
        assertThat(attribute.get(JAVA_LONG, 0)).isEqualTo(Pkcs11Constants.CKA_VALUE);
        long address = attribute.get(JAVA_LONG, 8);
        long room = attribute.get(JAVA_LONG, 16);
        attribute.set(JAVA_LONG, 16, value.length);
        if (address == 0) {
            return CKR_OK;
        }
        if (room < value.length) {
            return CKR_BUFFER_TOO_SMALL;
        }
        write(address, value);
        return CKR_OK;
    }

    @SuppressWarnings("restricted")
    private static void write(long address, byte[] value) {
        MemorySegment.ofAddress(address).reinterpret(value.length).copyFrom(MemorySegment.ofArray(value));
    }

    private static ReturnCode length(long length, Arguments arguments) {
        arguments.memory(2, 24).set(JAVA_LONG, 16, length);
        return CKR_OK;
    }

    private Optional<byte[]> attribute() throws CryptokiException {
        return cryptoki.attribute(SESSION, OBJECT, Pkcs11Constants.CKA_VALUE);
    }
}
