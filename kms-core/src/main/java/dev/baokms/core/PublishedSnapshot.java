package dev.baokms.core;

import dev.baokms.core.continuity.Continuity;
import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Outcome.Failed;
import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.health.Health;
import dev.baokms.core.health.HealthRules;
import dev.baokms.core.health.ProbeStep;
import dev.baokms.core.health.Verdict;
import dev.baokms.core.key.DerivedKey;
import dev.baokms.core.keyring.KeyMetadata;
import dev.baokms.core.keyring.Keyring;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.core.port.Event;
import dev.baokms.core.port.StateStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * The one reference that requests read, and the only place where it changes.
 *
 * <p>I3: a change is one volatile write under a lock, so no reader sees an older snapshot after a newer one. A version
 * writes only after exactly the memory that makes it active has been saved; a version that cannot be saved still
 * decrypts.
 */
final class PublishedSnapshot {
    private final ReentrantLock writing = new ReentrantLock();
    private final HealthRules rules;
    private final InstantSource clock;
    private final Event.Sink events;
    private final StateStore store;
    private final Continuity continuity;
    private volatile KeyringState saved;
    private volatile Snapshot current;
    private String reported = "";

    /** @param keyring as restored from what {@code store} holds */
    PublishedSnapshot(
            Keyring keyring,
            StateStore store,
            HealthRules rules,
            InstantSource clock,
            Event.Sink events,
            Continuity continuity) {
        this.current = new Snapshot(keyring, Health.UNKNOWN, false);
        this.saved = keyring.memory();
        this.store = store;
        this.rules = rules;
        this.clock = clock;
        this.events = events;
        this.continuity = continuity;
    }

    Snapshot current() {
        return current;
    }

    /**
     * Takes in a metadata read of the prober and advances the active version in the same change; saves, then publishes.
     */
    Keyring.Observation observe(KeyMetadata read) {
        Instant now = clock.instant();
        save(current.keyring().observe(read, now).keyring().advance(now).memory());
        return takeIn(read, now);
    }

    /**
     * Takes in a metadata read of a request, which must not wait for a disk: new versions decrypt now, and the prober
     * saves them before they may write.
     *
     * @return whether there is something to save
     */
    boolean learn(KeyMetadata read) {
        takeIn(read, clock.instant());
        Keyring keyring = current.keyring();
        return !keyring.advance(clock.instant()).memory().equals(saved);
    }

    private Keyring.Observation takeIn(KeyMetadata read, Instant now) {
        writing.lock();
        try {
            // Observe again on the current keyring: it may have learned versions during the save.
            Keyring.Observed observed = current.keyring().observe(read, now);
            replace(current.with(advanced(observed.keyring(), now)));
            events.accept(new Event.MetadataObserved(observed.observation()));
            return observed.observation();
        } finally {
            writing.unlock();
        }
    }

    /** Switches to the version that has become due, if any. */
    void advance() {
        Instant now = clock.instant();
        save(current.keyring().advance(now).memory());
        change(was -> was.with(advanced(was.keyring(), now)));
    }

    private Keyring advanced(Keyring keyring, Instant now) {
        Keyring next = keyring.advance(now);
        return next.memory().equals(saved) ? next : keyring;
    }

    /** Holds no lock: requests go on while a disk takes its time. */
    private void save(KeyringState memory) {
        if (memory.equals(saved)) {
            return;
        }
        switch (store.save(memory)) {
            case Ok<KeyringState> ok -> {
                saved = memory;
                change(was -> was.degraded(false));
            }
            case Failed<KeyringState>(Failure failure) -> {
                boolean known = current.persistenceDegraded();
                change(was -> was.degraded(true));
                if (!known) {
                    events.accept(new Event.SaveFailed(failure));
                }
            }
        }
    }

    /** @param known the failure when the proof began; the proof does not clear a later one */
    void proved(Optional<Failure> known) {
        change(was ->
                was.health().failure().equals(known) ? was.with(was.health().proved(clock.instant())) : was);
    }

    void confirmed() {
        change(was -> was.with(was.health().confirmed(clock.instant())));
    }

    /** @param step where a probe met the failure; empty for live traffic */
    void failed(Failure failure, Optional<ProbeStep> step) {
        continuity.heard(failure);
        change(was -> was.with(was.health().failed(failure, step, clock.instant())));
    }

    /** One read of the reference, judged at one instant. */
    HealthView view() {
        // Read the clock before the snapshot: a delay between the two must not make fresh evidence look old.
        Instant asked = clock.instant();
        Snapshot now = current;
        return new HealthView(asked, now, judged(now, asked), continuity.view());
    }

    private Verdict judged(Snapshot now, Instant at) {
        Verdict plain = now.verdict(rules, at);
        if (plain.state() == Verdict.State.OK || !continuity.ridesOutages()) {
            return plain;
        }
        return outageKey(now)
                .filter(continuity::canWrite)
                .flatMap(entry -> continuity
                        .until()
                        .<Verdict>map(until -> new Verdict.Continuing(
                                entry, now.health().failure().orElseThrow(), until, continuity.readyInOutage())))
                .orElse(plain);
    }

    /**
     * The version to write with in an outage: the active one, or the one that wrote last if the process started during
     * the outage. Empty when no failure is explained by an outage.
     */
    static Optional<DerivedKey> outageKey(Snapshot now) {
        boolean outage = now.keyring().alarm().isEmpty()
                && now.health().failure().filter(Continuity::isOutage).isPresent();
        return outage ? now.keyring().active().or(now.keyring()::lastActive) : Optional.empty();
    }

    private void change(UnaryOperator<Snapshot> next) {
        writing.lock();
        try {
            replace(next.apply(current));
        } finally {
            writing.unlock();
        }
    }

    private void replace(Snapshot next) {
        Snapshot was = current;
        // Erase what is held before anyone can see the alarm.
        next.keyring().alarm().ifPresent(continuity::heard);
        current = next;
        int known = was.keyring().highestKnown();
        for (DerivedKey entry : next.keyring().entries()) {
            int number = entry.version().number();
            if (number > known) {
                events.accept(new Event.VersionSeen(number, next.keyring().activationOf(number)));
            }
        }
        next.keyring()
                .active()
                .filter(now -> !was.keyring().active().equals(Optional.of(now)))
                .ifPresent(now -> events.accept(
                        new Event.Activated(now.version().number(), now.keyId().apiServerHash())));
        reportHidden(was.keyring(), next.keyring());
        reportHealth();
    }

    /** Checks first whether the keyring is the same object, because every Encrypt publishes an unchanged one. */
    private void reportHidden(Keyring was, Keyring next) {
        if (was != next && !was.hidden().equals(next.hidden())) {
            continuity.hidden(next.hidden());
            events.accept(new Event.VersionsHidden(next.hidden()));
        }
    }

    /** Reports each change of Status once. Grace and staleness pass without an event, so probes call it too. */
    private void reportHealth() {
        Verdict verdict = judged(current, clock.instant());
        String report = verdict.state() + verdict.failure().map(Failure::reason).orElse("");
        if (!report.equals(reported)) {
            reported = report;
            events.accept(new Event.HealthChanged(verdict));
        }
    }
}
