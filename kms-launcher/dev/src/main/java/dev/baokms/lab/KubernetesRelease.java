package dev.baokms.lab;

import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A Kubernetes release that the lab can build. A test compares the versions with the module files.
 *
 * @param version such as {@code 1.37.2}
 * @param modules the file of Go modules for its build
 */
record KubernetesRelease(String version, String modules) {
    static final KubernetesRelease NEWEST = new KubernetesRelease("1.37.2", "go.mod");
    static final KubernetesRelease OLDER = new KubernetesRelease("1.34.4", "go-1.34.mod");
    static final List<KubernetesRelease> ALL = List.of(NEWEST, OLDER);

    /** Returns the version as people name it, such as {@code 1.37}. */
    String minor() {
        return version.substring(0, version.lastIndexOf('.'));
    }

    /** @throws IllegalArgumentException if the lab does not know the release */
    static KubernetesRelease ofMinor(String minor) {
        return ALL.stream()
                .filter(release -> release.minor().equals(minor))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(LabTexts.mustBeOneOf(
                        ALL.stream().map(KubernetesRelease::minor).toList())));
    }

    /** Reads a release from the command line. */
    static final class Converter implements ITypeConverter<KubernetesRelease> {
        @Override
        public KubernetesRelease convert(String text) {
            try {
                return ofMinor(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
