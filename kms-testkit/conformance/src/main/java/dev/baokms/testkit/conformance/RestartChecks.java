package dev.baokms.testkit.conformance;

import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.KmsClient;
import dev.baokms.testkit.kms.KmsPlugin.StatusReply;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Groups A and G, for a provider that goes away and comes back. */
final class RestartChecks {
    /** The time that the upstream test lets its client wait before the provider starts. */
    private static final Duration LATE_START = Duration.ofMillis(1500);

    private static final Duration LONGEST_BLACKOUT = Duration.ofSeconds(2);

    private static final Duration API_SERVER_DEADLINE = Duration.ofSeconds(3);

    /**
     * grpc-go dials again one second after the first attempt, and multiplies each further wait by this factor, apart
     * from jitter.
     */
    private static final double BACK_OFF = 1.6;

    private static final int STARTS = 3;

    private RestartChecks() {}

    static void startsOverStaleSocket(RuleRun run) throws Exception {
        run.invoke(Hook.KILL);
        run.awaitHealthy().status();
    }

    static void callWaitsOutRestart(RuleRun run) throws Exception {
        bestOf(run, () -> {
            run.connect().status();
            try (BackgroundLoad load = BackgroundLoad.of(1, () -> waitingCall(run))) {
                run.invoke(Hook.RESTART);
                run.awaitHealthy();
                load.goOn(1, run.intensity().absence());
                load.check();
            }
            return true;
        });
    }

    /**
     * Status as kube-apiserver calls it while there may be no listener: it dials again until its deadline. An accepted
     * dial gets the whole deadline for its answer, because what is left at the third dial would depend on this machine,
     * not on the provider.
     */
    private static void waitingCall(RuleRun run) {
        long start = System.nanoTime();
        Duration absence = run.intensity().absence();
        Duration dial = Duration.ZERO;
        Duration pause = Duration.ofSeconds(1);
        String last;
        do {
            // The rule is about the times of the dials.
            try {
                Thread.sleep(Duration.ofNanos(Math.max(0, dial.toNanos() - (System.nanoTime() - start))));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            try (var kms = new KmsClient(
                    run.subject().endpoint().socket(),
                    run.options().withWaitForReady(false).withDeadline(API_SERVER_DEADLINE))) {
                kms.status();
                return;
            } catch (KmsCallException e) {
                last = e.code();
            }
            dial = dial.plus(pause);
            pause = Duration.ofMillis((long) (pause.toMillis() * BACK_OFF));
        } while (last.equals("UNAVAILABLE") && dial.compareTo(absence) < 0);
        throw new Violation(
                "a call that may wait " + absence.toSeconds() + " s did not outlast the provider's absence: " + last
                        + "; listen again within a second of the start, before anything slow");
    }

    static void stopsWithoutWrongAnswers(RuleRun run) throws Exception {
        KmsClient kms = run.connect();
        Sample old = run.seal(kms);
        try (BackgroundLoad load = BackgroundLoad.of(8, () -> {
            old.mustOpenOn(kms, "while it was being stopped");
            Sample fresh = run.seal(kms);
            fresh.mustOpenOn(kms, "while it was being stopped");
        })) {
            run.invoke(Hook.RESTART);
            KmsClient after = run.awaitHealthy();
            old.mustOpenOn(after, "after a restart under load");
            load.check();
            run.note(load.errors().size() + " calls were refused while it was being stopped");
        }
    }

    static void isNeverHalfStarted(RuleRun run) throws Exception {
        StatusReply before = run.connect().status();
        Sample sample = run.seal(run.connect());
        try (BackgroundLoad load = BackgroundLoad.of(4, () -> probe(run, before, sample))) {
            run.invoke(Hook.RESTART);
            // First, because the very first answer is judged, and no other call may take it.
            load.goOn(20, run.intensity().recovery());
            load.check();
            run.awaitHealthy();
        }
    }

    private static void probe(RuleRun run, StatusReply before, Sample sample) {
        try (var kms =
                new KmsClient(run.subject().endpoint().socket(), run.options().withWaitForReady(false))) {
            StatusReply now = kms.status();
            Violation.unless(
                    !now.healthz().equals("ok")
                            || (now.keyId().equals(before.keyId())
                                    && now.version().equals(before.version())),
                    "while starting, Status said ok with another version or key_id",
                    "answer with an error until everything that decides the answer is known");
            sample.mustOpenOn(kms, "while starting");
        }
    }

    static void lateStart(RuleRun run) throws Exception {
        bestOf(run, () -> whileAway(run, LATE_START));
    }

    static void blackouts(RuleRun run) throws Exception {
        Duration start = bestOf(run, () -> whileAway(run, Duration.ofSeconds(1)));
        // The gap as a client sees it: the provider's own start is part of the two seconds.
        bestOf(
                run,
                () -> whileAway(
                        run, LONGEST_BLACKOUT.compareTo(start) > 0 ? LONGEST_BLACKOUT.minus(start) : Duration.ZERO));
    }

    /** A single start on a busy machine shows the machine's speed; the best of several shows the provider's. */
    private static <T> T bestOf(RuleRun run, Callable<T> start) throws Exception {
        for (int i = 1; ; i++) {
            try {
                return start.call();
            } catch (Violation e) {
                if (i == STARTS) {
                    throw e;
                }
                run.note("start " + i + " of " + STARTS + ": " + e.getMessage());
            }
        }
    }

    /**
     * Keeps a call pending while there is no listener, for the pause that the rule is about.
     *
     * @return the time from the start of the provider to its first answer
     */
    private static Duration whileAway(RuleRun run, Duration pause) throws Exception {
        run.invoke(Hook.STOP);
        Duration start;
        try (BackgroundLoad load = BackgroundLoad.of(1, () -> waitingCall(run))) {
            long begin;
            try {
                Thread.sleep(pause);
            } finally {
                begin = System.nanoTime();
                run.invoke(Hook.START);
            }
            start = firstAnswer(run, begin);
            load.goOn(1, run.intensity().absence());
            load.check();
        }
        run.awaitHealthy();
        return start;
    }

    private static Duration firstAnswer(RuleRun run, long begin) throws InterruptedException {
        Waits.until(run.intensity().absence(), () -> {
            try (var kms = new KmsClient(
                    run.subject().endpoint().socket(), run.options().withWaitForReady(false))) {
                kms.status();
                return true;
            } catch (KmsCallException e) {
                return false;
            }
        });
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
