package dev.baokms.auth.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokenThreadTest {
    private static final Duration AMPLE = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final CountDownLatch release = new CountDownLatch(1);
    private final TokenThread thread = new TokenThread();

    @AfterEach
    void end() {
        release.countDown();
        thread.close();
    }

    @Test
    void workThatHangs_isSilenceForItsCaller_andForAllOthersUntilItEnds() throws Exception {
        var began = new CountDownLatch(1);
        var ended = new CountDownLatch(1);
        assertSilent(SHORT, () -> {
            began.countDown();
            awaitRelease();
            ended.countDown();
            return 1;
        });
        began.await();

        // At once, although this caller would wait for long.
        assertSilent(AMPLE, () -> 2);

        release.countDown();
        ended.await();
        assertThat(eventually(3)).isEqualTo(3);
    }

    @Test
    void trouble_isThrownToTheCaller_andTheNextWorkIsDone() throws Exception {
        assertThatExceptionOfType(Pkcs11LoginException.class)
                .isThrownBy(() -> thread.call(AMPLE, () -> {
                    throw new Pkcs11LoginException(Pkcs11Problem.KEY_ABSENT);
                }))
                .satisfies(trouble -> assertThat(trouble.problem()).isEqualTo(Pkcs11Problem.KEY_ABSENT));
        assertThat(thread.call(AMPLE, () -> 4)).isEqualTo(4);
    }

    @Test
    void bug_isNoTrouble() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> thread.call(AMPLE, () -> {
                    throw new IllegalArgumentException("a bug");
                }));
    }

    private void assertSilent(Duration deadline, TokenThread.TokenTask<Integer> work) {
        assertThatExceptionOfType(Pkcs11LoginException.class)
                .isThrownBy(() -> thread.call(deadline, work))
                .satisfies(trouble -> assertThat(trouble.problem()).isEqualTo(Pkcs11Problem.TOKEN_SILENT));
    }

    /** The thread notes the end of its work a moment after the work's last statement. */
    private int eventually(int value) throws Exception {
        long end = System.nanoTime() + AMPLE.toNanos();
        while (true) {
            try {
                return thread.call(AMPLE, () -> value);
            } catch (Pkcs11LoginException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }

    private void awaitRelease() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
