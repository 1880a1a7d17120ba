package dev.baokms.host.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimeSinceBootTest {
    /** What proc(5) calls uptime is the same clock, in hundredths. */
    private static Duration uptime() throws Exception {
        String first = Files.readString(Path.of("/proc/uptime")).split(" ", -1)[0];
        return Duration.ofMillis(new BigDecimal(first).movePointRight(3).longValueExact());
    }

    @Test
    void clock_liesBetweenTwoLooksAtTheUptime_andDoesNotGoBack() throws Exception {
        var clock = new TimeSinceBoot();
        Duration before = uptime();
        Duration first = clock.sinceBoot();
        Duration second = clock.sinceBoot();
        Duration after = uptime();

        assertThat(first).isGreaterThanOrEqualTo(before);
        assertThat(second).isBetween(first, after.plusMillis(10));
    }
}
