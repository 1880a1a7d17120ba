package dev.baokms.testkit.stranger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DocumentTest {
    @Test
    void classInTheReadme_isOneThatCompiles() throws IOException {
        String source =
                Files.readString(Path.of("src/test/java/dev/baokms/testkit/stranger/AcmeConformance.java"), UTF_8);
        String sample = source.substring(source.indexOf("import"));

        assertThat(Files.readString(Path.of("../../docs/testkit/README.md"), UTF_8))
                .contains("```java\n" + sample + "```");
    }
}
