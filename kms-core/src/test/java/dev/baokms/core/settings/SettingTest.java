package dev.baokms.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.core.settings.Setting.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingTest {
    private static final Setting<String> SOURCE =
            Setting.required("source", SettingType.oneOf("file", "grant"), "where tokens come from");
    private static final Setting<String> METHOD =
            Setting.withDefault("method", SettingType.oneOf("jwt", "cert"), "jwt", "how to log in");
    private static final Setting<String> TOKEN_FILE = Setting.required("tokenFile", SettingType.FILE, "the token")
            .onlyWith(METHOD, "jwt")
            .onlyWith(SOURCE, "file");

    @Test
    void kinds_differInFallbackAndDuty() {
        assertThat(List.of(SOURCE.required(), METHOD.required())).containsExactly(true, false);
        assertThat(SOURCE.fallback()).isEmpty();
        assertThat(METHOD.fallback()).contains("jwt");
        assertThat(Setting.optional("role", SettingType.TEXT, "which role").required())
                .isFalse();
    }

    @Test
    void condition_isAdded() {
        assertThat(TOKEN_FILE.conditions())
                .containsExactly(new Condition(METHOD, "jwt"), new Condition(SOURCE, "file"));
        assertThat(TOKEN_FILE.required()).isTrue();
        assertThat(TOKEN_FILE.conditionText()).isEqualTo(" with method jwt and source file");
        assertThat(SOURCE.conditionText()).isEmpty();
    }

    @Test
    void below_movesNameAndConditions() {
        Setting<String> moved = TOKEN_FILE.below("jwt.").below("auth.");

        assertThat(moved.name()).isEqualTo("auth.jwt.tokenFile");
        assertThat(moved.conditionText()).isEqualTo(" with auth.jwt.method jwt and auth.jwt.source file");
        assertThat(moved.conditions())
                .extracting(Condition::selector)
                .containsExactly(METHOD.below("auth.jwt."), SOURCE.below("auth.jwt."));
    }

    @Test
    void below_movesConditionsOfConditionsToo() {
        Setting<String> source = SOURCE.onlyWith(METHOD, "jwt");
        Setting<String> moved = Setting.required("tokenFile", SettingType.FILE, "the token")
                .onlyWith(source, "file")
                .below("auth.");

        assertThat(moved.conditions().getFirst().selector().conditions())
                .containsExactly(new Condition(METHOD.below("auth."), "jwt"));
    }

    @Test
    void below_keepsTheRest() {
        Setting<String> moved = METHOD.below("auth.");

        assertThat(moved).isEqualTo(Setting.withDefault("auth.method", METHOD.type(), "jwt", "how to log in"));
    }

    @Test
    void conditions_areFixedWhenMade() {
        var conditions = new ArrayList<>(TOKEN_FILE.conditions());
        var setting = new Setting<>("a", SettingType.TEXT, Optional.empty(), false, conditions, "a setting");
        conditions.clear();

        assertThat(setting.conditions()).hasSize(2);
    }

    @Test
    void valueThatMustBeThere_isAskedForByName() {
        SettingValues none = new SettingValues() {
            @Override
            public <T> Optional<T> find(Setting<T> setting) {
                return Optional.empty();
            }
        };

        assertThatThrownBy(() -> none.get(TOKEN_FILE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("tokenFile has no value");
    }
}
