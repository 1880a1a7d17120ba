package dev.baokms.core.stored;

import dev.baokms.core.stored.Coverage.Duty;
import dev.baokms.core.stored.Evidence.Watched;
import dev.baokms.core.stored.RetirementVerdict.Condition;
import dev.baokms.core.stored.RetirementVerdict.Requirement;
import dev.baokms.core.stored.RetirementVerdict.State;
import dev.baokms.core.stored.Tally.Category;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The six rules, each judged separately. */
final class Conditions {
    /** kube-apiserver asks for Status once a minute and uses a new key_id within three minutes. */
    private static final Duration SETTLED = Duration.ofMinutes(4);

    private static final Set<Category> IN_ORDER = Set.of(Category.OURS, Category.OUTSIDE);

    private final Counted live;
    private final Evidence evidence;
    private final OptionalInt lowest;

    Conditions(Counted live, Evidence evidence) {
        this.live = live;
        this.evidence = evidence;
        this.lowest = lowest(live.count(), Tally::live);
    }

    private static OptionalInt lowest(Count count, Predicate<Tally> which) {
        return count.tallies().stream()
                .filter(which)
                .filter(tally -> tally.category().ofThisProvider())
                .mapToInt(Tally::version)
                .min();
    }

    Condition agreed() {
        if (evidence.agreedSince().isEmpty()) {
            return unknown(Requirement.AGREED, "since when all use the newest key_id is not said");
        }
        Instant since = evidence.agreedSince().get();
        Duration lasted = Duration.between(since, evidence.now());
        return lasted.compareTo(SETTLED) < 0
                ? notMet(
                        Requirement.AGREED,
                        "all use the newest key_id since " + since + ", which is less than " + words(SETTLED))
                : met(Requirement.AGREED, "by the operator's word all use the newest key_id since " + since);
    }

    Condition scannedAfter() {
        if (evidence.scanned().isEmpty()) {
            return unknown(Requirement.SCANNED_AFTER, "the newest source is a file, which does not say of when it is");
        }
        Instant at = evidence.scanned().get();
        String seen = "the scan of revision " + live.scan().revision() + " began at " + at;
        if (evidence.agreedSince().isEmpty()) {
            return unknown(Requirement.SCANNED_AFTER, seen);
        }
        return at.isBefore(evidence.agreedSince().get().plus(SETTLED))
                ? notMet(Requirement.SCANNED_AFTER, seen + ", before the newest key_id had settled")
                : met(Requirement.SCANNED_AFTER, seen);
    }

    Condition watched() {
        if (evidence.watched().isEmpty()) {
            return unknown(Requirement.WATCHED, "what was written after the scan was not watched");
        }
        Watched watched = evidence.watched().get();
        OptionalInt written = lowest(watched.count(), Tally::live);
        String lasted = words(watched.lasted());
        if (written.isPresent() && lowest.isPresent() && written.getAsInt() < lowest.getAsInt()) {
            return notMet(
                    Requirement.WATCHED,
                    "within " + lasted + " an object was written with "
                            + (written.getAsInt() == 0
                                    ? "no version that can be told"
                                    : "version " + written.getAsInt()));
        }
        return watched.whole() && watched.count().complete()
                ? met(Requirement.WATCHED, "within " + lasted + " nothing was written with an older version")
                : unknown(Requirement.WATCHED, "the watch missed a part of what was written");
    }

    Condition compacted() {
        if (!live.scan().historyRead()) {
            return unknown(Requirement.COMPACTED, "the source tells live objects alone");
        }
        OptionalInt served = lowest(live.count(), tally -> !tally.live());
        if (served.isEmpty() || (lowest.isPresent() && served.getAsInt() >= lowest.getAsInt())) {
            return met(Requirement.COMPACTED, "no row that can still be served is older than the live objects");
        }
        long rows = live.count()
                .sum(tally -> !tally.live()
                        && tally.category().ofThisProvider()
                        && (lowest.isEmpty() || tally.version() < lowest.getAsInt()));
        return notMet(
                Requirement.COMPACTED, rows + " deleted or superseded rows of older versions can still be served");
    }

    Condition encrypted(List<String> findings) {
        List<Tally> wrong = live.count().tallies().stream()
                .filter(tally -> tally.live() && !IN_ORDER.contains(tally.category()))
                .toList();
        List<Tally> broken = wrong.stream()
                .filter(tally -> tally.category().ofThisProvider() || duty(tally) == Duty.OURS)
                .toList();
        if (!broken.isEmpty()) {
            return notMet(
                    Requirement.ENCRYPTED,
                    objects(total(broken)) + " not as they should be, under " + resources(broken));
        }
        if (!findings.isEmpty()) {
            return notMet(Requirement.ENCRYPTED, findings.getFirst());
        }
        if (!live.count().complete()) {
            return unknown(Requirement.ENCRYPTED, "there are more kinds of rows than were told apart");
        }
        if (evidence.coverage().isEmpty()) {
            return unknown(Requirement.ENCRYPTED, "which resources are to be encrypted is not said");
        }
        var unseen = new TreeSet<>(evidence.coverage().get().named());
        live.count().tallies().forEach(tally -> unseen.remove(tally.resource()));
        if (!unseen.isEmpty()) {
            return unknown(
                    Requirement.ENCRYPTED, "of these resources no object was seen: " + String.join(", ", unseen));
        }
        List<Tally> strange = live.count().tallies().stream()
                .filter(tally -> tally.live() && tally.category() == Category.OURS && duty(tally) == Duty.NOT_OURS)
                .toList();
        if (!strange.isEmpty()) {
            return unknown(
                    Requirement.ENCRYPTED,
                    "this provider has objects where it is not said to write: " + resources(strange));
        }
        List<Tally> unsure =
                wrong.stream().filter(tally -> duty(tally) == Duty.UNSURE).toList();
        return unsure.isEmpty()
                ? met(Requirement.ENCRYPTED, "everything that is to be encrypted is, by this provider")
                : unknown(
                        Requirement.ENCRYPTED, "whether these are to be encrypted is not known: " + resources(unsure));
    }

    /** Without an EncryptionConfiguration: if some objects of a resource are this provider's, all should be. */
    private Duty duty(Tally tally) {
        return evidence.coverage()
                .map(coverage -> coverage.dutyOf(tally.resource()))
                .orElseGet(() -> live.count()
                                        .sum(other -> other.live()
                                                && other.category() == Category.OURS
                                                && other.resource().equals(tally.resource()))
                                > 0
                        ? Duty.OURS
                        : Duty.NOT_OURS);
    }

    Condition backups() {
        return evidence.backupsComplete()
                ? met(Requirement.BACKUPS, "by the operator's word every backup that is kept was read")
                : unknown(Requirement.BACKUPS, "whether other backups are kept is not said");
    }

    private static String objects(long count) {
        return count == 1 ? "1 object is" : count + " objects are";
    }

    private static long total(List<Tally> tallies) {
        return tallies.stream().mapToLong(Tally::count).sum();
    }

    private static String resources(List<Tally> tallies) {
        return tallies.stream()
                .map(Tally::resource)
                .distinct()
                .sorted()
                .limit(10)
                .collect(Collectors.joining(", "));
    }

    /** For people: whole minutes and seconds. */
    private static String words(Duration duration) {
        String minutes = duration.toMinutes() > 0 ? duration.toMinutes() + " min" : "";
        String seconds = duration.toSecondsPart() > 0 || minutes.isEmpty() ? duration.toSecondsPart() + " s" : "";
        return (minutes + " " + seconds).strip();
    }

    private static Condition met(Requirement rule, String seen) {
        return new Condition(rule, State.MET, seen);
    }

    private static Condition notMet(Requirement rule, String seen) {
        return new Condition(rule, State.NOT_MET, seen);
    }

    private static Condition unknown(Requirement rule, String seen) {
        return new Condition(rule, State.UNKNOWN, seen);
    }
}
