package dev.baokms.operator.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.host.TerminalSize;
import dev.baokms.operator.report.MetricValues;
import dev.baokms.operator.report.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The watch on virtual time. */
class WatchLoopTest {
    private static final Duration INTERVAL = Duration.ofSeconds(25);

    private final StringWriter text = new StringWriter();
    private Instant now = Instant.parse("2026-11-30T12:00:00Z");
    private int looks;

    private static Terminal terminal(boolean output) {
        return new Terminal(output, output, true, true, true, () -> new TerminalSize(80, 8));
    }

    private DaemonSample look() {
        looks++;
        return looks == 3
                ? new DaemonSample(now, false, Map.of(), Optional.of("no daemon answers; start it"), MetricValues.NONE)
                : new DaemonSample(
                        now,
                        true,
                        Map.of("healthz", "ok"),
                        Optional.empty(),
                        MetricValues.parse(
                                "openbao_kms_grpc_requests_total{method=\"encrypt\",status=\"OK\"} " + looks));
    }

    private String run(boolean output, int times) {
        new WatchLoop(
                        this::look,
                        () -> {
                            now = now.plus(INTERVAL);
                            return looks < times;
                        },
                        terminal(output),
                        new PrintWriter(text))
                .run();
        return text.toString();
    }

    @Test
    void pipe_getsABlockOfPlainTextForEachLook_andGoesOnWithoutADaemon() {
        String printed = run(false, 5);

        assertThat(printed).doesNotContain("\u001b");
        assertThat(printed.split("\n\n(?=bao-kms-provider)", -1)).hasSize(5).satisfies(blocks -> {
            assertThat(blocks[0]).contains("since its start");
            assertThat(blocks[1]).contains("in the last 25 s").containsPattern("encrypt +1 ");
            assertThat(blocks[2]).contains("no daemon answers; start it", "last seen     25 s ago", "still looking");
            // What was seen more than a minute ago counts no longer.
            assertThat(blocks[4]).contains("in the last 25 s").containsPattern("encrypt +1 ");
        });
    }

    @Test
    void screen_isDrawnOverAndGivenBack() {
        String printed = run(true, 2);

        assertThat(printed).startsWith("\u001b[?1049h\u001b[?25l\u001b[H").endsWith("\u001b[?25h\u001b[?1049l");
        assertThat(printed.split("\u001b\\[H", -1))
                .hasSize(3)
                .allSatisfy(page -> assertThat(page.lines()).hasSizeLessThan(9));
    }

    @Test
    void screen_isGivenBackOnce_whoeverDoesIt() {
        var loop = new WatchLoop(this::look, () -> false, terminal(true), new PrintWriter(text));
        loop.run();
        loop.restore();

        assertThat(text.toString().split("\\[\\?1049l", -1)).hasSize(2);
    }
}
