package dev.baokms.core.continuity;

import dev.baokms.core.continuity.ContinuitySettings.ContinuityLevel;
import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.key.DerivedKey;
import dev.baokms.core.key.KeyScope;
import dev.baokms.core.key.LocalCiphertext;
import dev.baokms.core.key.StoredSeed;
import dev.baokms.core.keyring.Keyring;
import dev.baokms.core.port.BootClock;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.Call;
import dev.baokms.core.port.Event;
import dev.baokms.core.port.Ports;
import dev.baokms.core.port.RequestUid;
import dev.baokms.core.port.Transit;
import dev.baokms.core.secret.SecretBytes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/**
 * What is held, and whether it may be used.
 *
 * <p>Every answer of the key's server passes through here. A no erases everything held, on the thread that heard it;
 * then nothing is taken in until a deep probe that began later is good. So nothing is answered from memory after a no,
 * whichever call heard it. A server that cannot be reached has said nothing: an outage is answered from memory while
 * the lease lasts.
 */
public final class Continuity {
    /** How long seeds unwrapped at the start are preferred: the burst after a start is over by then. */
    private static final Duration PREFERRED = Duration.ofMinutes(10);
    /** How soon a no is noticed while answers are given without asking the server. */
    private static final Duration CONFIRMED = Duration.ofSeconds(5);

    private final Transit transit;
    private final ContinuitySettings settings;
    private final Event.Sink events;
    private final BootClock uptime;
    private final Runnable wantProbe;
    private final HeldSeeds seeds = new HeldSeeds();
    private final LocalKeys keys = new LocalKeys();
    private final SeedRecord record = new SeedRecord();
    private final HeldSecrets held;
    private final OutageAnswers answers;
    private final Keepers keepers;
    private final SeedUnwrapping unwrapping;
    private final LocalKeyMaking making;
    private boolean begun;
    private volatile Duration confirmedAt;

    /** @param wantProbe requests an early probe */
    public Continuity(KeyScope scope, ContinuitySettings settings, Ports ports, Runnable wantProbe) {
        this.transit =
                new HeardTransit(ports.transit(), this::heard, highest -> eraseVersions(version -> version <= highest));
        this.settings = settings;
        this.events = ports.events();
        this.uptime = ports.uptime();
        this.wantProbe = wantProbe;
        this.held = new HeldSecrets(new Lease(ports.uptime(), ports.clock(), settings.maxOffline()), seeds, keys);
        this.answers = new OutageAnswers(seeds, keys, ports.entropy(), events);
        this.keepers = new Keepers(ports, settings, record);
        this.unwrapping = new SeedUnwrapping(scope, transit, record, events);
        this.making = new LocalKeyMaking(scope, transit, ports.entropy(), this::heard);
        this.confirmedAt = uptime.sinceBoot();
    }

    /** The Transit that all callers must use, so that its answers are heard here. */
    public Transit transit() {
        return transit;
    }

    /** Whether an outage may be answered at all. */
    public boolean ridesOutages() {
        return settings.ridesOutages();
    }

    /** What Status says in an outage. */
    public boolean readyInOutage() {
        return settings.readyInOutage();
    }

    /** Whether a failure means that the key's server was not reached, which is not a no. */
    public static boolean isOutage(Failure failure) {
        return FailureMeaning.isOutage(failure);
    }

    /**
     * Changes whenever something is erased. Callers read it before they ask Transit, and pass it in with the answer.
     */
    public long erasures() {
        return held.erasures();
    }

    /** Changes with every no; callers read it before a probe. */
    public long noes() {
        return held.noes();
    }

    /**
     * A seed that may be answered without asking, because it was unwrapped a moment ago. If it is about to be
     * unwrapped, waits for that, at most half of the budget.
     */
    public Optional<SecretBytes> unwrapped(StoredSeed seed, Budget budget) {
        Optional<SecretBytes> now = preferred(seed);
        if (now.isEmpty() && !unwrapping.pending().isIdle()) {
            unwrapping.pending().await(seed, budget.remaining().dividedBy(2));
            return preferred(seed);
        }
        return now;
    }

    private Optional<SecretBytes> preferred(StoredSeed seed) {
        if (seeds.count() == 0 || (settings.ridesOutages() && until().isEmpty())) {
            return Optional.empty();
        }
        Duration now = uptime.sinceBoot();
        Optional<SecretBytes> found = seeds.preferred(seed, now);
        if (found.isPresent()) {
            events.accept(new Event.HeldAnswered(seed.ciphertext().version()));
            if (now.minus(confirmedAt).compareTo(CONFIRMED) > 0) {
                wantProbe.run();
            }
        }
        return found;
    }

    /** Until when an outage may be answered; empty when it may not. */
    public Optional<Instant> until() {
        if (!settings.ridesOutages()) {
            return Optional.empty();
        }
        if (held.isOver()) {
            // The probe's thread erases what the ended lease leaves, and soon: Status must not wait for it.
            wantProbe.run();
        }
        return held.until();
    }

    /** Whether a version could be written with in an outage. */
    public boolean canWrite(DerivedKey entry) {
        return keys.canWrite(entry);
    }

    /** Requests a probe, because a request failed in a way that the next one may not. */
    public void doubt() {
        wantProbe.run();
    }

    /** Opens a stored seed in an outage; empty when nothing that is held opens it. */
    public Optional<Outcome<SecretBytes>> openInOutage(StoredSeed seed, DerivedKey entry, RequestUid uid) {
        return until().flatMap(end -> answers.open(seed, entry, uid, end));
    }

    /** Wraps a seed in an outage; empty when there is no local key to wrap it with. */
    public Optional<Outcome<LocalCiphertext>> wrapInOutage(SecretBytes seed, DerivedKey entry, RequestUid uid) {
        Optional<Outcome<LocalCiphertext>> wrapped = until().flatMap(end -> answers.wrap(seed, entry, uid, end));
        if (wrapped.isPresent() && wrapped.get() instanceof Ok<LocalCiphertext>(LocalCiphertext text)) {
            remember(new StoredSeed(text, entry.keyId()));
        }
        return wrapped;
    }

    /**
     * Opens with a local key that Transit gave back just now.
     *
     * @param erasuresBefore {@link #erasures} before Transit was asked
     */
    public Outcome<SecretBytes> openWith(
            SecretBytes localKey, LocalCiphertext text, DerivedKey entry, long erasuresBefore) {
        Outcome<SecretBytes> opened = LocalKey.open(localKey, text, entry.aad());
        if (settings.ridesOutages() && opened instanceof Ok<SecretBytes>) {
            takeIn(erasuresBefore, () -> keys.add(new LocalKey(localKey.copy(), text.wrappedKey(), entry.keyId())));
        }
        return opened;
    }

    /**
     * A seed was wrapped or unwrapped by Transit.
     *
     * @param erasuresBefore {@link #erasures} before Transit was asked
     */
    public void served(StoredSeed seed, SecretBytes secret, long erasuresBefore) {
        remember(seed);
        if (settings.ridesOutages()) {
            takeIn(erasuresBefore, () -> seeds.put(seed, secret, Duration.ZERO));
        }
    }

    private void remember(StoredSeed seed) {
        if (settings.prefetch()) {
            record.note(seed);
        }
    }

    private boolean takeIn(long erasuresBefore, Runnable change) {
        boolean taken = held.takeIn(erasuresBefore, change);
        if (taken) {
            keepers.heldChanged();
        }
        return taken;
    }

    /** Takes in a failure of the key's server, or an answer of it that breaks a rule. */
    public void heard(Failure failure) {
        if (FailureMeaning.isNo(failure)) {
            erase(Optional.of(failure));
        }
    }

    /** Takes in which versions no longer decrypt although the key is well. */
    public void hidden(Set<Integer> versions) {
        eraseVersions(versions::contains);
    }

    private void eraseVersions(IntPredicate gone) {
        held.erase(gone);
        keepers.heldChanged();
    }

    private void erase(Optional<Failure> cause) {
        OptionalInt count = held.close();
        unwrapping.pending().abandon();
        keepers.eraseHeld();
        if (count.isPresent()) {
            events.accept(
                    new Event.HeldErased(cause, count.getAsInt(), answers.takeEncrypts(), answers.takeDecrypts()));
        }
    }

    /** To be called before a probe; the first call takes over what a former process left. */
    public void begin(Keyring keyring) {
        if (begun) {
            return;
        }
        begun = true;
        if (settings.prefetch()) {
            keepers.loadRecord().forEach(record::note);
            // Schedule them now, so that a caller that needs one before the first probe ends waits for it.
            scheduleUsable(keyring);
        } else {
            keepers.dropRecord();
        }
        keepers.resume().ifPresent(former -> {
            if (!held.resume(former, keyring)) {
                keepers.erase();
            }
            former.wipe();
        });
    }

    private void scheduleUsable(Keyring keyring) {
        record.forget(seed -> !HeldSecrets.usable(keyring, seed));
        unwrapping.schedule();
    }

    /**
     * Takes in the failure of a probe: callers stop waiting for what it prevents.
     *
     * @param at when
     */
    public void probeFailed(Failure failure, Instant at) {
        unwrapping.pending().abandon();
        if (isOutage(failure)) {
            answers.began(at);
        }
        upkeep();
    }

    /**
     * Takes in a good cheap probe, which renews nothing.
     *
     * @return whether something is left to be done soon
     */
    public boolean probedCheaply(Keyring keyring, Supplier<Budget> budgets) {
        boolean left = unwrapMore(keyring, budgets);
        upkeep();
        return left;
    }

    /**
     * Takes in a good deep probe: renews the lease, unwraps pending seeds and makes missing local keys.
     *
     * @param noesBefore {@link #noes} before it began
     * @param at when it ended
     * @return whether something is left to be done soon
     */
    public boolean proved(Keyring keyring, long noesBefore, Supplier<Budget> budgets, Instant at) {
        Optional<Boolean> opened = held.open(noesBefore);
        if (opened.isEmpty()) {
            return false;
        }
        confirmedAt = uptime.sinceBoot();
        keepers.heldChanged();
        answers.ended(at);
        if (opened.get() && settings.prefetch()) {
            scheduleUsable(keyring);
        }
        if (settings.ridesOutages()) {
            makeLocalKeys(keyring, budgets);
        }
        boolean left = unwrapMore(keyring, budgets);
        upkeep();
        return left;
    }

    private void makeLocalKeys(Keyring keyring, Supplier<Budget> budgets) {
        long before = erasures();
        making.missing(keyring, keys, budgets).forEach(key -> {
            if (!takeIn(before, () -> keys.addForWriting(key))) {
                key.secret().close();
            }
        });
    }

    private boolean unwrapMore(Keyring keyring, Supplier<Budget> budgets) {
        if (unwrapping.pending().isIdle()) {
            return false;
        }
        long before = erasures();
        Duration until = uptime.sinceBoot().plus(PREFERRED);
        return unwrapping.some(
                keyring,
                () -> Call.of(Call.Cause.PREFETCH, budgets.get()),
                (seed, secret) -> takeIn(before, () -> seeds.put(seed, secret, until)),
                (text, localKey, entry) -> openWith(localKey, text, entry, before));
    }

    /** Ends what only time ends, and keeps what helps the next process. */
    private void upkeep() {
        if (!settings.ridesOutages()) {
            seeds.expire(uptime.sinceBoot());
        } else if (held.isOver()) {
            erase(Optional.empty());
        }
        keepers.saveRecord(uptime.sinceBoot());
        keepHeld();
    }

    private void keepHeld() {
        if (settings.level() == ContinuityLevel.PROCESS) {
            keepers.keep(held::content);
        }
    }

    /** To be called before the process ends: writes what is not written yet. */
    public void finish() {
        keepers.saveRecordNow();
        keepHeld();
    }

    /** What is held now. */
    public HeldView view() {
        return new HeldView(settings.level(), until(), seeds.count(), keys.count());
    }
}
