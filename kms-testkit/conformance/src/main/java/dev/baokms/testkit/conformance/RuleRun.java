package dev.baokms.testkit.conformance;

import dev.baokms.testkit.kms.KmsClient;
import dev.baokms.testkit.kms.KmsClient.Options;
import dev.baokms.testkit.kms.KmsPlugin.StatusReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;

/** One rule being asked: the connections it opens, its randomness, its hooks and what it wants to have noted. */
final class RuleRun implements AutoCloseable {
    static final int SEED_BYTES = 32;

    private final Subject subject;
    private final Intensity intensity;
    private final Random random;
    private final Collection<String> notes = new ConcurrentLinkedQueue<>();
    private final Deque<KmsClient> connections = new ConcurrentLinkedDeque<>();

    RuleRun(Subject subject, Intensity intensity, long seed) {
        this.subject = subject;
        this.intensity = intensity;
        this.random = new Random(seed);
    }

    /** As kube-apiserver calls: waits for a provider that is not there yet, within the deadline. */
    Options options() {
        return Options.likeApiServer().withDeadline(intensity.deadline());
    }

    KmsClient connect() {
        return connect(options());
    }

    KmsClient connect(Options options) {
        return connectTo(subject.endpoint(), options);
    }

    /** The instance next to the one under test; only for rules that need it. */
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

    int times(int certified) {
        return intensity.times(certified);
    }

    void note(String text) {
        notes.add(text);
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

    /** As kube-apiserver makes them: a random UUID. */
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

    /** Stops early, and notes it, when half of the rule's time is over: a slow provider is tried less often, not failed. */
    <T> void forAll(int tries, Generator<T> values, PropertyRun.Law<T> law) throws Exception {
        long end = System.nanoTime() + half().toNanos();
        int tried = PropertyRun.forAll(times(tries), () -> System.nanoTime() - end < 0, values, random, law);
        if (tried < times(tries)) {
            note("tried " + tried + " of " + times(tries) + " generated cases in the time there was");
        }
    }

    /** What may be spent on repeating one thing: half of the rule's time, so that the rule can still come to its end. */
    Duration half() {
        return intensity.rule().dividedBy(2);
    }

    void invoke(Hook hook) {
        try {
            subject.hooks().run(hook);
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

    /** What is asked during a fault. */
    @FunctionalInterface
    interface Body<X extends Exception> {
        void run() throws X;
    }

    /** @return a new connection to a provider that was just started, once it answers well */
    KmsClient awaitHealthy() throws InterruptedException {
        return Waits.awaitHealthy(this);
    }

    /** @return Status under the new key, once it shows */
    StatusReply rotate(KmsClient kms) throws InterruptedException {
        String before = kms.status().keyId();
        invoke(Hook.ROTATE);
        return Waits.awaitOtherKey(this, kms, before);
    }

    @Override
    public void close() {
        connections.forEach(KmsClient::close);
    }
}
