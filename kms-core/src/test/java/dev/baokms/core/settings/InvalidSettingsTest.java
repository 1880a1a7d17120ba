package dev.baokms.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class InvalidSettingsTest {
    private final InvalidSettings.Collector collector = new InvalidSettings.Collector();

    @Test
    void nothingRefused_isNoProblem() {
        collector.require(true, "size", "must be positive").refuse("name", Optional.empty());

        assertThatNoException().isThrownBy(collector::done);
    }

    @Test
    void everyProblem_isCollectedInOrder() {
        collector
                .require(false, "size", "must be positive")
                .require(true, "count", "must be positive")
                .refuse("name", "must not be empty")
                .refuse("label", Optional.of("must be one word"));

        assertThat(thrown().problems())
                .containsExactly(
                        entry("size", "must be positive"),
                        entry("name", "must not be empty"),
                        entry("label", "must be one word"));
    }

    @Test
    void firstProblemOfASetting_isKept() {
        collector
                .refuse("size", "must be positive")
                .require(false, "size", "must be even")
                .refuse("size", Optional.of("must be small"));

        assertThat(thrown().problems()).containsExactly(entry("size", "must be positive"));
    }

    @Test
    void message_beginsWithTheNameOfTheSetting() {
        collector.refuse("size", "must be positive").refuse("name", "must not be empty");

        assertThatThrownBy(collector::done)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("size must be positive; name must not be empty");
    }

    @Test
    void recordThatIsMade_isHandedOn() {
        assertThat(collector.collect(() -> "made")).contains("made");
        assertThatNoException().isThrownBy(collector::done);
    }

    @Test
    void recordThatRefuses_addsItsProblems() {
        collector.refuse("size", "must be positive");

        Optional<String> made = collector.collect(() -> {
            new InvalidSettings.Collector()
                    .refuse("size", "must be even")
                    .refuse("name", "must not be empty")
                    .done();
            return "made";
        });

        assertThat(made).isEmpty();
        assertThat(thrown().problems())
                .containsExactly(entry("size", "must be positive"), entry("name", "must not be empty"));
    }

    @Test
    void bugInARecord_isNoProblemOfSettings() {
        var bug = new IllegalArgumentException("a bug");

        assertThatThrownBy(() -> collector.collect(() -> {
                    throw bug;
                }))
                .isSameAs(bug);
    }

    @Test
    void problems_areFixedWhenThrown() {
        collector.refuse("size", "must be positive");
        InvalidSettings thrown = thrown();
        collector.refuse("name", "must not be empty");

        assertThat(thrown.problems()).containsOnlyKeys("size");
        assertThatThrownBy(() -> thrown.problems().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    private InvalidSettings thrown() {
        return catchThrowableOfType(InvalidSettings.class, collector::done);
    }
}
