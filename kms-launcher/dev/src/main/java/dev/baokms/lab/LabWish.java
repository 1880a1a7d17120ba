package dev.baokms.lab;

import dev.baokms.configuration.Durations;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The kind of lab that the command line requests. */
final class LabWish {
    private static final Set<String> NODES = Set.of("1", "3");

    @Option(
            names = "--kubernetes",
            paramLabel = "MINOR",
            description = LabHelpTexts.LAB_KUBERNETES,
            converter = KubernetesRelease.Converter.class)
    private Optional<KubernetesRelease> kubernetes = Optional.empty();

    @Option(names = "--nodes", paramLabel = "N", description = LabHelpTexts.LAB_NODES, converter = NodesConverter.class)
    private Optional<Integer> nodes = Optional.empty();

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            description = LabHelpTexts.LAB_TIMEOUT,
            defaultValue = "5m",
            converter = TimeoutConverter.class)
    private Duration timeout;

    KubernetesRelease release() {
        return kubernetes.orElse(KubernetesRelease.NEWEST);
    }

    int nodes() {
        return nodes.orElse(1);
    }

    Duration timeout() {
        return timeout;
    }

    /** Whether an existing lab is the requested one; an omitted option matches anything. */
    boolean fits(LabPlan plan) {
        return kubernetes.filter(wanted -> !wanted.equals(plan.release())).isEmpty()
                && nodes.filter(wanted -> wanted != plan.nodes()).isEmpty();
    }

    static final class NodesConverter implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            if (!NODES.contains(text)) {
                throw new TypeConversionException(LabTexts.ONE_OR_THREE);
            }
            return Integer.valueOf(text);
        }
    }

    static final class TimeoutConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            try {
                return Durations.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
