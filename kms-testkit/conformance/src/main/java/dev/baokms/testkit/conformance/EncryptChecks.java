package dev.baokms.testkit.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.KmsClient;
import dev.baokms.testkit.kms.KmsPlugin;
import dev.baokms.testkit.kms.WrappedSeed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Group C. */
final class EncryptChecks {
    static final int MAX_CIPHERTEXT_BYTES = 1024;
    private static final int MAX_ANNOTATION_BYTES = 32 * 1024;
    private static final int ADVISED_ANNOTATION_BYTES = 1024;
    private static final Duration SLOW = Duration.ofMillis(500);
    private static final int SLOWER = 10;
    private static final int KEYSTREAMS = 50;

    private EncryptChecks() {}

    static void encryptsAnySeed(RuleRun run) throws Exception {
        KmsClient kms = run.connect();
        for (byte[] seed : Generators.oddSeeds()) {
            kms.encrypt(RuleRun.uid(), seed);
        }
        run.forAll(1000, Generators.seeds(), seed -> kms.encrypt(RuleRun.uid(), seed));
    }

    private static void forAllAnswers(RuleRun run, PropertyRun.Law<WrappedSeed> law) throws Exception {
        KmsClient kms = run.connect();
        run.forAll(200, Generators.seeds(), seed -> law.holdFor(kms.encrypt(RuleRun.uid(), seed)));
    }

    static void ciphertextFits(RuleRun run) throws Exception {
        forAllAnswers(run, answer -> {
            int bytes = answer.ciphertext().length;
            Violation.unless(
                    bytes >= 1 && bytes <= MAX_CIPHERTEXT_BYTES,
                    "ciphertext is " + bytes + " bytes, allowed are 1 to " + MAX_CIPHERTEXT_BYTES,
                    "put what does not fit into an annotation");
        });
    }

    static void keyIdFits(RuleRun run) throws Exception {
        forAllAnswers(run, answer -> {
            int bytes = answer.keyId().getBytes(UTF_8).length;
            Violation.unless(
                    bytes >= 1 && bytes <= StatusChecks.MAX_KEY_ID_BYTES,
                    "key_id of Encrypt is " + bytes + " bytes, allowed are 1 to " + StatusChecks.MAX_KEY_ID_BYTES,
                    "name the key that wrapped, as Status does");
        });
    }

    static void annotationKeysAreDomainNames(RuleRun run) throws Exception {
        forAllAnswers(
                run,
                answer -> answer.annotations()
                        .keySet()
                        .forEach(key -> Violation.unless(
                                DomainName.isOne(key),
                                "annotation key is " + ProviderText.text(key)
                                        + ", need a lower-case domain name such as kms.example.org",
                                "add your domain to the key; the API server refuses to store the answer")));
    }

    static void annotationsFit(RuleRun run) throws Exception {
        annotationsAtMost(run, MAX_ANNOTATION_BYTES);
    }

    static void annotationsAreSmall(RuleRun run) throws Exception {
        annotationsAtMost(run, ADVISED_ANNOTATION_BYTES);
    }

    private static void annotationsAtMost(RuleRun run, int most) throws Exception {
        forAllAnswers(run, answer -> {
            int bytes = answer.annotations().entrySet().stream()
                    .mapToInt(entry -> entry.getKey().getBytes(UTF_8).length + entry.getValue().length)
                    .sum();
            Violation.unless(
                    bytes <= most,
                    "annotations are " + bytes + " bytes, allowed are " + most,
                    "store what is common to many seeds elsewhere: annotations are copied into every object");
        });
    }

    static void answerHidesPlaintext(RuleRun run) throws Exception {
        KmsClient kms = run.connect();
        for (int i = 0; i < run.times(200); i++) {
            Sample sample = run.seal(kms);
            hides(sample, sample.wrapped().ciphertext(), "ciphertext");
            hides(sample, sample.keyId().getBytes(UTF_8), "key_id");
            for (Map.Entry<String, byte[]> entry :
                    sample.wrapped().annotations().entrySet()) {
                hides(sample, entry.getKey().getBytes(UTF_8), "an annotation key");
                hides(sample, entry.getValue(), "annotation " + ProviderText.text(entry.getKey()));
            }
        }
    }

    private static void hides(Sample sample, byte[] field, String name) {
        Violation.unless(
                !Disclosure.holdsMasked(field, sample.plaintext()),
                "the plaintext stands in " + name + ", as it is, encoded, or with one byte added to each of its own",
                "encrypt it; everything in this answer is stored in clear in etcd");
    }

    static void failureIsAnError(RuleRun run) throws InterruptedException {
        KmsClient kms = run.connect();
        mustBeWhole(kms, run.seed(), "for 32 bytes");
        if (!run.can(Capability.BREAK_BACKEND)) {
            run.note("not seen with the backend gone: no break hook");
            return;
        }
        run.during(Hook.BREAK, Hook.REPAIR, () -> {
            for (int i = 0; i < 2; i++) {
                mustBeWhole(kms, run.seed(), "with the backend gone");
            }
        });
    }

    private static void mustBeWhole(KmsPlugin kms, byte[] plaintext, String when) {
        OutageChecks.errorOf(() -> {
            WrappedSeed answer = kms.encrypt(RuleRun.uid(), plaintext);
            Violation.unless(
                    answer.ciphertext().length > 0 && !answer.keyId().isEmpty(),
                    "Encrypt answered OK " + when + " with an empty "
                            + (answer.keyId().isEmpty() ? "key_id" : "ciphertext"),
                    "answer with an error status when there is nothing to answer");
        });
    }

    static void isRandomised(RuleRun run) throws InterruptedException {
        byte[] seed = run.seed();
        var seen = new HashSet<List<String>>();
        mustBeFresh(run, run.connect(), seed, seen);
        if (run.can(Capability.RESTART)) {
            // A counted nonce would start twice at the same number.
            for (int i = 0; i < 2; i++) {
                run.invoke(Hook.RESTART);
                mustBeFresh(run, run.awaitHealthy(), seed, seen);
            }
        } else {
            run.note("not seen over a restart: no restart hook");
        }
    }

    private static void mustBeFresh(RuleRun run, KmsClient kms, byte[] seed, Set<List<String>> seen) {
        for (int i = 0; i < run.times(100); i++) {
            WrappedSeed answer = kms.encrypt(RuleRun.uid(), seed);
            // Include the annotations, because only an inner key wrapped there may change.
            boolean fresh = seen.add(List.of(
                    Arrays.toString(answer.ciphertext()),
                    answer.annotations().values().stream()
                            .map(Arrays::toString)
                            .sorted()
                            .toList()
                            .toString()));
            Violation.unless(
                    fresh,
                    "the same plaintext was twice encrypted to the same bytes",
                    "use a fresh random nonce for every call");
        }
    }

    static void uidIsOpaque(RuleRun run) throws Exception {
        KmsClient kms = run.connect();
        run.forAll(200, Generators.uids(), uid -> {
            byte[] one = run.seed();
            byte[] two = run.seed();
            WrappedSeed first = kms.encrypt(uid, one);
            WrappedSeed second = kms.encrypt(uid, two);
            boolean own = Arrays.equals(kms.decrypt(uid, first), one)
                    && Arrays.equals(kms.decrypt("another", second), two)
                    && Arrays.equals(kms.decrypt(uid, second), two);
            Violation.unless(own, "two calls under one uid were mixed up", "use the uid for logs and for nothing else");
        });
    }

    static void noCrossTalk(RuleRun run) throws Exception {
        KmsClient kms = run.connect();
        for (int round = 0; round < run.times(5); round++) {
            List<Sample> all = Concurrently.run(200, i -> () -> run.seal(kms));
            all.forEach(sample -> Violation.unless(
                    Arrays.equals(kms.decrypt(RuleRun.uid(), sample.wrapped()), sample.plaintext()),
                    "of 200 Encrypts at once one wrapped the plaintext of another",
                    "share no buffer, cipher or field between calls, and unwrap what you wrapped before you answer"));
        }
    }

    static void forgottenResultsCostNothing(RuleRun run) {
        KmsClient kms = run.connect();
        int calls = run.times(10_000);
        long[] nanos = new long[calls];
        for (int i = 0; i < calls; i++) {
            nanos[i] = TransportChecks.time(() -> run.seal(kms));
        }
        int part = Math.max(1, calls / 10);
        double first = median(Arrays.copyOf(nanos, part));
        double last = median(Arrays.copyOfRange(nanos, calls - part, calls));
        run.note(String.format(
                Locale.ROOT,
                "Encrypt took %.1f ms at first and %.1f ms after %d results",
                first / 1e6,
                last / 1e6,
                calls));
        mustNotSlowDown("Encrypt", first, last, "over " + calls + " results that were never decrypted");
    }

    /** @return the median in nanoseconds */
    static double medianOf(int calls, Runnable call) {
        long[] nanos = new long[calls];
        for (int i = 0; i < calls; i++) {
            nanos[i] = TransportChecks.time(call);
        }
        return median(nanos);
    }

    /** Tolerates calls that are still fast enough, and the effect of a busy machine on few calls. */
    static void mustNotSlowDown(String method, double before, double after, String when) {
        Violation.unless(
                after < before * SLOWER || after < SLOW.toNanos(),
                method + " became more than " + SLOWER + " times slower " + when,
                "let a call leave nothing behind that the next one has to pass");
    }

    static double median(long[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    static void otherSizesAreSafe(RuleRun run) {
        KmsClient kms = run.connect();
        for (int size : new int[] {0, 1, 16, 31, 33, 64, 4096}) {
            byte[] plaintext = new byte[size];
            run.random().nextBytes(plaintext);
            Sample sample;
            try {
                sample = RuleRun.seal(kms, plaintext);
            } catch (KmsCallException e) {
                Violation.unless(
                        !List.of("DEADLINE_EXCEEDED", "UNKNOWN").contains(e.code()),
                        size + " bytes of plaintext failed with " + e.code(),
                        "refuse a size you do not support with INVALID_ARGUMENT");
                continue;
            }
            sample.mustOpenOn(kms, "for " + size + " bytes of plaintext");
        }
    }

    static void firstCallsAreFast(RuleRun run) throws Exception {
        firstMustFit(run, run.first(), "of the run");
        if (run.can(Capability.RESTART)) {
            run.invoke(Hook.RESTART);
            firstMustFit(run, FirstCalls.afterStart(run.subject().endpoint(), run.intensity()), "after a start");
        } else {
            run.note("not seen after a start: no restart hook");
        }
    }

    private static void firstMustFit(RuleRun run, FirstCalls first, String when) {
        first.longest().forEach((method, took) -> {
            run.note(String.format(Locale.ROOT, "first %s %s: %.0f ms", method, when, took.toNanos() / 1e6));
            Violation.unless(
                    took.compareTo(run.intensity().deadline()) < 0,
                    "the first " + method + " " + when + " took longer than one timeout",
                    "log in and read the key before the first call, not because of it");
        });
    }

    static void keystreamsAreUsedOnce(RuleRun run) throws InterruptedException {
        KmsClient kms = run.connect();
        List<Sample> all = new ArrayList<>(run.seal(kms, run.times(KEYSTREAMS)));
        if (run.can(Capability.RESTART)) {
            for (int i = 0; i < 2; i++) {
                run.invoke(Hook.RESTART);
                all.addAll(run.seal(run.awaitHealthy(), run.times(KEYSTREAMS)));
            }
        } else {
            run.note("not seen over a restart: no restart hook");
        }
        List<List<byte[]>> ciphertexts = all.stream()
                .map(sample -> sample.wrapped().ciphertext())
                .map(bytes -> Stream.concat(Stream.of(bytes), Disclosure.decodings(bytes).stream())
                        .toList())
                .toList();
        for (int i = 0; i < all.size(); i++) {
            for (int j = 0; j < i; j++) {
                byte[] difference = xor(all.get(i).plaintext(), all.get(j).plaintext());
                Violation.unless(
                        !differBy(difference, ciphertexts.get(i), ciphertexts.get(j)),
                        "two ciphertexts differ just as their plaintexts do: both are under one keystream",
                        "use a fresh random nonce for every call: one seed that is known gives the other away");
            }
        }
    }

    private static boolean differBy(byte[] difference, List<byte[]> one, List<byte[]> other) {
        return one.stream()
                .anyMatch(left -> other.stream().anyMatch(right -> Disclosure.contains(xor(left, right), difference)));
    }

    private static byte[] xor(byte[] one, byte[] two) {
        byte[] both = new byte[Math.min(one.length, two.length)];
        for (int i = 0; i < both.length; i++) {
            both[i] = (byte) (one[i] ^ two[i]);
        }
        return both;
    }
}
