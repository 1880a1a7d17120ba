package dev.baokms.core.settings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Settings that break rules: every broken rule, by the name of the setting. Constructors of settings records throw it,
 * so an existing record is always valid.
 */
public final class InvalidSettings extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, String> problems;

    private InvalidSettings(Map<String, String> problems) {
        super(problems.entrySet().stream()
                .map(problem -> problem.getKey() + " " + problem.getValue())
                .collect(Collectors.joining("; ")));
        this.problems = Collections.unmodifiableMap(new LinkedHashMap<>(problems));
    }

    /**
     * Maps the name of each setting to the rule it breaks: a phrase such as "must be positive", never the value.
     */
    public Map<String, String> problems() {
        return problems;
    }

    /** Collects all problems, so that one pass reports everything. */
    public static final class Collector {
        private final Map<String, String> problems = new LinkedHashMap<>();

        /** @param rule what must hold, such as "must be at least one second" */
        public Collector require(boolean holds, String setting, String rule) {
            return holds ? this : refuse(setting, rule);
        }

        /** @param rule the rule that is broken, if one is */
        public Collector refuse(String setting, Optional<String> rule) {
            rule.ifPresent(broken -> refuse(setting, broken));
            return this;
        }

        /** The first problem of a setting is kept: later ones often follow from it. */
        public Collector refuse(String setting, String rule) {
            problems.putIfAbsent(setting, rule);
            return this;
        }

        /** Makes a record that may itself refuse settings. Empty when it did; its problems are then collected. */
        public <T> Optional<T> collect(Supplier<T> make) {
            try {
                return Optional.of(make.get());
            } catch (InvalidSettings refused) {
                refused.problems.forEach(this::refuse);
                return Optional.empty();
            }
        }

        /** @throws InvalidSettings if anything was refused */
        public void done() {
            if (!problems.isEmpty()) {
                throw new InvalidSettings(problems);
            }
        }
    }
}
