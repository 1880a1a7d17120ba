package dev.baokms.testkit.conformance;

import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.KmsClient;
import dev.baokms.testkit.kms.WrappedSeed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Group D, for requests that no Encrypt produced. */
final class TamperChecks {
    private static final String REFUSE =
            "authenticate every field you were given, as associated data of the cipher, and refuse what does not match";

    /** The most meaningless bits in one character; in an unauthenticated byte, all eight bits can change. */
    private static final int MOST_SPARE = 4;

    private TamperChecks() {}

    static void annotationOrderIsIrrelevant(RuleRun run) {
        KmsClient kms = run.connect();
        Sample sample = run.seal(kms);
        List<Map.Entry<String, byte[]>> entries =
                new ArrayList<>(sample.wrapped().annotations().entrySet());
        for (int i = 0; i < run.times(50); i++) {
            if (i == 0) {
                Collections.reverse(entries);
            } else {
                Collections.shuffle(entries, run.random());
            }
            byte[] answer = kms.call(
                    TransportChecks.SERVICE + "Decrypt",
                    RawRequests.decrypt(sample.wrapped(), entries),
                    run.intensity().deadline());
            Violation.unless(
                    Arrays.equals(RawRequests.plaintextOf(answer), sample.plaintext()),
                    "Decrypt depends on the order of annotations",
                    "sort them by key before they enter any computation");
        }
    }

    static void worksWithoutAnnotations(RuleRun run) {
        KmsClient kms = run.connect();
        Sample sample = run.seal(kms);
        if (sample.wrapped().annotations().isEmpty()) {
            sample.mustOpenOn(kms, "without annotations");
        } else {
            run.note("holds of itself: Encrypt returns annotations");
        }
    }

    static void refusesChangedCiphertext(RuleRun run) throws Exception {
        KmsClient kms = run.connect();
        Sample sample = run.seal(kms);
        byte[] good = sample.wrapped().ciphertext();
        // Odd, so that it meets each of the eight bits of a byte.
        int step = 100 / Math.max(1, run.intensity().percent()) | 1;
        int bits = good.length * Byte.SIZE;
        // A quick run tests all bits of the last byte, because versions, lengths and tags are there.
        for (int bit = 0; bit < bits; bit += bit < bits - Byte.SIZE - step ? step : 1) {
            if (opensWithFlipped(kms, sample, bit)) {
                mustBeSpare(run, kms, sample, bit);
            }
        }
        for (int length = 0; length < good.length; length += step) {
            mustBeRefused(
                    kms,
                    sample.wrapped().withCiphertext(Arrays.copyOf(good, length)),
                    "with the ciphertext cut to " + length + " of " + good.length + " bytes");
        }
        for (int more : new int[] {1, 2, 16}) {
            mustBeRefused(
                    kms,
                    sample.wrapped().withCiphertext(Arrays.copyOf(good, good.length + more)),
                    "with " + more + " bytes appended to the ciphertext");
        }
    }

    /** Whether the sample still opens with this bit flipped. */
    private static boolean opensWithFlipped(KmsClient kms, Sample sample, int bit) {
        byte[] bad = sample.wrapped().ciphertext();
        bad[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
        String how = "with bit " + bit + " of the ciphertext flipped";
        byte[] answer;
        try {
            answer = kms.decrypt(RuleRun.uid(), sample.wrapped().withCiphertext(bad));
        } catch (KmsCallException e) {
            inTime(e, how);
            return false;
        }
        Violation.unless(
                Arrays.equals(answer, sample.plaintext()),
                "altered ciphertext accepted",
                "Decrypt answered OK and wrong bytes " + how,
                REFUSE);
        return true;
    }

    /**
     * A textual ciphertext has bits without meaning: the case of a hex digit, the last bits of base64. Which bits these
     * are depends on the ciphertext, so without this tolerance a correct provider would fail in one run and pass in the
     * next.
     */
    private static void mustBeSpare(RuleRun run, KmsClient kms, Sample sample, int bit) {
        int first = bit / Byte.SIZE * Byte.SIZE;
        long open = IntStream.range(first, first + Byte.SIZE)
                .filter(each -> opensWithFlipped(kms, sample, each))
                .count();
        Violation.unless(
                open <= MOST_SPARE,
                "altered ciphertext accepted",
                "Decrypt answered OK with bit " + bit + " of the ciphertext flipped, and with " + open
                        + " of the 8 in its byte",
                REFUSE);
        String advice =
                "advice: a ciphertext that is written in another way opens, too; read only the way that Encrypt writes";
        if (!run.notes().contains(advice)) {
            run.note(advice);
        }
    }

    static void mustBeRefused(KmsClient kms, WrappedSeed bad, String how) {
        Optional<KmsCallException> error = OutageChecks.errorOf(() -> kms.decrypt(RuleRun.uid(), bad));
        Violation.unless(error.isPresent(), "altered ciphertext accepted", "Decrypt answered OK " + how, REFUSE);
        error.ifPresent(e -> inTime(e, how));
    }

    private static void inTime(KmsCallException error, String how) {
        Violation.unless(
                !error.code().equals("DEADLINE_EXCEEDED"),
                "Decrypt did not answer in time " + how,
                "refuse at once what cannot be right");
    }

    static void keyIdIsBound(RuleRun run) {
        KmsClient kms = run.connect();
        Sample sample = run.seal(kms);
        var others = new ArrayList<>(List.of("no-such-key", sample.keyId() + "0", sample.keyId() + "\n"));
        others.add(sample.keyId().substring(1));
        for (String other : others) {
            refusedOrRight(run, kms, sample, sample.wrapped().withKeyId(other), "key_id");
        }
    }

    /** Wrong bytes break the rule; the right bytes are allowed, but show that the field is not bound. */
    static void refusedOrRight(RuleRun run, KmsClient kms, Sample sample, WrappedSeed bent, String field) {
        byte[] answer;
        try {
            answer = kms.decrypt(RuleRun.uid(), bent);
        } catch (KmsCallException e) {
            return;
        }
        Violation.unless(
                Arrays.equals(answer, sample.plaintext()),
                "Decrypt answered OK and wrong bytes under a changed " + field,
                REFUSE);
        String advice = "advice: a changed " + field + " is accepted; bind it, as associated data for example";
        if (!run.notes().contains(advice)) {
            run.note(advice);
        }
    }

    static void annotationsAreBound(RuleRun run) {
        KmsClient kms = run.connect();
        Sample sample = run.seal(kms);
        Map<String, byte[]> good = sample.wrapped().annotations();
        var bent = new ArrayList<Map<String, byte[]>>();
        good.forEach((key, value) -> {
            bent.add(with(good, key, Arrays.copyOf(value, value.length + 1)));
            bent.add(with(good, key, new byte[0]));
            if (value.length > 0) {
                byte[] flipped = value.clone();
                flipped[0] ^= 1;
                bent.add(with(good, key, flipped));
            }
            Map<String, byte[]> without = new LinkedHashMap<>(good);
            without.remove(key);
            bent.add(without);
        });
        bent.add(with(good, "more.example.org", new byte[] {'1'}));
        for (Map<String, byte[]> annotations : bent) {
            refusedOrRight(run, kms, sample, sample.wrapped().withAnnotations(annotations), "annotation");
        }
    }

    private static Map<String, byte[]> with(Map<String, byte[]> annotations, String key, byte[] value) {
        Map<String, byte[]> other = new LinkedHashMap<>(annotations);
        other.put(key, value);
        return other;
    }

    static void splicesAreRefused(RuleRun run) {
        KmsClient kms = run.connect();
        for (int i = 0; i < run.times(100); i++) {
            Sample one = run.seal(kms);
            Sample other = run.seal(kms);
            WrappedSeed two = other.wrapped();
            mustNotInvent(kms, one.wrapped().withAnnotations(two.annotations()), one.plaintext());
            mustNotInvent(kms, one.wrapped().withKeyId(two.keyId()), one.plaintext());
            mustNotInvent(kms, one.wrapped().withCiphertext(two.ciphertext()), one.plaintext(), other.plaintext());
            byte[] spliced = one.wrapped().ciphertext();
            byte[] foreign = two.ciphertext();
            int half = Math.min(spliced.length, foreign.length) / 2;
            System.arraycopy(foreign, 0, spliced, 0, half);
            mustNotInvent(kms, one.wrapped().withCiphertext(spliced), one.plaintext(), other.plaintext());
        }
    }

    /** For a ciphertext spliced from two halves, either plaintext is allowed, because much of it may be padding. */
    private static void mustNotInvent(KmsClient kms, WrappedSeed spliced, byte[]... possible) {
        OutageChecks.errorOf(() -> {
            byte[] answer = kms.decrypt(RuleRun.uid(), spliced);
            Violation.unless(
                    Stream.of(possible).anyMatch(plaintext -> Arrays.equals(answer, plaintext)),
                    "Decrypt answered OK and wrong bytes for the fields of two answers mixed",
                    REFUSE);
        });
    }
}
