import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Which Java a runtime is, as the file {@code release} in it says.
 *
 * @param vendor who built it, such as {@code Eclipse Adoptium} or {@code Debian}
 * @param version the vendor's full version, such as {@code 25.0.3+9-LTS}
 */
record JavaRelease(String vendor, String version) {

    /** @throws IllegalStateException when the file does not say it: a bill of materials must not guess */
    static JavaRelease of(Path file) throws IOException {
        Map<String, String> said = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                said.put(line.substring(0, equals), line.substring(equals + 1).replaceAll("^\"|\"$", ""));
            }
        }
        return new JavaRelease(value(file, said, "IMPLEMENTOR"), value(file, said, "JAVA_RUNTIME_VERSION"));
    }

    private static String value(Path file, Map<String, String> said, String key) {
        String value = said.getOrDefault(key, "");
        if (value.isBlank()) {
            throw new IllegalStateException(file + " does not say " + key
                    + ", so there is no telling which Java is bundled: build with a JDK whose file release has it");
        }
        return value;
    }

    /** There is no type for runtimes of Java: the vendor is the name space. */
    String purl() {
        String namespace =
                vendor.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-").replaceAll("^-|-$", "");
        return "pkg:generic/" + namespace + "/java-runtime@" + Sbom.purl(version);
    }
}
