package dev.baokms.transit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.baokms.core.port.Budget;
import dev.baokms.transit.Eventually;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BudgetedDnsTest {
    private static final Budget ENOUGH = () -> Duration.ofSeconds(20);
    private static final InetAddress ONE = address(1);
    private static final InetAddress TWO = address(2);

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger lookups = new AtomicInteger();

    @Test
    void knownName_isNotLookedUpAgainWhileFresh() throws Exception {
        var names = new BudgetedDns(host -> found(ONE), now::get);
        names.prepare("bao", ENOUGH);
        names.prepare("bao", ENOUGH);

        assertThat(names.lookup("bao")).containsExactly(ONE);
        assertThat(lookups).hasValue(1);
    }

    @Test
    void hangingResolver_endsWithTheBudget() {
        var never = new CountDownLatch(1);
        var names = new BudgetedDns(host -> waiting(never), now::get);

        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> names.prepare("bao", () -> Duration.ofMillis(50)));

        never.countDown();
    }

    @Test
    void staleName_servesWhileTheResolverHangs() throws Exception {
        var never = new CountDownLatch(1);
        var names = new BudgetedDns(host -> lookups.get() == 0 ? found(ONE) : waiting(never), now::get);
        names.prepare("bao", ENOUGH);
        now.set(Duration.ofMinutes(1).toNanos());

        names.prepare("bao", () -> Duration.ZERO);

        assertThat(names.lookup("bao")).containsExactly(ONE);
        never.countDown();
    }

    @Test
    void movedName_isNoticed() throws Exception {
        var names = new BudgetedDns(host -> found(lookups.get() == 0 ? ONE : TWO), now::get);
        names.prepare("bao", ENOUGH);
        now.set(Duration.ofMinutes(1).toNanos());
        names.prepare("bao", ENOUGH);

        Eventually.comesTrue(() -> lookupOf(names).equals(List.of(TWO)));
    }

    @Test
    void unknownName_isUnknownAndAskedForAgain() throws Exception {
        var names = new BudgetedDns(
                host -> {
                    if (lookups.getAndIncrement() == 0) {
                        throw new UnknownHostException(host);
                    }
                    return List.of(ONE);
                },
                now::get);

        assertThatExceptionOfType(UnknownHostException.class)
                .isThrownBy(() -> names.prepare("bao.example", ENOUGH))
                .withMessageNotContaining("bao.example");
        Eventually.comesTrue(() -> {
            try {
                names.prepare("bao.example", ENOUGH);
                return true;
            } catch (UnknownHostException | TimeoutException | InterruptedException e) {
                return false;
            }
        });
        assertThat(names.lookup("bao.example")).containsExactly(ONE);
    }

    @Test
    void unpreparedName_isUnknown() {
        var names = new BudgetedDns(host -> found(ONE), now::get);

        assertThatExceptionOfType(UnknownHostException.class).isThrownBy(() -> names.lookup("bao"));
    }

    private List<InetAddress> found(InetAddress address) {
        lookups.incrementAndGet();
        return List.of(address);
    }

    private List<InetAddress> waiting(CountDownLatch latch) throws UnknownHostException {
        try {
            latch.await();
            return found(ONE);
        } catch (InterruptedException e) {
            throw new UnknownHostException("interrupted");
        }
    }

    private static List<InetAddress> lookupOf(BudgetedDns names) {
        try {
            return names.lookup("bao");
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
