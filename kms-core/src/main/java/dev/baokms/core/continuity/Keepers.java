package dev.baokms.core.continuity;

import dev.baokms.core.continuity.ContinuitySettings.ContinuityLevel;
import dev.baokms.core.key.StoredSeed;
import dev.baokms.core.port.Event;
import dev.baokms.core.port.Event.Keeping;
import dev.baokms.core.port.Ports;
import dev.baokms.core.port.SeedStore;
import dev.baokms.core.port.Survivor;
import dev.baokms.core.secret.SecretBytes;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** What leaves this process for the next one: wrapped seeds to a disk, what is held to memory that outlives it. */
final class Keepers {
    /** The least time between two writes, so that a burst of new seeds is one write. */
    private static final Duration SPACING = Duration.ofSeconds(30);

    private final SeedStore store;
    private final Survivor survivor;
    private final Event.Sink events;
    private final ContinuitySettings settings;
    private final SeedRecord record;
    private final Set<Keeping> told = EnumSet.noneOf(Keeping.class);
    /** Held while keeping, so that a thread that read the content before an erasure cannot put it back after. */
    private final ReentrantLock keeping = new ReentrantLock();

    private volatile boolean heldChanged;
    /** Whether the next process could find something; true until the first look shows otherwise. */
    private volatile boolean anythingKept = true;

    private volatile boolean toErase;
    private Optional<Duration> saved = Optional.empty();

    Keepers(Ports ports, ContinuitySettings settings, SeedRecord record) {
        this.store = ports.seeds();
        this.survivor = ports.survivor();
        this.events = ports.events();
        this.settings = settings;
        this.record = record;
    }

    List<StoredSeed> loadRecord() {
        return store.load();
    }

    void dropRecord() {
        report(Keeping.WRAPPED_SEEDS, store.save(List.of()));
    }

    void saveRecord(Duration sinceBoot) {
        if (record.changed()
                && saved.map(then -> sinceBoot.minus(then).compareTo(SPACING) >= 0)
                        .orElse(true)) {
            saved = Optional.of(sinceBoot);
            saveRecordNow();
        }
    }

    void saveRecordNow() {
        if (settings.prefetch() && record.changed()) {
            Optional<String> problem = store.save(record.takeChange());
            if (problem.isPresent()) {
                record.keepChange();
            }
            report(Keeping.WRAPPED_SEEDS, problem);
        }
    }

    /** What a former process left, for the caller to wipe; erases whatever must not be used. */
    Optional<HeldContent> resume() {
        if (settings.level() == ContinuityLevel.PROCESS) {
            Optional<HeldContent> content = survivor.kept().flatMap(kept -> {
                try (kept) {
                    return HeldContent.decode(kept);
                }
            });
            if (content.isPresent()) {
                anythingKept = true;
                return content;
            }
            report(Keeping.HELD, survivor.unavailable());
        }
        // Continuity was switched off since then, or the content is unreadable.
        erase();
        return Optional.empty();
    }

    void heldChanged() {
        heldChanged = true;
    }

    /** @param content encoded at this moment; empty when nothing may be kept */
    void keep(Supplier<Optional<SecretBytes>> content) {
        if (toErase) {
            erase();
        }
        if (!heldChanged) {
            return;
        }
        keeping.lock();
        try {
            heldChanged = false;
            content.get().ifPresent(encoded -> {
                anythingKept = true;
                try (encoded) {
                    report(
                            Keeping.HELD,
                            encoded.length() > Survivor.MAX_BYTES
                                    ? Optional.of("it is longer than " + Survivor.MAX_BYTES + " bytes")
                                    : survivor.keep(encoded));
                }
            });
        } finally {
            keeping.unlock();
        }
    }

    /** Does nothing when nothing is kept, so a no while nothing is held costs nothing. */
    void eraseHeld() {
        keeping.lock();
        try {
            if (anythingKept) {
                erase();
            }
        } finally {
            keeping.unlock();
        }
    }

    void erase() {
        keeping.lock();
        try {
            Optional<String> problem = survivor.erase();
            toErase = problem.isPresent();
            anythingKept = toErase;
            report(Keeping.ERASURE, problem);
        } finally {
            keeping.unlock();
        }
    }

    /** Reports each trouble once, when it begins. */
    private void report(Keeping what, Optional<String> problem) {
        boolean news;
        synchronized (told) {
            news = problem.isPresent() ? told.add(what) : told.remove(what);
        }
        if (news) {
            problem.ifPresent(text -> events.accept(new Event.NotKept(what, text)));
        }
    }
}
