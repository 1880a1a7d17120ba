package dev.baokms.lab;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The system programs that a lab requires, and the Debian packages that have them. */
final class LabTools {
    /** The programs that are always needed. */
    private static final Map<String, String> USUAL = packages(
            "etcd", "etcd-server",
            "etcdctl", "etcd-client",
            "openssl", "openssl",
            "curl", "curl",
            "bash", "bash",
            "setsid", "util-linux");

    private static final String GO = "go";
    /** The first version that downloads the Go version that a module requires. */
    private static final int OLDEST_GO = 21;

    private final String path;

    /** @param path the value of {@code PATH} */
    LabTools(String path) {
        this.path = path;
    }

    /**
     * Returns every sentence of a report on missing programs; empty if none is missing.
     *
     * @param builds whether Kubernetes is to be built
     * @param packages whether the daemon is to be packaged
     */
    List<String> missing(boolean builds, boolean packages, GoVersion goVersion) {
        Map<String, String> wanted = new LinkedHashMap<>(USUAL);
        if (builds) {
            wanted.put(GO, "golang-go");
        }
        if (packages) {
            wanted.put("strip", "binutils");
        }
        var report = new ArrayList<String>();
        Set<String> install = new LinkedHashSet<>();
        wanted.forEach((program, debian) -> {
            if (find(program).isEmpty()) {
                report.add(LabTexts.needs(program));
                install.add(debian);
            }
        });
        if (!install.isEmpty()) {
            report.add(LabTexts.toInstall(install));
        }
        if (builds && find(GO).isPresent() && goVersion.minor() < OLDEST_GO) {
            report.add(LabTexts.needsGo(OLDEST_GO, goVersion.text()));
        }
        return report;
    }

    Optional<Path> find(String program) {
        return Arrays.stream(path.split(File.pathSeparator, -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /**
     * The output of {@code go env GOVERSION}.
     *
     * @param minor 0 if it is not known
     */
    record GoVersion(String text, int minor) {
        private static final Pattern VERSION = Pattern.compile("^go1\\.(\\d{1,4})");

        static GoVersion parse(String said) {
            var found = VERSION.matcher(said.strip());
            return new GoVersion(said.strip(), found.find() ? Integer.parseInt(found.group(1)) : 0);
        }
    }

    private static Map<String, String> packages(String... programsAndPackages) {
        Map<String, String> out = new LinkedHashMap<>();
        for (int i = 0; i < programsAndPackages.length; i += 2) {
            out.put(programsAndPackages[i], programsAndPackages[i + 1]);
        }
        return out;
    }
}
