package dev.baokms.launcher.doctor;

import dev.baokms.launcher.config.Config;
import dev.baokms.launcher.config.ConfigException;
import dev.baokms.launcher.config.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether there is a configuration that can be used. */
final class ConfigurationChecks {
    private final Optional<Config> config;
    private final List<Problem> problems;

    ConfigurationChecks(Examination.Source source) {
        Optional<Config> good;
        List<Problem> bad;
        try {
            good = Optional.of(source.read());
            bad = List.of();
        } catch (ConfigException e) {
            good = Optional.empty();
            bad = e.problems();
        }
        this.config = good;
        this.problems = bad;
    }

    Finding load() {
        // What has no field concerns the file as a whole.
        List<Problem> whole =
                problems.stream().filter(problem -> problem.field().isEmpty()).toList();
        return whole.isEmpty() ? Finding.pass("can be read and is YAML") : Finding.fail(text(whole));
    }

    Finding validate() {
        return problems.isEmpty() ? Finding.pass("keep every rule") : Finding.fail(text(problems));
    }

    Config config() {
        return config.orElseThrow(() -> new IllegalStateException("checks that need a configuration come after it"));
    }

    private static String text(List<Problem> problems) {
        return problems.stream().map(Problem::toString).collect(Collectors.joining(" | "));
    }
}
