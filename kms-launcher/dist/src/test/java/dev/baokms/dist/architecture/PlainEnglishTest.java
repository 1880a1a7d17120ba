package dev.baokms.dist.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Words that are not said aloud are in no page, message or comment: a reader at three in the morning must not stop at one. */
class PlainEnglishTest {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Set<String> KINDS = Set.of(
            "md", "java", "yaml", "yml", "sh", "go", "html", "hcl", "tf", "xml", "svg", "service", "socket", "proto");
    private static final Set<String> NOT_OURS = Set.of(".git", "target", "node_modules", "LICENSE");
    // In pieces, so that this file does not hold what it looks for.
    private static final Pattern BANNED = Pattern.compile("(?i)\\b(who" + "m|ane" + "w|sha" + "ll|men" + "d|men"
            + "ds|men" + "ded|hee" + "ds?|there" + "of|where" + "in|here" + "with|who" + "ever|no"
            + "body(?!\\()|bears?"
            + " with|up" + "on|hen" + "ce|there" + "by|there" + "in|whil" + "st|al" + "beit)\\b");
    /** A word of five meanings, in pages: the glossary has the one to use. In code it is a field's name and a package of the JDK. */
    private static final Pattern BANNED_IN_PAGES = Pattern.compile("(?i)(?<!`)\\bfore" + "ign\\b(?! function|`)");

    @Test
    void everyText_isPlain() throws IOException {
        List<Path> texts = texts();

        assertThat(texts).hasSizeGreaterThan(600);
        var found = new ArrayList<String>();
        for (Path text : texts) {
            found.addAll(archaic(ROOT.relativize(text).toString(), Files.readString(text)));
        }
        assertThat(found).isEmpty();
    }

    @Test
    void archaicWord_isCaughtWithItsPlace() {
        assertThat(archaic("page.md", "The daemon dials again.\nOne who" + "m he asks; it Sha" + "ll recommend."))
                .containsExactly("page.md:2: who" + "m", "page.md:2: Sha" + "ll");
        assertThat(archaic("page.md", "a fore" + "ign key, the fore" + "ign function interface, `fore" + "ign`"))
                .containsExactly("page.md:1: fore" + "ign");
        assertThat(archaic("A.java", "BodyPublishers.no" + "Body(), import java.lang.fore" + "ign.Arena;"))
                .isEmpty();
    }

    private static List<String> archaic(String file, String text) {
        var found = new ArrayList<String>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String place = file + ":" + (i + 1) + ": ";
            BANNED.matcher(lines.get(i)).results().forEach(word -> found.add(place + word.group()));
            if (file.endsWith(".md") && !file.endsWith("glossary.md")) {
                BANNED_IN_PAGES.matcher(lines.get(i)).results().forEach(word -> found.add(place + word.group()));
            }
        }
        return found;
    }

    private static List<Path> texts() throws IOException {
        var texts = new ArrayList<Path>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return NOT_OURS.contains(folder.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = file.getFileName().toString();
                if (KINDS.contains(name.substring(name.lastIndexOf('.') + 1))) {
                    texts.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return texts;
    }
}
