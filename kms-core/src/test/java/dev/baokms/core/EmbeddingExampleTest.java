package dev.baokms.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EmbeddingExampleTest {
    /** The build runs tests in the module's directory. */
    private static final Path SOURCE = Path.of("src/test/java/dev/baokms/core/EmbeddingExample.java");

    @Test
    void example_printsTheKeyItUsed() {
        var printed = new ByteArrayOutputStream();
        PrintStream usual = System.out;
        System.setOut(new PrintStream(printed, true, UTF_8));
        try {
            EmbeddingExample.main(new String[0]);
        } finally {
            System.setOut(usual);
        }

        assertThat(printed.toString(UTF_8)).matches("wrapped and unwrapped by key [A-Za-z0-9_-]{43}\\R");
    }

    @Test
    void example_isShort() throws IOException {
        assertThat(Files.readAllLines(SOURCE)).hasSizeLessThanOrEqualTo(40);
    }

    @Test
    void readme_showsTheExampleAsItIs() throws IOException {
        assertThat(Files.readString(Path.of("README.md"))).contains("```java\n" + Files.readString(SOURCE) + "```\n");
    }
}
