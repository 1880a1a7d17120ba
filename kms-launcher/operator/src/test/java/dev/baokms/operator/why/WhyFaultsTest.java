package dev.baokms.operator.why;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One thing wrong at a time: why names it first, and what it says to do heals it. All of them with {@code -Dwhy.faults=all}. */
class WhyFaultsTest {
    private static final Path PAGE = Path.of("../../docs/operations/why.md");
    /** So many are enough to see in each build that the rules still bite. */
    private static final int EACH = 7;

    @TempDir
    private Path folder;

    static List<FaultCase> cases() {
        boolean all = System.getProperty("why.faults", "").equals("all");
        return IntStream.range(0, FaultCases.ALL.size())
                .filter(i -> all || i % EACH == 1)
                .mapToObj(FaultCases.ALL::get)
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void fault_isTheFirstCause_andItsCureHeals(FaultCase fault) throws Exception {
        try (var patient = new Patient(folder)) {
            fault.injection().to(patient);

            List<Map<String, String>> causes = patient.causes();

            assertThat(causes).as("causes").isNotEmpty();
            Map<String, String> first = causes.getFirst();
            assertThat(first).as(causes.toString()).containsEntry("id", fault.cause());
            assertThat(first.get("sentence") + "; " + first.get("cure")).contains(fault.words());
            assertThat(first.get("seen")).isNotBlank();
            if (fault.heals()) {
                fault.cure().to(patient);
                assertThat(patient.causes()).isEmpty();
            }
        }
    }

    @Test
    void nothingWrong_isNothingFound() throws Exception {
        try (var patient = new Patient(folder)) {
            assertThat(patient.causes()).isEmpty();
            assertThat(patient.run()).startsWith("nothing is wrong that can be seen from here");
        }
    }

    @Test
    void page_hasARowForEachFault() throws Exception {
        String page = Files.readString(PAGE);
        for (FaultCase fault : FaultCases.ALL) {
            assertThat(page)
                    .contains("| " + fault.name() + " | `" + fault.cause() + "` | " + (fault.heals() ? "yes" : "no")
                            + " |\n");
        }
        assertThat(FaultCases.ALL).hasSizeGreaterThanOrEqualTo(40);
        assertThat(FaultCases.ALL.stream().filter(FaultCase::heals).count()).isGreaterThanOrEqualTo(34);
    }
}
