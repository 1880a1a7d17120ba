package dev.baokms.dist.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a command says to its users stands in one place of its package, under rules written at its top: a sentence elsewhere is read by no
 * one who keeps those rules.
 */
class TextPlacesTest {
    private static final Path LAUNCHER = Path.of("..").toAbsolutePath().normalize();
    /** Classes that are such a place: by their name, or a closed set with one text each. */
    private static final Pattern PLACE = Pattern.compile(".*(Texts?|Words|Problem|Titles)");

    private static final Set<String> CLOSED_SETS = Set.of(
            "Advice",
            "CauseRules",
            "CheckPlace",
            "ConfigFields",
            "LogField",
            "Manual",
            "MigrationWriter",
            "PublishedMetric",
            "RotationStep",
            "StaleCodeException",
            "WalkStory");
    private static final int WORDS_OF_A_SENTENCE = 4;
    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|(?m)^\\s*//.*$");
    private static final Pattern JOINED = Pattern.compile("\"\\s*\\+\\s*\"");
    /** For programmers: nothing of it is meant to be seen by a user. */
    private static final Pattern MISUSE = Pattern.compile(
            "(?s)(new"
                + " (Illegal(State|Argument)Exception|AssertionError|UnsupportedOperationException)|\\bassert|\\.cancel)\\b.*?;");

    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");
    private static final Pattern WORD = Pattern.compile("(?<![\\w$/.-])[A-Za-z][a-z']+(?![\\w/=-])");
    /** Markup, patterns, and commands for a shell. */
    private static final Pattern NO_SENTENCE =
            Pattern.compile("</?\\w|\\(\\?|\\\\\"\\$|^(bao|curl|kubectl|umask|etcdctl) |^ HTTP/|charset=|^unix:|^-");

    private static final Pattern HEAD = Pattern.compile("(?s)\\A.*?(?=\n(public )?final class )");

    @Test
    void sentences_standInTheirPlaces() throws IOException {
        List<Path> sources = sources();

        assertThat(sources).hasSizeGreaterThan(250);
        var elsewhere = new ArrayList<String>();
        for (Path source : sources) {
            String name = source.getFileName().toString().replace(".java", "");
            if (!PLACE.matcher(name).matches() && !CLOSED_SETS.contains(name)) {
                sentences(Files.readString(source)).forEach(text -> elsewhere.add(name + ": " + text));
            }
        }
        assertThat(elsewhere).isEmpty();
    }

    @Test
    void places_haveRulesAtTheirTop() throws IOException {
        List<Path> places = sources().stream()
                .filter(source -> source.getFileName().toString().endsWith("Texts.java"))
                .toList();

        assertThat(places).hasSizeGreaterThan(20).allSatisfy(place -> {
            Matcher head = HEAD.matcher(Files.readString(place));
            assertThat(head.find()).isTrue();
            assertThat(head.group()).contains("rules", "<li>");
        });
    }

    @Test
    void markupCommandsAndMisuse_areNoSentences() {
        assertThat(sentences("""
            throw new IllegalStateException("this was never meant to happen");
            print("the key cannot be read" + "; look at its policy");
            html("<p class='a'>one of our own pages");
            // "a comment that says things"
            """)).containsExactly("the key cannot be read; look at its policy");
    }

    private static List<String> sentences(String source) {
        String joined = JOINED.matcher(COMMENT.matcher(source).replaceAll("")).replaceAll("");
        return LITERAL.matcher(MISUSE.matcher(joined).replaceAll(""))
                .results()
                .map((MatchResult literal) -> literal.group(1))
                .filter(text -> !NO_SENTENCE.matcher(text).find())
                .filter(text -> WORD.matcher(text).results().count() >= WORDS_OF_A_SENTENCE)
                .toList();
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(LAUNCHER)) {
            return files.filter(file ->
                            file.toString().endsWith(".java") && file.toString().contains("/src/main/java/"))
                    .sorted()
                    .toList();
        }
    }
}
