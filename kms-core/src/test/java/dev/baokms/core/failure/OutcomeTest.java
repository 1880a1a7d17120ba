package dev.baokms.core.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.failure.Failure.Sealed;
import org.junit.jupiter.api.Test;

class OutcomeTest {
    private final Outcome<Integer> ok = Outcome.ok(1);
    private final Outcome<Integer> failed = Outcome.failed(new Sealed());

    @Test
    void value_isChangedAndHandedOn() {
        assertThat(ok.map(value -> value + 1)).isEqualTo(Outcome.ok(2));
        assertThat(ok.then(value -> Outcome.ok(value + 1))).isEqualTo(Outcome.ok(2));
        assertThat(ok.then(value -> failed)).isEqualTo(failed);
    }

    @Test
    void failure_passesThroughUntouched() {
        assertThat(failed.<Integer>map(value -> {
                    throw new AssertionError("there is no value");
                }))
                .isEqualTo(failed);
        assertThat(failed.<Integer>then(value -> {
                    throw new AssertionError("there is no value");
                }))
                .isEqualTo(failed);
    }
}
