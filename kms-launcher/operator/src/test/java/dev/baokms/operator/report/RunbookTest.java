package dev.baokms.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page and the part that a report names are there. */
class RunbookTest {
    private static final Path ROOT = Path.of("../..");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    @Test
    void everyPage_hasThePartThatIsNamed() throws Exception {
        assertThat(Runbook.PAGES).isNotEmpty();
        for (var page : Runbook.PAGES) {
            String[] place = page.getValue().split("#", 2);
            String text = Files.readString(ROOT.resolve(place[0]));
            if (place.length > 1) {
                assertThat(HEADING.matcher(text)
                                .results()
                                .map(heading -> anchor(heading.group(1)))
                                .collect(Collectors.toSet()))
                        .as(page.getKey())
                        .contains(place[1]);
            }
        }
    }

    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 _-]", "").replace(' ', '-');
    }
}
