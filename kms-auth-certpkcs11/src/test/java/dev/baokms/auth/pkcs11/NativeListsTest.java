package dev.baokms.auth.pkcs11;

import static dev.baokms.auth.pkcs11.ReturnCode.CKR_BUFFER_TOO_SMALL;
import static dev.baokms.auth.pkcs11.ReturnCode.CKR_OK;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.auth.pkcs11.Cryptoki.Attribute;
import dev.baokms.auth.pkcs11.JavaModule.Arguments;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Slots and objects, of which a module says how many there are: too many, more than a moment ago, or more without
 * end.
 */
class NativeListsTest extends NativeFixture {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 1024})
    void slots_areAllThatHaveAToken(int count) throws Exception {
        List<Long> slots = LongStream.range(100, 100 + count).boxed().toList();
        module.on(CryptokiFunction.GET_SLOT_LIST, arguments -> slotList(slots, arguments));

        assertThat(cryptoki.slotsWithToken()).isEqualTo(slots);
    }

    @Test
    void slotsThatGrowBetweenTheCalls_areAskedForAgain() throws Exception {
        List<Long> slots = new ArrayList<>();
        module.on(CryptokiFunction.GET_SLOT_LIST, arguments -> {
            ReturnCode code = slotList(slots, arguments);
            if (slots.size() < 5) {
                slots.addAll(List.of(7L, 8L));
            }
            return code;
        });

        assertThat(cryptoki.slotsWithToken()).isEqualTo(slots).hasSize(6);
        assertThat(module.calls).hasSize(6);
    }

    @Test
    void slotsThatShrinkBetweenTheCalls_areThoseThatAreLeft() throws Exception {
        List<Long> slots = new ArrayList<>(List.of(7L, 8L));
        module.on(CryptokiFunction.GET_SLOT_LIST, arguments -> {
            ReturnCode code = slotList(slots, arguments);
            slots.removeLast();
            return code;
        });

        assertThat(cryptoki.slotsWithToken()).containsExactly(7L);
    }

    @Test
    void moduleThatAlwaysWantsMoreRoom_isNotAskedForEver() {
        module.on(CryptokiFunction.GET_SLOT_LIST, arguments -> arguments.isNull(1) ? CKR_OK : CKR_BUFFER_TOO_SMALL);
        assertFails(cryptoki::slotsWithToken, "C_GetSlotList returned CKR_BUFFER_TOO_SMALL");
        assertThat(module.calls).hasSize(6);
    }

    @ParameterizedTest
    @ValueSource(longs = {1025, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void impossibleCountOfSlots_isNotBelieved(long count) {
        module.on(CryptokiFunction.GET_SLOT_LIST, arguments -> {
            arguments.give(2, count);
            return CKR_OK;
        });

        assertFails(
                cryptoki::slotsWithToken,
                "C_GetSlotList gave " + Long.toUnsignedString(count) + " slots, possible are at most 1024");
    }

    @Test
    void slotsBeyondTheRoomThatWasGiven_areNotRead() {
        module.on(CryptokiFunction.GET_SLOT_LIST, arguments -> {
            arguments.give(2, arguments.isNull(1) ? 1 : 3);
            return CKR_OK;
        });

        assertFails(cryptoki::slotsWithToken, "C_GetSlotList gave 3 slots, possible are at most 2");
    }

    @Test
    void objects_areAskedForUntilThereAreNone() throws Exception {
        List<Integer> given = new ArrayList<>(List.of(2, 64, 0));
        module.on(CryptokiFunction.FIND_OBJECTS, arguments -> {
            int count = given.removeFirst();
            for (int i = 0; i < count; i++) {
                arguments.memory(1, 8L * count).setAtIndex(JAVA_LONG, i, i);
            }
            arguments.give(3, count);
            return CKR_OK;
        });

        assertThat(find()).hasSize(66).startsWith(0L, 1L, 0L, 1L, 2L);
        assertThat(module.calls)
                .startsWith(CryptokiFunction.FIND_OBJECTS_INIT)
                .endsWith(CryptokiFunction.FIND_OBJECTS_FINAL);
    }

    @Test
    void moduleThatFindsForEver_isStopped() throws Exception {
        module.on(CryptokiFunction.FIND_OBJECTS, arguments -> {
            arguments.give(3, 1);
            return CKR_OK;
        });

        assertThat(find()).hasSize(NativeCryptoki.MAX_OBJECTS);
        assertThat(module.calls).endsWith(CryptokiFunction.FIND_OBJECTS_FINAL);
    }

    @ParameterizedTest
    @ValueSource(longs = {65, 1L << 40, -1})
    void objectsBeyondTheRoomThatWasGiven_areNotRead_andTheSearchIsEnded(long count) {
        module.on(CryptokiFunction.FIND_OBJECTS, arguments -> {
            arguments.give(3, count);
            return CKR_OK;
        });

        assertFails(
                this::find, "C_FindObjects gave " + Long.toUnsignedString(count) + " objects, possible are at most 64");
        assertThat(module.calls).endsWith(CryptokiFunction.FIND_OBJECTS_FINAL);
    }

    /** As C_GetSlotList of a module that has these slots. */
    private static ReturnCode slotList(List<Long> slots, Arguments arguments) {
        assertThat(arguments.number(0)).isEqualTo(1);
        long room = arguments.taken(2);
        arguments.give(2, slots.size());
        if (arguments.isNull(1)) {
            return CKR_OK;
        }
        if (room < slots.size()) {
            return CKR_BUFFER_TOO_SMALL;
        }
        for (int i = 0; i < slots.size(); i++) {
            arguments.memory(1, 8L * room).setAtIndex(JAVA_LONG, i, slots.get(i));
        }
        return CKR_OK;
    }

    private List<Long> find() throws CryptokiException {
        return cryptoki.findObjects(SESSION, Attribute.of(Pkcs11Constants.CKA_CLASS, Pkcs11Constants.CKO_PRIVATE_KEY));
    }
}
