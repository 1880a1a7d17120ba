import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What is in the image, as CycloneDX 1.6: made of the files that are there, so that it cannot list what is not. A jar whose
 * coordinates the build does not know stops it.
 */
final class Sbom {
    private final List<String> components = new ArrayList<>();
    private final String version;
    private final String time;

    Sbom(String version, String time) {
        this.version = version;
        this.time = time;
    }

    /** @param coordinates what {@code dependency:list} wrote: group:artifact:type[:classifier]:version:scope */
    void jars(Path tree, Path coordinates) throws Exception {
        Map<String, String[]> known = new HashMap<>();
        for (String line : Files.readAllLines(coordinates)) {
            String[] part = line.strip().split("[ :]");
            if (part.length >= 5) {
                String classifier = part.length > 5 && part[5].matches("compile|runtime") ? "-" + part[3] : "";
                String number = classifier.isEmpty() ? part[3] : part[4];
                known.put(part[1] + "-" + number + classifier + ".jar", new String[] {part[0], part[1], number});
            }
        }
        try (Stream<Path> lib = Files.list(tree.resolve("lib"))) {
            for (Path jar : lib.sorted().toList()) {
                String[] is = known.get(jar.getFileName().toString());
                if (is == null) {
                    throw new IllegalStateException(
                            "the build does not know where " + jar.getFileName() + " comes from");
                }
                component(is[1], is[0], is[2], "pkg:maven/" + is[0] + "/" + is[1] + "@" + is[2], Checksums.sha256(jar));
            }
        }
    }

    void java(JavaRelease release, Path modules) throws Exception {
        component("java-runtime", release.vendor(), release.version(), release.purl(), Checksums.sha256(modules));
    }

    void debian(DebianFiles debian) throws Exception {
        for (var each : debian.packages()) {
            String purl = "pkg:deb/debian/" + each.name() + "@" + purl(each.version()) + "?arch=" + each.architecture();
            component(each.name(), "debian", each.version(), purl, "");
        }
    }

    String json() {
        return String.format(Locale.ROOT, """
            {
              "bomFormat": "CycloneDX",
              "specVersion": "1.6",
              "version": 1,
              "metadata": {
                "timestamp": "%s",
                "component": {"type": "application", "bom-ref": "image", "name": "bao-kms-provider", "version": "%s"}
              },
              "components": [
            %s
              ]
            }
            """, time, version, String.join(",\n", components));
    }

    private void component(String name, String group, String number, String purl, String hash) {
        String hashes = hash.isEmpty()
                ? ""
                : String.format(Locale.ROOT, ", \"hashes\": [{\"alg\": \"SHA-256\", \"content\": \"%s\"}]", hash);
        components.add(String.format(
                Locale.ROOT,
                "    {\"type\": \"library\", \"bom-ref\": \"%4$s\", \"group\": \"%2$s\", \"name\": \"%1$s\","
                        + " \"version\": \"%3$s\", \"purl\": \"%4$s\"%5$s}",
                name,
                escaped(group),
                escaped(number),
                purl,
                hashes));
    }

    /** What a vendor calls itself is anything. */
    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    static String purl(String number) {
        return number.replace("+", "%2B").replace(":", "%3A");
    }
}
