package dev.baokms.core.settings;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One setting that an operator may give.
 *
 * @param name dotted; its owner chooses it, and the configuration may add a prefix
 * @param type how its text is read
 * @param fallback text of its default, if any; a list never has one
 * @param required whether it must be given, if its conditions hold
 * @param conditions choices of other settings that make it required
 * @param meaning one phrase for people
 * @param <T> its value
 */
public record Setting<T>(
        String name,
        SettingType<T> type,
        Optional<String> fallback,
        boolean required,
        List<Condition> conditions,
        String meaning) {

    /**
     * A choice made by another setting.
     *
     * @param selector the setting that chooses
     * @param choice its value
     */
    public record Condition(Setting<String> selector, String choice) {
        @Override
        public String toString() {
            return selector.name + " " + choice;
        }
    }

    public Setting {
        conditions = List.copyOf(conditions);
    }

    public static <T> Setting<T> required(String name, SettingType<T> type, String meaning) {
        return new Setting<>(name, type, Optional.empty(), true, List.of(), meaning);
    }

    public static <T> Setting<T> optional(String name, SettingType<T> type, String meaning) {
        return new Setting<>(name, type, Optional.empty(), false, List.of(), meaning);
    }

    public static <T> Setting<T> withDefault(String name, SettingType<T> type, String fallback, String meaning) {
        return new Setting<>(name, type, Optional.of(fallback), false, List.of(), meaning);
    }

    /** A copy that is required only where {@code selector} has this value. */
    public Setting<T> onlyWith(Setting<String> selector, String choice) {
        List<Condition> all = Stream.concat(conditions.stream(), Stream.of(new Condition(selector, choice)))
                .toList();
        return new Setting<>(name, type, fallback, required, all, meaning);
    }

    /** A copy for a larger configuration: name and selectors begin with {@code prefix}. */
    public Setting<T> below(String prefix) {
        List<Condition> moved = conditions.stream()
                .map(condition -> new Condition(condition.selector.below(prefix), condition.choice))
                .toList();
        return new Setting<>(prefix + name, type, fallback, required, moved, meaning);
    }

    /** When it is required, for people; empty when it always is. */
    public String conditionText() {
        return conditions.isEmpty()
                ? ""
                : conditions.stream().map(Condition::toString).collect(Collectors.joining(" and ", " with ", ""));
    }
}
