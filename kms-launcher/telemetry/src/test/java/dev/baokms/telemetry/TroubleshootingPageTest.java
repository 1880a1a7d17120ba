package dev.baokms.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failures;
import dev.baokms.core.failure.KeyFinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page for operators has a row for every code that can leave the daemon, and for no other. */
class TroubleshootingPageTest {
    private static final Path PAGE = Path.of("../../docs/operations/troubleshooting.md");
    private static final Pattern CODE = Pattern.compile("`([a-z_]+)`");
    /** Not of a failure of the core. */
    private static final Set<String> OF_THE_DAEMON = Set.of(
            "cancelled",
            "bug",
            HealthPage.SOCKET_LOST,
            MonitoringPages.UNAVAILABLE,
            Observer.TOKEN_USE_LIMITED,
            ReadyReasons.VERSIONS_HIDDEN);

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
        var codes = Failures.ofEveryKind().stream().map(Failure::reason).collect(Collectors.toCollection(TreeSet::new));
        codes.addAll(OF_THE_DAEMON);

        assertThat(rows).isEqualTo(codes);
        assertThat(codes).contains("key_recreated", "version_rollback", "upsert_allowed", "profile_invalid");
    }

    @Test
    void everyFinding_hasARow() throws IOException {
        assertThat(codesOfRows("Profile findings"))
                .isEqualTo(Arrays.stream(KeyFinding.values())
                        .map(KeyFinding::code)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void everyPlaceOfAFailure_hasARow() throws IOException {
        var codes = new TreeSet<>(ReadyReasons.CODES);
        codes.remove(ReadyReasons.SOCKET_LOST);

        assertThat(codesOfRows("Where it failed")).isEqualTo(codes);
    }
}
