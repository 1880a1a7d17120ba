package dev.baokms.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baokms.host.TrustedFile.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Paths beyond ASCII, in a JVM that was started without a locale and in one that was started with a locale of
 * UTF-8.
 */
class LocaleTest {
    @TempDir
    private Path temp;

    private String dir;

    @BeforeEach
    void filesBeyondAscii() throws IOException {
        dir = temp.toRealPath() + "/schl\u00fcssel \u65e5\u672c";
        Path real = Ground.directory(PathText.parse(dir), 0700);
        Ground.file(real.resolve("f"), "content", 0600);
        Ground.file(PathText.parse(dir + "/gro\u00df"), "content", 0644);
        Files.createSymbolicLink(real.resolve("l"), PathText.parse(dir + "/gro\u00df"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "POSIX"})
    void withoutALocale_filesAreReadAndTheSentencesAreWhole(String locale) throws Exception {
        List<String> said = ReadingChild.in(Map.of("LC_ALL", locale))
                .read(List.of(), Kind.SECRET, dir + "/f", dir + "/l", dir + "/\u00fc");

        assertThat(said)
                .containsExactly(
                        "ANSI_X3.4-1968",
                        "Path.of fails",
                        "content: content",
                        "UNSAFE: " + dir + "/gro\u00df has mode 0644, need 0640 or tighter: run chmod 0640 '" + dir
                                + "/gro\u00df'",
                        "MISSING: " + dir + "/\u00fc does not exist: write the file there, or correct the path");
    }

    /** What the JDK offers besides: as long as this is ignored, {@link PathText} is needed. */
    @Test
    void encodingOnTheCommandLine_isIgnoredByTheJdk() throws Exception {
        List<String> said = ReadingChild.in(Map.of("LC_ALL", "C"))
                .read(List.of("-Dsun.jnu.encoding=UTF-8", "-Dfile.encoding=UTF-8"), Kind.SECRET);

        assertThat(said).containsExactly("ANSI_X3.4-1968", "Path.of fails");
    }

    @Test
    void withALocaleOfUtf8_theJdkItselfReadsThem() throws Exception {
        List<String> said = ReadingChild.in(Map.of("LC_ALL", "C.UTF-8")).read(List.of(), Kind.SECRET, dir + "/f");
        assumeTrue(said.getFirst().equals("UTF-8"), "the locale C.UTF-8 is not installed");

        assertThat(said).containsExactly("UTF-8", "Path.of works: false", "content: content");
    }
}
