package dev.baokms.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failures;
import dev.baokms.core.failure.KeyFinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page for operators has an anchor for every code that can leave the daemon, by the code's own name, and for no other. */
class TroubleshootingPageTest {
    private static final Path PAGE = Path.of("../../docs/operations/troubleshooting.md");
    /** A heading that is the code and nothing else, or an anchor of its own where one section is for several. */
    private static final Pattern ANCHOR = Pattern.compile("(?m)^### `([a-z_]+)`$|<a id=\"([a-z_]+)\"></a>");
    /** Not of a failure of the core. */
    private static final Set<String> OF_THE_DAEMON = Set.of(
            "cancelled",
            "bug",
            HealthPage.SOCKET_LOST,
            MonitoringPages.UNAVAILABLE,
            Observer.TOKEN_USE_LIMITED,
            ReadyReasons.VERSIONS_HIDDEN);

    /** Findings that are reason codes, too. */
    private static final Set<String> OWN_REASONS = Set.of("upsert_allowed", "key_recreated", "version_rollback");

    private static Set<String> anchors(String section) throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf("\n## " + section + "\n");
        assertThat(begin).as(section).isPositive();
        int end = page.indexOf("\n## ", begin + 1);
        List<String> anchors = ANCHOR.matcher(page.substring(begin, end < 0 ? page.length() : end))
                .results()
                .map(anchor -> anchor.group(1) == null ? anchor.group(2) : anchor.group(1))
                .toList();
        assertThat(anchors).doesNotHaveDuplicates();
        return new TreeSet<>(anchors);
    }

    @Test
    void everyReasonCode_isAnAnchor_andTheyAreNoOthers() throws IOException {
        var anchors = new TreeSet<>(anchors("Reason codes"));
        anchors.addAll(anchors("Reasons beside Status"));
        anchors.addAll(anchors("One object"));
        var codes = Failures.ofEveryKind().stream().map(Failure::reason).collect(Collectors.toCollection(TreeSet::new));
        codes.addAll(OF_THE_DAEMON);

        assertThat(anchors).isEqualTo(codes);
        assertThat(codes).contains("key_recreated", "version_rollback", "upsert_allowed", "profile_invalid");
    }

    @Test
    void everyFinding_isAnAnchor_here_orAmongTheReasonCodes() throws IOException {
        var anchors = new TreeSet<>(anchors("Profile findings"));
        assertThat(anchors).doesNotContainAnyElementsOf(anchors("Reason codes"));
        anchors.addAll(OWN_REASONS);

        assertThat(anchors("Reason codes")).containsAll(OWN_REASONS);
        assertThat(anchors)
                .isEqualTo(Arrays.stream(KeyFinding.values())
                        .map(KeyFinding::code)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void everyPlaceOfAFailure_isAnAnchor() throws IOException {
        var codes = new TreeSet<>(ReadyReasons.CODES);
        codes.remove(ReadyReasons.SOCKET_LOST);

        assertThat(anchors("Where it failed")).isEqualTo(codes);
    }
}
