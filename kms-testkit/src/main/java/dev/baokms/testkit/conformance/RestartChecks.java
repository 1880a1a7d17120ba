package dev.baokms.testkit.conformance;

import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.KmsClient;
import dev.baokms.testkit.kms.KmsPlugin.StatusReply;
import java.time.Duration;

/** Groups A and G, for a provider that goes away and comes back. */
final class RestartChecks {
    /** As long as the upstream test lets its client wait before the provider starts. */
    private static final Duration LATE_START = Duration.ofMillis(1500);

    private static final Duration LONGEST_BLACKOUT = Duration.ofSeconds(2);

    private static final Duration API_SERVER_DEADLINE = Duration.ofSeconds(3);

    /** grpc-go dials anew one second after the first attempt, and each time waits this much longer, without its jitter. */
    private static final double BACK_OFF = 1.6;

    private RestartChecks() {}

    static void startsOverStaleSocket(Trial trial) throws Exception {
        trial.run(Hook.KILL);
        trial.awaitHealthy().status();
    }

    static void callWaitsOutRestart(Trial trial) throws Exception {
        trial.connect().status();
        try (Load load = Load.of(1, () -> waitingCall(trial))) {
            trial.run(Hook.RESTART);
            trial.awaitHealthy();
            load.goOn(1, trial.pace().absence());
            load.check();
        }
    }

    /**
     * Status as kube-apiserver calls it while nobody may be listening: it dials anew as long as its deadline lasts. A dial that is
     * taken has the whole deadline to be answered: what is left of it at the third would tell of this machine, not of the provider.
     */
    private static void waitingCall(Trial trial) {
        long start = System.nanoTime();
        Duration absence = trial.pace().absence();
        Duration dial = Duration.ZERO;
        Duration pause = Duration.ofSeconds(1);
        String last;
        do {
            // The moments of dialling are what the rule is about.
            try {
                Thread.sleep(Duration.ofNanos(Math.max(0, dial.toNanos() - (System.nanoTime() - start))));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            try (var kms = new KmsClient(
                    trial.subject().endpoint().socket(),
                    trial.options().withWaitForReady(false).withDeadline(API_SERVER_DEADLINE))) {
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

    static void stopsWithoutWrongAnswers(Trial trial) throws Exception {
        KmsClient kms = trial.connect();
        Sample old = trial.seal(kms);
        try (Load load = Load.of(8, () -> {
            old.mustOpenOn(kms, "while it was being stopped");
            Sample fresh = trial.seal(kms);
            fresh.mustOpenOn(kms, "while it was being stopped");
        })) {
            trial.run(Hook.RESTART);
            KmsClient after = trial.awaitHealthy();
            old.mustOpenOn(after, "after a restart under load");
            load.check();
            trial.note(load.errors().size() + " calls were refused while it was being stopped");
        }
    }

    static void isNeverHalfStarted(Trial trial) throws Exception {
        StatusReply before = trial.connect().status();
        Sample sample = trial.seal(trial.connect());
        try (Load load = Load.of(4, () -> probe(trial, before, sample))) {
            trial.run(Hook.RESTART);
            trial.awaitHealthy();
            load.goOn(20, trial.pace().recovery());
            load.check();
        }
    }

    private static void probe(Trial trial, StatusReply before, Sample sample) {
        try (var kms = new KmsClient(
                trial.subject().endpoint().socket(), trial.options().withWaitForReady(false))) {
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

    static void lateStart(Trial trial) throws Exception {
        whileAway(trial, LATE_START);
    }

    static void blackouts(Trial trial) throws Exception {
        Duration start = whileAway(trial, Duration.ofSeconds(1));
        // A black-out is what a client sees of it: the provider's own start is part of the two seconds.
        whileAway(trial, LONGEST_BLACKOUT.compareTo(start) > 0 ? LONGEST_BLACKOUT.minus(start) : Duration.ZERO);
    }

    /**
     * A call is pending while nobody listens; the pause is the subject of the rule.
     *
     * @return from the start of the provider to its first answer
     */
    private static Duration whileAway(Trial trial, Duration pause) throws Exception {
        trial.run(Hook.STOP);
        Duration start;
        try (Load load = Load.of(1, () -> waitingCall(trial))) {
            long begin;
            try {
                Thread.sleep(pause);
            } finally {
                begin = System.nanoTime();
                trial.run(Hook.START);
            }
            start = firstAnswer(trial, begin);
            load.goOn(1, trial.pace().absence());
            load.check();
        }
        trial.awaitHealthy();
        return start;
    }

    private static Duration firstAnswer(Trial trial, long begin) throws InterruptedException {
        Patience.until(trial.pace().absence(), () -> {
            try (var kms = new KmsClient(
                    trial.subject().endpoint().socket(), trial.options().withWaitForReady(false))) {
                kms.status();
                return true;
            } catch (KmsCallException e) {
                return false;
            }
        });
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
