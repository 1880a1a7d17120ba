package dev.baokms.operator.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.operator.command.LoadGenerator.Timing;
import dev.baokms.operator.report.ProgressLine;
import io.grpc.Status;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LoadGeneratorTest {
    @Test
    void percentile_isTheSmallestTimeThatSoManyDidNotExceed() {
        List<Long> oneToHundredMillis =
                LongStream.rangeClosed(1, 100).map(ms -> ms * 1_000_000).boxed().toList();
        var timing = new Timing("Status", oneToHundredMillis, 0, Duration.ofSeconds(2));

        assertThat(timing.millis(50)).isEqualTo(50);
        assertThat(timing.millis(99)).isEqualTo(99);
        assertThat(timing.millis(100)).isEqualTo(100);
        assertThat(timing.perSecond()).isEqualTo(50);
        assertThat(new Timing("Status", List.of(7_000_000L), 0, Duration.ofSeconds(1)).millis(1))
                .isEqualTo(7);
    }

    @Test
    void everyCallIsMadeOnce_andFailuresAreCounted() throws Exception {
        var made = new AtomicInteger();
        Timing timing = new LoadGenerator(
                        101, 7, new ProgressLine(new PrintWriter(new StringWriter()), false, System::nanoTime))
                .of("Encrypt", () -> {
                    if (made.incrementAndGet() % 10 == 0) {
                        throw Status.UNAVAILABLE.asRuntimeException();
                    }
                });

        assertThat(made).hasValue(101);
        assertThat(timing.calls()).isEqualTo(101);
        assertThat(timing.failed()).isEqualTo(10);
    }
}
