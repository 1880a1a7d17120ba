package dev.baokms.testkit.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    private static final Map<Character, Integer> RULES_OF_GROUP =
            Map.of('A', 18, 'B', 18, 'C', 15, 'D', 22, 'E', 9, 'F', 4, 'G', 8);

    /** Run with {@code -Dtestkit.rules.write=true} to write the file. */
    private static final Path RULES = Path.of("../../docs/testkit/rules.md");

    @Test
    void rules_areTheNinetyFourInOrder() {
        var expected = new ArrayList<String>();
        new TreeMap<>(RULES_OF_GROUP).forEach((group, rules) -> {
            for (int number = 1; number <= rules; number++) {
                expected.add("" + group + number);
            }
        });
        assertThat(expected).hasSize(94);

        assertThat(Catalogue.RULES.stream().map(Rule::id)).containsExactlyElementsOf(expected);
    }

    @Test
    void rule_isBoundToACheckOrSaysWhyNot() {
        for (Rule rule : Catalogue.RULES) {
            assertThat(rule.check() == null)
                    .as(rule.id())
                    .isEqualTo(!rule.untestable().isEmpty());
            assertThat(rule.statement()).as(rule.id()).isNotBlank();
            assertThat(rule.source()).as(rule.id()).isNotBlank();
        }
    }

    @Test
    void everyRule_saysWhatItsCheckWouldMiss() {
        assertThat(BlindSpots.BY_RULE.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Catalogue.RULES.stream().map(Rule::id).toList());
    }

    @Test
    void rulesRestedOn_existAndNeverLeadBack() {
        for (Rule rule : Catalogue.RULES) {
            Set<String> open = new HashSet<>(rule.restsOn());
            for (List<String> next = List.copyOf(open); !next.isEmpty(); ) {
                assertThat(next).as(rule.id()).doesNotContain(rule.id());
                next = next.stream()
                        .flatMap(id -> Catalogue.rule(id).restsOn().stream())
                        .filter(open::add)
                        .toList();
            }
        }
    }

    @Test
    void minimumProfile_isTheMustsOfTheSocketAndSevenMore() {
        assertThat(Catalogue.RULES.stream()
                        .filter(Profile.MINIMUM::includes)
                        .filter(rule -> !rule.levels().equals(Set.of(Level.SOCKET)))
                        .map(Rule::id))
                .containsExactly("B2", "B9", "B14", "D3", "D4", "D5", "D21", "E2", "E4");
    }

    @Test
    void rulesInTheDocument_areTheseRules() throws IOException {
        if (Boolean.getBoolean("testkit.rules.write")) {
            Files.writeString(RULES, RuleBook.markdown(), UTF_8);
        }

        assertThat(RULES).hasContent(RuleBook.markdown());
    }
}
