package dev.baokms.operator.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page on doctor has a row for each check, in the order in which they are made, and no others. */
class DoctorPageTest {
    private static final Path PAGE = Path.of("../../docs/operations/doctor.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9_.]+)` \\| \\S.* \\| \\S.* \\|$");

    @TempDir
    private Path folder;

    @Test
    void tables_nameEveryCheckOnce() throws Exception {
        List<String> rows = ROW.matcher(Files.readString(PAGE))
                .results()
                .map(row -> row.group(1))
                .toList();

        assertThat(rows).containsExactlyElementsOf(checks());
    }

    /** Those of doctor; verify-key adds none. A report has all of them, whatever is wrong. */
    private Set<String> checks() throws Exception {
        try (var clinic = new Clinic(folder)) {
            Files.delete(clinic.site.config());
            var ids = new LinkedHashSet<>(clinic.run("doctor").keySet());
            ids.addAll(clinic.run("verify-key").keySet());
            return ids;
        }
    }
}
