package dev.baokms.testkit.conformance;

import dev.baokms.testkit.kms.KmsCallException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Callers that repeat a step in the background while something happens to the provider. */
final class BackgroundLoad implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Collection<KmsCallException> errors = new ConcurrentLinkedQueue<>();
    private final Collection<Violation> violations = new ConcurrentLinkedQueue<>();
    private final AtomicInteger rounds = new AtomicInteger();
    private volatile boolean over;

    private BackgroundLoad() {}

    static BackgroundLoad of(int callers, Runnable step) {
        var load = new BackgroundLoad();
        for (int i = 0; i < callers; i++) {
            load.threads.execute(() -> load.repeat(step));
        }
        return load;
    }

    private void repeat(Runnable step) {
        while (!over) {
            try {
                step.run();
                rounds.incrementAndGet();
            } catch (KmsCallException e) {
                errors.add(e);
            } catch (Violation e) {
                violations.add(e);
                return;
            }
        }
    }

    /** Lets the callers go on for this many more rounds, or until one of them finds a violation. */
    void goOn(int more, Duration limit) throws InterruptedException {
        int seen = rounds();
        Waits.until(limit, () -> rounds() >= seen + more || !violations.isEmpty());
    }

    /** How many rounds have succeeded so far. */
    int rounds() {
        return rounds.get();
    }

    /** Calls that the provider has refused or not answered so far. */
    List<KmsCallException> errors() {
        return List.copyOf(errors);
    }

    /** @throws Violation the first that a step found */
    void check() {
        for (Violation violation : violations) {
            throw violation;
        }
    }

    /** Ends after the current steps; each of their calls has its deadline. */
    @Override
    public void close() {
        over = true;
        threads.close();
    }
}
