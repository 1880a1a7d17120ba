package dev.baokms.testkit.emulator;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The checks against the emulator. */
class OpenBaoChecksTest extends OpenBaoChecks {
    private static TransitEmulator emulator;
    private static Bench bench;

    @BeforeAll
    static void start() {
        emulator = TransitEmulator.start();
        bench = new Bench(new Api(emulator.address(), emulator.rootToken()));
    }

    @AfterAll
    static void stop() {
        bench.close();
        emulator.close();
    }

    @Override
    public Bench bench() {
        return bench;
    }

    @Override
    public void whileSealed(Runnable action) {
        emulator.faults().seal();
        try {
            action.run();
        } finally {
            emulator.faults().unseal();
        }
    }
}
