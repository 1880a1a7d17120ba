package dev.baokms.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.daemon.site.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every page of the repository: its links lead somewhere, and its shell blocks say what they need or are run here. */
class PagesTest {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Set<String> NEEDS = Set.of("run", "softhsm", "openbao", "cluster", "root", "build");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^( *)```([^\n]*)\n(.*?)^ *```$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final Pattern ANCHOR = Pattern.compile("<a id=\"([^\"]+)\"></a>");

    @TempDir
    private Path folder;

    @Test
    void relativeLinks_leadToFilesAndHeadings() throws IOException {
        var broken = new ArrayList<String>();
        int links = 0;
        for (Path page : pages()) {
            List<String> targets = LINK.matcher(prose(page))
                    .results()
                    .map(link -> link.group(1))
                    .filter(target -> !target.matches("[a-z]+:.*"))
                    .toList();
            links += targets.size();
            for (String target : targets) {
                if (!leadsSomewhere(page, target)) {
                    broken.add(ROOT.relativize(page) + ": " + target);
                }
            }
        }
        assertThat(broken).isEmpty();
        assertThat(links).isGreaterThan(100);
    }

    @Test
    void plantedBrokenLinks_areSeen() throws IOException {
        Path page = Files.writeString(folder.resolve("page.md"), "# One heading\n\n<a id=\"written\"></a>\n");
        assertThat(leadsSomewhere(page, "#written")).isTrue();
        assertThat(leadsSomewhere(page, "page.md#one-heading")).isTrue();
        assertThat(leadsSomewhere(page, "#another")).isFalse();
        assertThat(leadsSomewhere(page, "elsewhere.md")).isFalse();
    }

    @Test
    void shellBlocks_sayWhatTheyNeed() throws IOException {
        for (Path page : pages()) {
            assertThat(blocks(page).map(block -> block.group(2)).filter(info -> info.matches("(sh|bash|shell)\\b.*")))
                    .as(page.toString())
                    .allSatisfy(info -> assertThat(info).startsWith("sh "))
                    .allSatisfy(info -> assertThat(NEEDS).contains(info.substring(3)));
        }
    }

    @Test
    void blocksMarkedRun_succeedInTheirOrder() throws Exception {
        Tool.require("bash", "bash");
        assertThat(runBlocks("sh run")).isGreaterThan(2);
    }

    @Test
    void blocksMarkedSofthsm_succeedInTheirOrder() throws Exception {
        Tool.require("softhsm2-util", "softhsm2");
        Tool.require("pkcs11-tool", "opensc");
        Tool.require("openssl", "openssl");
        assertThat(runBlocks("sh softhsm")).isPositive();
    }

    /** Tells how many pages had such blocks. */
    private int runBlocks(String info) throws Exception {
        var scripts = new TreeMap<Path, String>();
        for (Path page : pages()) {
            blocks(page)
                    .filter(block -> block.group(2).equals(info))
                    .forEach(block -> scripts.merge(page, block.group(3), String::concat));
        }
        for (Map.Entry<Path, String> script : scripts.entrySet()) {
            Tool.mustRun("bash", "-euc", "cd '" + readersFolder() + "'\nPATH=$PWD:$PATH\n" + script.getValue());
        }
        return scripts.size();
    }

    /** The classes under test stand in for the start script, which would build them, and this is a part of the build. */
    private Path readersFolder() throws IOException {
        Path mine = Files.createTempDirectory(folder, "page");
        Path command = mine.resolve("bao-kms-provider");
        Files.writeString(
                command, """
                    #!/bin/sh
                    exec '%s/bin/java' -cp '%s' dev.baokms.daemon.Main "$@"
                    """.formatted(System.getProperty("java.home"), System.getProperty("java.class.path")));
        assertThat(command.toFile().setExecutable(true)).isTrue();
        Files.createSymbolicLink(mine.resolve("docs"), ROOT.resolve("docs"));
        Files.copy(ROOT.resolve("docs/example-values.yaml"), mine.resolve("values.yaml"));
        return mine;
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            List<Path> pages = files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !ROOT.relativize(file).toString().matches("(.*/)?(target|\\.[^/]+)/.*"))
                    .sorted()
                    .toList();
            assertThat(pages).hasSizeGreaterThan(40);
            return pages;
        }
    }

    private static boolean leadsSomewhere(Path page, String target) throws IOException {
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        return Files.exists(file) && (parts.length == 1 || anchors(file).contains(parts[1]));
    }

    /** As forges make them of headings (lower case, without punctuation, blanks as hyphens), and those that are written out. */
    private static List<String> anchors(Path page) throws IOException {
        Stream<String> written = ANCHOR.matcher(prose(page)).results().map(anchor -> anchor.group(1));
        Stream<String> made = HEADING.matcher(prose(page))
                .results()
                .map(heading -> heading.group(1)
                        .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'));
        return Stream.concat(written, made).toList();
    }

    private static String prose(Path page) throws IOException {
        return BLOCK.matcher(Files.readString(page)).replaceAll("");
    }

    private static Stream<MatchResult> blocks(Path page) throws IOException {
        return BLOCK.matcher(Files.readString(page)).results();
    }
}
