package dev.baokms.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baokms.daemon.site.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A class that formats by the locale of the process is refused by the compiler of this build, line by line. */
class PlantedLocaleIT {
    private static final Path SOURCES = Path.of("src/test/planted");
    private static final String PLANTED = "src/main/java/example/Planted.java";
    private static final Pattern REFUSED =
            Pattern.compile("Planted\\.java:\\[(\\d+),\\d+] \\[(?:DefaultLocale|StringCaseLocaleUsage)]");

    @TempDir
    private Path folder;

    private static Set<Integer> marked(String[] lines) {
        return IntStream.range(0, lines.length)
                .filter(index -> lines[index].endsWith("// refused"))
                .mapToObj(index -> index + 1)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyMarkedLine_isRefused_andNoOther() throws Exception {
        Tool.require("mvn", "maven");
        String localRepository = System.getProperty("dist.localRepository", "");
        assumeTrue(!localRepository.isEmpty(), "run by the dist profile, which names the local repository");
        String planted = Files.readString(SOURCES.resolve(PLANTED));
        Path copy = folder.resolve(PLANTED);
        Files.createDirectories(copy.getParent());
        Files.writeString(copy, planted);
        Files.writeString(
                copy.resolveSibling("package-info.java"), "@org.jspecify.annotations.NullMarked\npackage example;\n");
        // Maven takes no absolute one.
        String root = folder.toRealPath()
                .relativize(Path.of("../../pom.xml").toRealPath())
                .toString();
        Path pom = Files.writeString(
                folder.resolve("pom.xml"),
                Files.readString(SOURCES.resolve("pom.xml")).replace("@root@", root));

        // Nothing is fetched: what the modules were compiled with is there.
        Tool.Said built =
                Tool.run("mvn", "-B", "-o", "-Dmaven.repo.local=" + localRepository, "-f", pom.toString(), "compile");

        assertThat(built.code()).as(built.text()).isEqualTo(1);
        var refused = REFUSED.matcher(built.text())
                .results()
                .map(match -> Integer.valueOf(match.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(refused).as(built.text()).isEqualTo(marked(planted.split("\n", -1)));
    }
}
