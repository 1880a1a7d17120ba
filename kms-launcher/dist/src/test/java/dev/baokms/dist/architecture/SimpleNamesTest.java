package dev.baokms.dist.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A top-level type's simple name stands for one thing in the whole project: no other type in main code has it, nested or not. Two
 * nested types may share a name, because each is read with its owner's.
 */
class SimpleNamesTest {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Pattern DECLARATION =
            Pattern.compile("(?m)^\\s*(?:[a-z-]+ )*(?:class|record|interface|enum) ([A-Z]\\w*)");

    @Test
    void topLevelNames_standForOneThing() throws IOException {
        Map<String, String> sources = mainSources();

        assertThat(sources).hasSizeGreaterThan(300);
        assertThat(sharedNames(sources)).isEmpty();
    }

    @Test
    void nameOfAnotherTopLevelOrNestedType_isCaught() {
        assertThat(sharedNames(Map.of(
                        "a/Token.java", "public final class Token {\n    enum Kind {}\n}",
                        "b/Token.java", "/** A class. */\nrecord Token() {\n    private enum Kind {}\n}",
                        "c/Login.java",
                                "sealed interface Login<T> {\n    static final class Token implements Login {}\n}")))
                .containsExactly("Token: a/Token.java, b/Token.java, c/Login.java");
    }

    private static List<String> sharedNames(Map<String, String> sources) {
        var owners = new TreeMap<String, List<String>>();
        new TreeMap<>(sources)
                .forEach((file, text) -> DECLARATION
                        .matcher(text)
                        .results()
                        .forEach(found -> owners.computeIfAbsent(found.group(1), name -> new ArrayList<>())
                                .add(file)));
        return owners.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .filter(entry ->
                        entry.getValue().stream().anyMatch(file -> file.endsWith("/" + entry.getKey() + ".java")))
                .map(entry -> entry.getKey() + ": " + String.join(", ", entry.getValue()))
                .toList();
    }

    private static Map<String, String> mainSources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            var sources = new TreeMap<String, String>();
            for (Path file : (Iterable<Path>) files.filter(SimpleNamesTest::isMainSource)::iterator) {
                sources.put(ROOT.relativize(file).toString(), Files.readString(file));
            }
            return sources;
        }
    }

    private static boolean isMainSource(Path file) {
        String path = ROOT.relativize(file).toString();
        return path.matches("kms-.*/src/main/java/.*\\.java") && !path.contains("/target/");
    }
}
