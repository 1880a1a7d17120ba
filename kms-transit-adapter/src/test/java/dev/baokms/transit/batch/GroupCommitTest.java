package dev.baokms.transit.batch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Failure.Busy;
import dev.baokms.core.failure.Failure.NotAuthentic;
import dev.baokms.core.failure.Failure.Sealed;
import dev.baokms.core.failure.Failure.Timeout;
import dev.baokms.core.failure.Failure.Unreachable;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.key.Aad;
import dev.baokms.core.key.TransitCiphertext;
import dev.baokms.core.port.Budget;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.transit.Eventually;
import dev.baokms.transit.api.ApiCall;
import dev.baokms.transit.api.DecryptItem;
import dev.baokms.transit.report.BackendEvent.Cause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupCommitTest {
    private static final int AT_ONCE = 4;
    private static final Duration AMPLE = Duration.ofSeconds(20);

    private final AtomicLong now = new AtomicLong();
    private final Gate gate = new Gate();
    private final GroupCommit<DecryptItem, SecretBytes> batches = new GroupCommit<>(gate, now::get);

    /** Answers each item with its own text, singles only when let through. */
    private static final class Gate implements GroupCommit.Sender<DecryptItem, SecretBytes> {
        private volatile CountDownLatch latch = new CountDownLatch(1);
        final List<String> singles = new CopyOnWriteArrayList<>();
        final List<List<String>> batches = new CopyOnWriteArrayList<>();
        final Map<String, SecretBytes> given = new ConcurrentHashMap<>();
        volatile Runnable reading = () -> {};
        volatile Function<List<String>, Outcome<List<Optional<Outcome<SecretBytes>>>>> answer = this::each;

        void open() {
            latch.countDown();
        }

        void shut() {
            latch = new CountDownLatch(1);
        }

        @Override
        public Outcome<SecretBytes> one(DecryptItem item, ApiCall call) {
            singles.add(nameOf(item));
            await(latch);
            return plaintext(nameOf(item));
        }

        @Override
        public GroupCommit.GroupRequest<SecretBytes> many(List<DecryptItem> items) {
            List<String> names = items.stream().map(GroupCommitTest::nameOf).toList();
            reading.run();
            batches.add(names);
            return call -> answer.apply(names);
        }

        Outcome<List<Optional<Outcome<SecretBytes>>>> each(List<String> names) {
            return Outcome.ok(
                    names.stream().map(name -> Optional.of(plaintext(name))).toList());
        }

        Outcome<SecretBytes> plaintext(String name) {
            var secret = SecretBytes.copyOf(name.getBytes(US_ASCII));
            given.put(name, secret);
            return Outcome.ok(secret);
        }
    }

    @Test
    void loneCallers_goOutAsOneEach() {
        gate.open();

        assertThat(List.of(text(decrypt("a", AMPLE)), text(decrypt("b", AMPLE))))
                .containsExactly("a", "b");
        assertThat(gate.singles).containsExactly("a", "b");
        assertThat(gate.batches).isEmpty();
    }

    @Test
    void callersBeyondTheSlots_leaveAsOneRequest_withTheirOwnAnswers() {
        var callers = callers(AT_ONCE + 10);

        gate.open();

        assertThat(callers.stream().map(GroupCommitTest::text))
                .containsExactlyElementsOf(IntStream.range(0, AT_ONCE + 10)
                        .mapToObj(i -> "item-" + i)
                        .toList());
        assertThat(gate.singles).hasSize(AT_ONCE);
        assertThat(gate.batches)
                .singleElement()
                .satisfies(batch -> assertThat(batch).hasSize(10));
    }

    @Test
    void batch_isBounded() {
        var callers = callers(AT_ONCE + GroupCommit.LARGEST + 5);

        gate.open();

        callers.forEach(CompletableFuture::join);
        assertThat(gate.batches).extracting(List::size).containsExactlyInAnyOrder(GroupCommit.LARGEST, 5);
    }

    @Test
    void failureOfOneItem_isItsOwn() {
        gate.answer = names -> Outcome.ok(names.stream()
                .map(name -> Optional.of(
                        name.equals("item-6") ? Outcome.<SecretBytes>failed(new NotAuthentic()) : gate.plaintext(name)))
                .toList());
        var callers = callers(AT_ONCE + 4);

        gate.open();

        assertThat(failure(callers.get(6))).isEqualTo(new NotAuthentic());
        assertThat(List.of(4, 5, 7))
                .allSatisfy(i -> assertThat(text(callers.get(i))).isEqualTo("item-" + i));
    }

    @Test
    void itemWithoutAnAnswer_isAskedForAlone() {
        gate.answer = names -> Outcome.ok(names.stream()
                .map(name -> name.equals("item-5")
                        ? Optional.<Outcome<SecretBytes>>empty()
                        : Optional.of(gate.plaintext(name)))
                .toList());
        var callers = callers(AT_ONCE + 3);

        gate.open();

        assertThat(text(callers.get(5))).isEqualTo("item-5");
        assertThat(gate.singles).hasSize(AT_ONCE + 1).last().isEqualTo("item-5");
    }

    @Test
    void refusedBatch_isAskedItemByItem_andNoneIsTriedForAMinute() {
        gate.answer = names -> Outcome.failed(new Unreachable("x"));
        var callers = callers(AT_ONCE + 3);

        gate.open();

        callers.forEach(caller -> assertThat(text(caller)).startsWith("item-"));
        assertThat(gate.batches).hasSize(1);

        now.addAndGet(Duration.ofSeconds(59).toNanos());
        gate.shut();
        var soon = callersNamed("soon-", AT_ONCE + 3);
        Eventually.comesTrue(() ->
                gate.singles.stream().filter(name -> name.startsWith("soon-")).count() == AT_ONCE + 3);
        gate.open();
        soon.forEach(caller -> assertThat(text(caller)).startsWith("soon-"));
        assertThat(gate.batches).hasSize(1);

        now.addAndGet(Duration.ofSeconds(2).toNanos());
        gate.shut();
        var later = callersNamed("later-", AT_ONCE + 3);
        Eventually.comesTrue(() -> batches.queued() == 3);
        gate.open();
        later.forEach(caller -> assertThat(text(caller)).startsWith("later-"));
        assertThat(gate.batches).hasSize(2);
    }

    /** What is left of a budget is another each time it is asked for, and a sort that sees it change may throw. */
    @Test
    void mostTimeLeft_leads_andEachBudgetIsAskedOnce() {
        var queue = new GroupQueue<DecryptItem, SecretBytes>(1, GroupCommit.LARGEST);
        assertThat(queue.takeOrQueue(new Waiter<>(item("first"), call(AMPLE)))).isTrue();
        var asked = new AtomicInteger();
        var waiters = new ArrayList<Waiter<DecryptItem, SecretBytes>>();
        for (int i = 0; i < GroupCommit.LARGEST; i++) {
            Duration left = AMPLE.minusSeconds(Math.abs(i - 20));
            var waiter = new Waiter<DecryptItem, SecretBytes>(item("item-" + i), ApiCall.ownedBy(Cause.SERVE, () -> {
                asked.incrementAndGet();
                return left;
            }));
            assertThat(queue.takeOrQueue(waiter)).isFalse();
            waiters.add(waiter);
        }

        queue.release();

        assertThat(asked).hasValue(GroupCommit.LARGEST);
        assertThat(waiters.get(20).await()).isEqualTo(new Waiter.Turn.Lead<>(waiters));
        assertThat(queue.free()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sealed", "busy"})
    void whatHoldsForEveryone_isToldToEveryone_withoutAnotherRequest(String what) {
        Failure failure = what.equals("sealed") ? new Sealed() : new Busy(Duration.ofSeconds(1), "x");
        gate.answer = names -> Outcome.failed(failure);
        var callers = callers(AT_ONCE + 3);

        gate.open();

        assertThat(callers.subList(AT_ONCE, AT_ONCE + 3))
                .allSatisfy(caller -> assertThat(failure(caller)).isEqualTo(failure));
        assertThat(gate.singles).hasSize(AT_ONCE);
    }

    @Test
    void leadersTimeout_isNotThatOfTheOthers() {
        gate.answer = names -> Outcome.failed(new Timeout());
        var callers = callers(AT_ONCE + 3);

        gate.open();

        callers.forEach(caller -> assertThat(text(caller)).startsWith("item-"));
        assertThat(gate.singles).hasSize(AT_ONCE + 3);
    }

    @Test
    void callerWhoseTimeIsUp_leaves_andTheOthersDoNotAskForIt() {
        var callers = callers(AT_ONCE);
        assertThat(decrypt("late", Duration.ofMillis(20))).isEqualTo(Outcome.failed(new Timeout()));
        var other = caller("other", AMPLE);
        var another = caller("another", AMPLE);
        Eventually.comesTrue(() -> batches.queued() == 2);

        gate.open();

        assertThat(text(other)).isEqualTo("other");
        assertThat(text(another)).isEqualTo("another");
        callers.forEach(CompletableFuture::join);
        assertThat(gate.singles).doesNotContain("late");
        assertThat(gate.batches).allSatisfy(batch -> assertThat(batch).doesNotContain("late"));
    }

    @Test
    void answerForACallerWhoLeft_isWiped() {
        var sent = new CountDownLatch(1);
        var left = new CountDownLatch(1);
        gate.answer = names -> {
            sent.countDown();
            await(left);
            return gate.each(names);
        };
        var callers = callers(AT_ONCE);
        var leader = caller("leader", AMPLE);
        Duration less = AMPLE.minusSeconds(1);
        var follower = new CompletableFuture<Outcome<SecretBytes>>();
        Thread thread = Thread.startVirtualThread(() -> follower.complete(batches.ask(item("follower"), call(less))));
        Eventually.comesTrue(() -> batches.queued() == 2);

        gate.open();
        await(sent);
        thread.interrupt();
        assertThat(failure(follower)).isEqualTo(new Timeout());
        left.countDown();

        callers.forEach(CompletableFuture::join);
        assertThat(text(leader)).isEqualTo("leader");
        assertThat(gate.batches).containsExactly(List.of("leader", "follower"));
        SecretBytes unread = Objects.requireNonNull(gate.given.get("follower"));
        assertThatThrownBy(unread::copy).isInstanceOf(IllegalStateException.class);
    }

    /** Its caller may wipe what it asked about as soon as it has its answer, and time being up is one. */
    @Test
    void callerWhoLeavesWhileItsItemIsRead_waitsForThat() {
        var reading = new CountDownLatch(1);
        var read = new CountDownLatch(1);
        var left = new AtomicBoolean();
        var leftWhileRead = new AtomicBoolean();
        gate.reading = () -> {
            reading.countDown();
            await(read);
            leftWhileRead.set(left.get());
        };
        var callers = callers(AT_ONCE);
        var leader = caller("leader", AMPLE);
        var follower = new CompletableFuture<Outcome<SecretBytes>>();
        Thread thread = Thread.startVirtualThread(() -> {
            follower.complete(batches.ask(item("follower"), call(AMPLE.minusSeconds(1))));
            left.set(true);
        });
        Eventually.comesTrue(() -> batches.queued() == 2);

        gate.open();
        await(reading);
        thread.interrupt();
        Eventually.comesTrue(() -> thread.getState() == Thread.State.WAITING && batches.leaving() == 1);
        read.countDown();

        assertThat(failure(follower)).isEqualTo(new Timeout());
        assertThat(leftWhileRead).isFalse();
        callers.forEach(CompletableFuture::join);
        assertThat(text(leader)).isEqualTo("leader");
    }

    @Test
    void bug_isTheLeadersAlone_andFreesItsSlot() {
        gate.answer = names -> {
            throw new IllegalStateException("planted");
        };
        var callers = callers(AT_ONCE + 3);

        gate.open();

        var ended = callers.stream()
                .map(caller -> caller.handle((outcome, bug) -> bug == null).join())
                .toList();
        assertThat(ended).filteredOn(good -> !good).hasSize(1);
        gate.answer = gate::each;
        assertThat(text(decrypt("after", AMPLE))).isEqualTo("after");
        assertThat(gate.singles).last().isEqualTo("after");
    }

    /** Whatever happens to requests: everyone ends, with its own item's answer or a failure, and every slot is free again. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void inAnyWeather_everyoneGetsItsOwn(long seed) {
        var most = new AtomicInteger();
        var weather = new GroupCommit.Sender<DecryptItem, SecretBytes>() {
            @Override
            public Outcome<SecretBytes> one(DecryptItem item, ApiCall call) {
                return pause(() -> ThreadLocalRandom.current().nextInt(10) == 0
                        ? Outcome.failed(new Unreachable("x"))
                        : gate.plaintext(nameOf(item)));
            }

            @Override
            public GroupCommit.GroupRequest<SecretBytes> many(List<DecryptItem> items) {
                most.accumulateAndGet(items.size(), Math::max);
                return call -> pause(() -> switch (ThreadLocalRandom.current().nextInt(8)) {
                    case 0 -> Outcome.failed(new Timeout());
                    case 1 -> Outcome.failed(new Sealed());
                    case 2 ->
                        Outcome.ok(items.stream()
                                .map(item -> ThreadLocalRandom.current().nextBoolean()
                                        ? Optional.<Outcome<SecretBytes>>empty()
                                        : Optional.of(gate.plaintext(nameOf(item))))
                                .toList());
                    default ->
                        gate.each(items.stream().map(GroupCommitTest::nameOf).toList());
                });
            }

            private <T> Outcome<T> pause(Supplier<Outcome<T>> then) {
                LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(500_000));
                return then.get();
            }
        };
        var stormy = new GroupCommit<>(weather, System::nanoTime);
        var random = new Random(seed);
        var callers = new ArrayList<CompletableFuture<Outcome<SecretBytes>>>();
        for (int i = 0; i < 1500; i++) {
            String name = "item-" + i;
            Duration budget = random.nextInt(20) == 0 ? Duration.ofNanos(random.nextInt(800_000)) : AMPLE;
            callers.add(CompletableFuture.supplyAsync(
                    () -> stormy.ask(item(name), call(budget)), Thread::startVirtualThread));
        }

        for (int i = 0; i < callers.size(); i++) {
            if (callers.get(i).join() instanceof Outcome.Ok<SecretBytes>(SecretBytes secret)) {
                assertThat(text(Outcome.ok(secret))).isEqualTo("item-" + i);
            }
        }
        assertThat(most.get()).isBetween(2, GroupCommit.LARGEST);
        assertThat(stormy.freeSlots()).isEqualTo(AT_ONCE);
    }

    private List<CompletableFuture<Outcome<SecretBytes>>> callers(int count) {
        var callers = new ArrayList<CompletableFuture<Outcome<SecretBytes>>>();
        for (int i = 0; i < count; i++) {
            var caller = caller("item-" + i, AMPLE);
            callers.add(caller);
            int before = i + 1;
            Eventually.comesTrue(() -> gate.singles.size() == Math.min(before, AT_ONCE)
                    && batches.queued() == Math.max(0, before - AT_ONCE));
        }
        return callers;
    }

    private List<CompletableFuture<Outcome<SecretBytes>>> callersNamed(String prefix, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> caller(prefix + i, AMPLE))
                .toList();
    }

    private CompletableFuture<Outcome<SecretBytes>> caller(String name, Duration budget) {
        return CompletableFuture.supplyAsync(() -> decrypt(name, budget), Thread::startVirtualThread);
    }

    private Outcome<SecretBytes> decrypt(String name, Duration budget) {
        return batches.ask(item(name), call(budget));
    }

    private static ApiCall call(Duration budget) {
        return ApiCall.ownedBy(Cause.SERVE, Budget.starting(System::nanoTime, budget));
    }

    /** Its ciphertext holds its name. */
    private static DecryptItem item(String name) {
        String padded = name + " ".repeat(28);
        String body = Base64.getEncoder().encodeToString(padded.getBytes(US_ASCII));
        return switch (TransitCiphertext.parse("vault:v1:" + body)) {
            case Outcome.Ok<TransitCiphertext>(TransitCiphertext text) -> new DecryptItem(text, Aad.ofProbe());
            case Outcome.Failed<TransitCiphertext>(Failure failure) -> throw new AssertionError(failure);
        };
    }

    private static String nameOf(DecryptItem item) {
        String body = item.ciphertext().text().substring("vault:v1:".length());
        return new String(Base64.getDecoder().decode(body), US_ASCII).strip();
    }

    private static String text(CompletableFuture<Outcome<SecretBytes>> caller) {
        return text(caller.join());
    }

    private static String text(Outcome<SecretBytes> outcome) {
        if (outcome instanceof Outcome.Ok<SecretBytes>(SecretBytes secret)) {
            return secret.exposeTo(bytes -> new String(bytes, US_ASCII));
        }
        throw new AssertionError(outcome);
    }

    private static Failure failure(CompletableFuture<Outcome<SecretBytes>> caller) {
        if (caller.join() instanceof Outcome.Failed<SecretBytes>(Failure failure)) {
            return failure;
        }
        throw new AssertionError("it succeeded");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
