package dev.baokms.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.daemon.site.Tool;
import dev.baokms.host.build.BuildInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What lies in the packages and the tarball. */
class ArchivesIT {
    private static final Path DIST = Path.of("target/dist");
    private static final String VERSION = BuildInfo.load().version();
    private static final String DEB =
            DIST.resolve("bao-kms-provider_" + VERSION + "_amd64.deb").toString();
    private static final String RPM =
            DIST.resolve("bao-kms-provider-" + VERSION + "-1.x86_64.rpm").toString();
    private static final String TARBALL =
            DIST.resolve("bao-kms-provider-" + VERSION + "-linux-amd64.tar.xz").toString();

    @Test
    void rpm_holdsWhatTheDebHolds() throws Exception {
        Tool.require("rpm", "rpm");
        Tool.require("dpkg-deb", "dpkg");

        assertThat(withoutFolders(Tool.mustRun("rpm", "-qpl", RPM), debFolders()))
                .isEqualTo(withoutFolders(debPaths(), debFolders()));
    }

    @Test
    void rpm_isWhole_andRunsItsScriptlets() throws Exception {
        Tool.require("rpm", "rpm");

        assertThat(Tool.mustRun("rpm", "-K", "--nosignature", RPM)).contains("digests OK");
        assertThat(Tool.mustRun("rpm", "-qp", "--scripts", RPM))
                .contains("systemd-sysusers", "systemctl disable --now", "kept /etc/openbao-kms");
        assertThat(Tool.mustRun("rpm", "-qplv", RPM).lines())
                .filteredOn(line -> line.endsWith("/bin/java") || line.endsWith("bin/bao-kms-provider"))
                .filteredOn(line -> !line.startsWith("l"))
                .hasSize(2)
                .allSatisfy(
                        line -> assertThat(line).startsWith(line.endsWith("/bin/java") ? "-rwx--x--x" : "-rwxr-xr-x"));
    }

    @Test
    void tarball_startsFromWhereItIsUnpacked() throws Exception {
        Path anywhere = Files.createTempDirectory("bao-kms-tarball");
        try {
            Tool.mustRun("tar", "-xf", TARBALL, "-C", anywhere.toString());
            Path unpacked = anywhere.resolve("bao-kms-provider-" + VERSION);

            assertThat(Tool.mustRun(unpacked.resolve("bin/bao-kms-provider").toString(), "version"))
                    .contains(VERSION);
            assertThat(unpacked.resolve("THIRD-PARTY.txt")).exists();
            assertThat(unpacked.resolve("systemd/bao-kms-provider.service")).exists();
            assertThat(unpacked.resolve("systemd/bao-kms-provider.socket")).exists();
        } finally {
            Tool.mustRun("rm", "-rf", anywhere.toString());
        }
    }

    @Test
    void everyBundledJar_hasItsLicenceNamed() throws Exception {
        String named = Files.readString(DIST.resolve("THIRD-PARTY.txt"));
        Set<String> known = Pattern.compile("\\(([^():]+:[^():]+:[^() ]+) - ")
                .matcher(named)
                .results()
                .map(match -> match.group(1).split(":"))
                .map(part -> part[1] + "-" + part[2])
                .collect(Collectors.toSet());

        assertThat(bundled(jar -> !jar.startsWith("kms-")))
                .isNotEmpty()
                // Native parts are named by their platform, too.
                .allSatisfy(jar -> assertThat(known)
                        .anyMatch(name -> jar.equals(name + ".jar") || jar.equals(name + "-linux-x86_64.jar")));
    }

    private static Set<String> bundled(Predicate<String> wanted) throws Exception {
        try (Stream<Path> files = Files.walk(DIST.resolve("bao-kms-provider"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jar") && !name.equals("jrt-fs.jar"))
                    .filter(wanted)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String debPaths() throws Exception {
        return Tool.mustRun("dpkg-deb", "--contents", DEB)
                .lines()
                .map(line -> line.replaceFirst("^(\\S+\\s+){5}\\.", "").replaceFirst(" (->|link to) .*", ""))
                .collect(Collectors.joining("\n"));
    }

    private static Set<String> debFolders() throws Exception {
        return debPaths()
                .lines()
                .filter(path -> path.endsWith("/"))
                .map(path -> path.substring(0, path.length() - 1))
                .collect(Collectors.toSet());
    }

    private static Set<String> withoutFolders(String paths, Set<String> folders) {
        return paths.lines()
                .filter(path -> !path.endsWith("/") && !folders.contains(path))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
