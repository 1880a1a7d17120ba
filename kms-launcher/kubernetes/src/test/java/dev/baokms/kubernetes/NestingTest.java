package dev.baokms.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever a file holds, there is a verdict: no stack and no memory ends the reading. */
class NestingTest {
    private static List<String> problems(String text) throws IOException {
        Path file = Files.createTempFile("ec", ".yaml");
        try {
            Files.writeString(file, text);
            var reader = new EncryptionConfigReader(file);
            reader.read();
            return reader.problems();
        } finally {
            Files.delete(file);
        }
    }

    @Property(tries = 30)
    void deepFile_isRefusedWhereItGetsTooDeep(@ForAll @IntRange(min = 101, max = 200_000) int depth)
            throws IOException {
        for (String form : List.of("[", "x: [", "{\"a\": [", "- ", "? ")) {
            String text = form + (form.endsWith("[") ? "[" : form).repeat(depth);
            assertThat(problems(text)).singleElement().asString().contains("is nested deeper than any field is");
        }
    }

    @Property(tries = 300)
    void anyTokens_getAVerdict(@ForAll @Size(max = 40) List<@IntRange(max = 15) Integer> tokens) throws IOException {
        var text = new StringBuilder();
        for (int token : tokens) {
            text.append(List.of(
                            "[", "]", "{", "}", ": ", "- ", "\n", "  ", "&a ", "*a", "<<", "'", "!!int ", "1", "kind",
                            ",")
                    .get(token));
        }

        assertThat(problems(text.toString())).isNotEmpty();
    }
}
