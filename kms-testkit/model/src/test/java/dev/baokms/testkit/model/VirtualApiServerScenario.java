package dev.baokms.testkit.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.baokms.testkit.model.StorageException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/** One virtual server on a bendable provider, and a clock that the test moves. */
abstract class VirtualApiServerScenario {
    static final String KEY = "/registry/secrets/default/demo";
    static final byte[] VALUE = "secret".getBytes(UTF_8);
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    final FakePlugin plugin = new FakePlugin();
    Instant now = START;
    final VirtualApiServer server = newServer();

    final VirtualApiServer newServer() {
        return new VirtualApiServer("demo", plugin, () -> now, new Random(1));
    }

    /** Lets time pass second by second, with the background poll running. */
    final void pass(Duration time) {
        for (Instant end = now.plus(time); now.isBefore(end); ) {
            now = now.plusSeconds(1);
            server.tick();
        }
    }

    static Reason reasonOf(Runnable call) {
        return catchThrowableOfType(StorageException.class, call::run).reason();
    }
}
