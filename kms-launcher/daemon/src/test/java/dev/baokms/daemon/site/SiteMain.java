package dev.baokms.daemon.site;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** For measurements: an emulator that takes 1 ms for each answer, and a configuration for {@code serve}, until interrupted. */
final class SiteMain {
    private SiteMain() {}

    /** @param arguments an existing directory */
    public static void main(String[] arguments) throws Exception {
        try (Site site = Site.in(Path.of(arguments[0]))) {
            site.emulator.faults().delay(Duration.ofMillis(1), "");
            System.out.println(site.config());
            new CountDownLatch(1).await();
        }
    }
}
