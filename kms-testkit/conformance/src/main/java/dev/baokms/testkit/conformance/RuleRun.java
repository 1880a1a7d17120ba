package dev.baokms.testkit.conformance;

import dev.baokms.testkit.kms.KmsClient;
import dev.baokms.testkit.kms.KmsClient.Options;
import dev.baokms.testkit.kms.KmsPlugin.StatusReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The check of one rule: its connections, its randomness, its hooks and its notes. */
final class RuleRun implements AutoCloseable {
    static final int SEED_BYTES = 32;

    private final String rule;
    private final String failed;
    private final Subject subject;
    private final Intensity intensity;
    private final FirstCalls first;
    private final List<String> keyIds;
    private final Random random;
    private final Collection<String> notes = new ConcurrentLinkedQueue<>();
    private final Collection<Latencies> latencies = new ConcurrentLinkedQueue<>();
    private final Deque<KmsClient> connections = new ConcurrentLinkedDeque<>();
    private volatile boolean disturbed;

    /**
     * @param failed ids of the rules that have failed so far, separated by commas
     * @param keyIds key_ids that rotations made, in all rules of the run so far
     */
    RuleRun(
            String rule,
            String failed,
            Subject subject,
            Intensity intensity,
            FirstCalls first,
            List<String> keyIds,
            long seed) {
        this.rule = rule;
        this.failed = failed;
        this.subject = subject;
        this.intensity = intensity;
        this.first = first;
        this.keyIds = keyIds;
        this.random = new Random(seed);
    }

    /** As kube-apiserver calls: waits, within the deadline, for a provider that is not there yet. */
    Options options() {
        return Options.likeApiServer().withDeadline(intensity.deadline());
    }

    KmsClient connect() {
        return connect(options());
    }

    KmsClient connect(Options options) {
        return connectTo(subject.endpoint(), options);
    }

    /** Connects to the second instance; only for rules that need it. */
    KmsClient connectToSecond() {
        return connectTo(subject.hooks().second().orElseThrow(), options());
    }

    private KmsClient connectTo(Endpoint endpoint, Options options) {
        var client = new KmsClient(endpoint.socket(), options);
        connections.add(client);
        return client;
    }

    boolean can(Capability capability) {
        return subject.can(capability);
    }

    Subject subject() {
        return subject;
    }

    Intensity intensity() {
        return intensity;
    }

    /** The first calls of the run, made before any rule. */
    FirstCalls first() {
        return first;
    }

    /** The key_ids that rotations made, in the order in which they appeared, including those of earlier rules. */
    List<String> keyIds() {
        return keyIds;
    }

    int times(int certified) {
        return intensity.times(certified);
    }

    void note(String text) {
        notes.add(text);
    }

    /** @param nanos nanoseconds of each call of the method, in any order */
    void measured(String method, long[] nanos) {
        latencies.add(Latencies.of(method, nanos));
    }

    Collection<Latencies> latencies() {
        return latencies;
    }

    Collection<String> notes() {
        return notes;
    }

    Random random() {
        return random;
    }

    synchronized byte[] seed() {
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        return seed;
    }

    /** A random UUID, as kube-apiserver makes. */
    static String uid() {
        return UUID.randomUUID().toString();
    }

    Sample seal(KmsClient kms) {
        return seal(kms, seed());
    }

    static Sample seal(KmsClient kms, byte[] plaintext) {
        return new Sample(plaintext, kms.encrypt(uid(), plaintext));
    }

    List<Sample> seal(KmsClient kms, int count) {
        var all = new ArrayList<Sample>();
        for (int i = 0; i < count; i++) {
            all.add(seal(kms));
        }
        return all;
    }

    /**
     * Stops early, with a note, when half of the rule's time is over: a slow provider is tried less often but does not
     * fail for that.
     */
    <T> void forAll(int tries, Generator<T> values, PropertyRun.Law<T> law) throws Exception {
        long end = System.nanoTime() + half().toNanos();
        int tried = PropertyRun.forAll(times(tries), () -> System.nanoTime() - end < 0, values, random, law);
        if (tried < times(tries)) {
            note("tried " + tried + " of " + times(tries) + " generated cases in the time there was");
        }
    }

    /** The time for repeating one thing: half of the rule's time, so that the rule can still finish. */
    Duration half() {
        return intensity.rule().dividedBy(2);
    }

    void invoke(Hook hook) {
        if (hook != Hook.ROTATE && hook != Hook.ROLL_BACK) {
            disturbed = true;
        }
        try {
            subject.hooks()
                    .run(
                            hook,
                            Map.of(
                                    "KMS_KIT_HOOK",
                                    hook.optionName(),
                                    "KMS_KIT_RULE",
                                    rule,
                                    "KMS_KIT_ENDPOINT",
                                    subject.endpoint().toString(),
                                    "KMS_KIT_FAILED",
                                    failed));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HookFailedException(hook, e);
        } catch (Exception e) {
            throw new HookFailedException(hook, e);
        }
    }

    /** Runs the first hook, the body and, whatever the body did, the second hook. */
    <X extends Exception> void during(Hook hook, Hook undo, Body<X> body) throws X {
        invoke(hook);
        try {
            body.run();
        } finally {
            invoke(undo);
        }
    }

    /**
     * Waits after the rule until the provider has recovered from an outage or a start: only B16 and the rules of starts
     * judge how slow that is, and no later rule may suffer from it.
     */
    void recover() throws InterruptedException {
        if (disturbed) {
            OutageChecks.settle(this, connect(), intensity.patience());
            // It asks the same backend, and a rule that calls it judges no outage either.
            if (can(Capability.SECOND_INSTANCE)) {
                OutageChecks.settle(this, connectToSecond(), intensity.patience());
            }
        }
    }

    /** A check after each of several rotations. */
    @FunctionalInterface
    interface Rotated {
        void look(int rotations) throws Exception;
    }

    /** What is done during a fault. */
    @FunctionalInterface
    interface Body<X extends Exception> {
        void run() throws X;
    }

    /** @return a new connection to a provider that was just started, once it is healthy */
    KmsClient awaitHealthy() throws InterruptedException {
        return Waits.awaitHealthy(this);
    }

    /** @return Status with the new key, once it appears */
    StatusReply rotate(KmsClient kms) throws InterruptedException {
        String before = kms.status().keyId();
        invoke(Hook.ROTATE);
        StatusReply now = Waits.awaitOtherKey(this, kms, before);
        keyIds.add(now.keyId());
        return now;
    }

    /** Rotates as often as this kind of run requires, or as half of the rule's time allows, and notes the latter. */
    void rotations(KmsClient kms, Rotated then) throws Exception {
        long end = System.nanoTime() + half().toNanos();
        int done = 0;
        while (done < intensity.rotations() && System.nanoTime() < end) {
            rotate(kms);
            done++;
            then.look(done);
        }
        note("rotated " + done + (done == 1 ? " time" : " times"));
    }

    @Override
    public void close() {
        connections.forEach(KmsClient::close);
    }
}
