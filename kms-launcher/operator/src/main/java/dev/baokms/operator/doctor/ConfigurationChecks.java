package dev.baokms.operator.doctor;

import dev.baokms.configuration.Config;
import dev.baokms.configuration.ConfigException;
import dev.baokms.configuration.Problem;
import dev.baokms.core.login.Diagnosis;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Checks whether the configuration exists and can be used. */
final class ConfigurationChecks {
    private final Optional<Config> config;
    private final List<Problem> problems;

    ConfigurationChecks(Doctor.Source source) {
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

    Diagnosis load() {
        // A problem without a field concerns the whole file.
        List<Problem> whole =
                problems.stream().filter(problem -> problem.field().isEmpty()).toList();
        return whole.isEmpty() ? Diagnosis.pass(DoctorTexts.CONFIGURATION_IS_READ) : Diagnosis.fail(text(whole));
    }

    Diagnosis validate() {
        return problems.isEmpty() ? Diagnosis.pass(DoctorTexts.VALUES_ARE_VALID) : Diagnosis.fail(text(problems));
    }

    Config config() {
        return config.orElseThrow(() -> new IllegalStateException("checks that need a configuration come after it"));
    }

    private static String text(List<Problem> problems) {
        return problems.stream().map(Problem::toString).collect(Collectors.joining(" | "));
    }
}
