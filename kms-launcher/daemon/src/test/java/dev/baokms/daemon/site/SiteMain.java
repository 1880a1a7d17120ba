package dev.baokms.daemon.site;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * For measurements: an emulator that takes 1 ms for each answer, and a configuration for {@code serve}, until interrupted. Prints the
 * configuration's path; the emulator's address and a token that may do anything are in the files {@code address} and {@code token}.
 */
final class SiteMain {
    private SiteMain() {}

    /** @param arguments an existing directory */
    public static void main(String[] arguments) throws Exception {
        try (Site site = Site.in(Path.of(arguments[0]))) {
            site.emulator.faults().delay(Duration.ofMillis(1), "");
            Files.writeString(site.file("address"), site.emulator.address().toString());
            site.writeSecret("token", site.emulator.rootToken());
            System.out.println(site.config());
            new CountDownLatch(1).await();
        }
    }
}
