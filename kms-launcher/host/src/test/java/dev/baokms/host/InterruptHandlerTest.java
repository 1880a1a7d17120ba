package dev.baokms.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class InterruptHandlerTest {
    @Test
    void firstInterrupt_isSaidAndEndsNothing() throws Exception {
        var said = new CountDownLatch(1);
        BooleanSupplier asked = InterruptHandler.install(said::countDown);
        assertThat(asked.getAsBoolean()).isFalse();

        new ProcessBuilder("kill", "-INT", Long.toString(ProcessHandle.current().pid()))
                .start()
                .waitFor();

        assertThat(said.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(asked.getAsBoolean()).isTrue();
    }
}
