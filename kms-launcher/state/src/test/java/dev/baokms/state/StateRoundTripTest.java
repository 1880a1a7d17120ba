package dev.baokms.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.keyring.KeyringState;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Any memory goes in and comes out; no other text passes for it. */
class StateRoundTripTest {
    @Property(tries = 500)
    void anyMemory_survivesItsText(@ForAll("memories") KeyringState memory, @ForAll @LongRange(min = 1) long generation)
            throws IOException {
        var document = new StateDocument(Memories.FINGERPRINT, generation, StateDocument.NO_HASH, memory);

        assertThat(StateDocument.decode(document.encoded())).isEqualTo(document);
    }

    @Property(tries = 1000)
    void anyOtherByte_isRefused(
            @ForAll("memories") KeyringState memory, @ForAll @IntRange(min = 0) int place, @ForAll byte other) {
        byte[] text = new StateDocument(Memories.FINGERPRINT, 1, StateDocument.NO_HASH, memory).encoded();
        int at = place % text.length;
        boolean changed = text[at] != other;
        text[at] = other;

        assertThat(isAccepted(text)).isEqualTo(!changed);
    }

    private static boolean isAccepted(byte[] text) {
        try {
            StateDocument.decode(text);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    @Provide
    Arbitrary<KeyringState> memories() {
        Arbitrary<Map<Integer, Long>> pins = Arbitraries.maps(
                        Arbitraries.integers().greaterOrEqual(1),
                        Arbitraries.longs().greaterOrEqual(1))
                .ofMinSize(1)
                .ofMaxSize(12);
        return pins.flatMap(pinned -> Arbitraries.of(pinned.keySet())
                .flatMap(active ->
                        Arbitraries.of(pinned.keySet()).set().map(retired -> memory(pinned, active, retired))));
    }

    private static KeyringState memory(Map<Integer, Long> pins, int active, Set<Integer> retired) {
        var others = new TreeSet<>(retired);
        others.remove(active);
        return new KeyringState(new TreeMap<>(pins), active, others);
    }
}
