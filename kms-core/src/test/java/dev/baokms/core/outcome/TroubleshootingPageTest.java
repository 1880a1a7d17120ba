package dev.baokms.core.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page for operators has a row for every code that can leave the provider, and for no other. */
class TroubleshootingPageTest {
    private static final Path PAGE = Path.of("../docs/operations/troubleshooting.md");
    private static final Pattern CODE = Pattern.compile("`([a-z_]+)`");
    /** Not of a failure of the core. */
    private static final Set<String> OF_THE_SERVER = Set.of("cancelled", "bug", "socket_lost");

    private static Set<String> codesOfRows(String section) throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf("\n## " + section + "\n");
        assertThat(begin).as(section).isPositive();
        int end = page.indexOf("\n## ", begin + 1);
        return page.substring(begin, end < 0 ? page.length() : end)
                .lines()
                .filter(line -> line.startsWith("| `"))
                .flatMap(row -> CODE.matcher(row.split("\\|", -1)[1]).results())
                .map(code -> code.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyReasonCode_hasARow() throws IOException {
        var rows = new TreeSet<>(codesOfRows("Reason codes"));
        rows.addAll(codesOfRows("One object"));
        var codes = FailureTest.everyKind().map(Failure::reason).collect(Collectors.toCollection(TreeSet::new));
        codes.addAll(List.of("key_recreated", "version_rollback", "upsert_allowed", "profile_invalid"));
        codes.addAll(OF_THE_SERVER);

        assertThat(rows).isEqualTo(codes);
    }

    @Test
    void everyFinding_hasARow() throws IOException {
        assertThat(codesOfRows("Profile findings"))
                .isEqualTo(Stream.of(KeyFinding.values())
                        .map(KeyFinding::code)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void everyLoginText_hasARow() throws IOException {
        String page = Files.readString(PAGE);
        for (Failure.LoginFailed.Problem problem : Failure.LoginFailed.Problem.values()) {
            String text = new Failure.LoginFailed(problem).text().substring("login to OpenBao failed: ".length());
            assertThat(page.lines().filter(line -> line.startsWith("| ")).map(line -> line.split("\\|", -1)[1].strip()))
                    .as(text)
                    .anyMatch(text::startsWith);
        }
    }

    @Test
    void kindsOfTheseTests_areAllThereAre() {
        assertThat(FailureTest.everyKind().map(Object::getClass).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(Failure.class.getPermittedSubclasses());
    }
}
