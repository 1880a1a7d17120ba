package dev.baokms.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathTextTest {
    /** Made of bytes, so that it stands for itself in every locale. */
    private static final Path NOT_UTF8 = Path.of(URI.create("file:///d/%FF%C3"));

    @Property(tries = 300)
    void text_comesBackAsItWas(@ForAll("texts") String text) {
        assertThat(PathText.of(PathText.parse("/" + text))).isEqualTo("/" + text);
    }

    @Property(tries = 300)
    void asciiText_isThePathThatTheJdkMakes(
            @ForAll @CharRange(from = '\u0001', to = '\u007f') @StringLength(max = 30) String text) {
        assertThat(PathText.parse("/" + text)).isEqualTo(Path.of("/" + text));
    }

    @Property(tries = 300)
    void text_isThePathThatTheJdkMakesInAUtf8Locale(@ForAll("texts") String text) {
        Assume.that(Charset.forName(System.getProperty("sun.jnu.encoding")).equals(UTF_8));

        assertThat(PathText.parse("/" + text)).isEqualTo(Path.of("/" + text));
    }

    /** One shell prints the words of many texts back. */
    @Property(tries = 5)
    void shellWord_isOneWordOfTheSameBytes(@ForAll("manyTexts") List<String> texts) throws Exception {
        List<Path> paths =
                texts.stream().map(text -> PathText.parse("/" + text)).toList();

        assertThat(printedByBash(paths))
                .isEqualTo(texts.stream().map(text -> "/" + text).toList());
    }

    @Test
    void shellWord_quotesWhatTheShellWouldRead() {
        assertThat(PathText.shellWord(Path.of("/etc/kms/ca-1.2_x.pem"))).isEqualTo("/etc/kms/ca-1.2_x.pem");
        assertThat(PathText.shellWord(Path.of("/a b"))).isEqualTo("'/a b'");
        assertThat(PathText.shellWord(Path.of("/it's; rm"))).isEqualTo("'/it'\\''s; rm'");
        assertThat(PathText.shellWord(Path.of("/$HOME\"`~"))).isEqualTo("'/$HOME\"`~'");
        assertThat(PathText.shellWord(PathText.parse("/schl\u00fcssel"))).isEqualTo("'/schl\u00fcssel'");
    }

    @Test
    void shellWord_writesBytesThatATerminalMustNotSee() throws Exception {
        Path escape = Path.of("/a\u001b[31m'\n");

        assertThat(PathText.shellWord(escape)).isEqualTo("$'/a\\x1b[31m\\x27\\x0a'");
        assertThat(PathText.shellWord(NOT_UTF8)).isEqualTo("$'/d/\\xff\\xc3'");
        assertThat(printedByBash(List.of(escape))).containsExactly("/a\u001b[31m'\n");
    }

    @Test
    void printable_writesControlsAsEscapes() {
        assertThat(PathText.printable(Path.of("/a\u001b[2J\nb"))).isEqualTo("/a\\u001b[2J\\u000ab");
        assertThat(PathText.printable(PathText.parse("/a\u202eb"))).isEqualTo("/a\\u202eb");
        assertThat(PathText.printable(PathText.parse("/\u65e5\u672c \ud83d\udd11")))
                .isEqualTo("/\u65e5\u672c \ud83d\udd11");
        assertThat(PathText.printable(NOT_UTF8)).isEqualTo("/d/\ufffd\ufffd");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "relative/path", "./x"})
    void relativeText_isRefused(String text) {
        assertThatExceptionOfType(InvalidPathException.class)
                .isThrownBy(() -> PathText.parse(text))
                .withMessageContaining("not an absolute path");
    }

    @Test
    void nulCharacter_isRefused() {
        assertThatExceptionOfType(InvalidPathException.class).isThrownBy(() -> PathText.parse("/a\0b"));
    }

    @Test
    void halfOfASurrogatePair_isRefused() {
        assertThatExceptionOfType(InvalidPathException.class)
                .isThrownBy(() -> PathText.parse("/\ud83d"))
                .withMessageContaining("half of a surrogate pair");
    }

    @ParameterizedTest
    @CsvSource({"/, /", "//, /", "/a/, /a", "//a///b//, /a/b", "/a/./../b, /a/./../b", "/%41, /%41", "/a?b#c, /a?b#c"})
    void text_isNormalAsFarAsTheJdksIs(String text, String path) {
        assertThat(PathText.parse(text)).isEqualTo(Path.of(path)).isEqualTo(Path.of(text));
    }

    @Test
    void relativePath_hasItsTextToo() {
        Path name = PathText.parse("/\u00fc/\u00e4").getFileName();

        assertThat(PathText.of(name)).isEqualTo("\u00e4");
    }

    /** The JDK writes a slash behind the URI of a path that is a directory at that moment. */
    @Test
    void directory_hasNoSlashBehindItsText(@TempDir Path temp) throws IOException {
        String text = temp.toRealPath() + "/schl\u00fcssel";
        Files.createDirectory(PathText.parse(text));

        assertThat(PathText.of(PathText.parse(text))).isEqualTo(text);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .ofMaxLength(20)
                .filter(text -> UTF_8.newEncoder().canEncode(text) && text.indexOf('\0') < 0)
                .map(text -> text.replace("/", ""));
    }

    @Provide
    Arbitrary<List<String>> manyTexts() {
        return texts().list().ofSize(200);
    }

    private static List<String> printedByBash(List<Path> paths) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no bash here");
        Path script = Files.createTempFile("words", ".sh");
        try {
            Files.writeString(
                    script,
                    paths.stream().map(PathText::shellWord).collect(Collectors.joining(" ", "printf '%s\\0' ", "\n")));
            Process bash = new ProcessBuilder("/bin/bash", script.toString()).start();
            String printed = new String(bash.getInputStream().readAllBytes(), UTF_8);
            assertThat(bash.waitFor()).isZero();
            return Arrays.asList(printed.split("\0"));
        } finally {
            Files.delete(script);
        }
    }
}
