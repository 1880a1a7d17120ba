package dev.baokms.launcher.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on doctor has a row for each check, in the order in which they are made, and no others. */
class DoctorPageTest {
    private static final Path PAGE = Path.of("../docs/operations/doctor.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9_.]+)` \\| \\S.* \\| \\S.* \\|$");

    @Test
    void tables_nameEveryCheckOnce() throws IOException {
        List<String> rows = ROW.matcher(Files.readString(PAGE))
                .results()
                .map(row -> row.group(1))
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(
                        Stream.of(Check.values()).map(Check::id).toList());
    }
}
