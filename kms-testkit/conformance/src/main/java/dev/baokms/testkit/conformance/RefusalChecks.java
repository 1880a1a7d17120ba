package dev.baokms.testkit.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.KmsClient;
import dev.baokms.testkit.kms.WrappedSeed;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Group D, for how the provider refuses. */
final class RefusalChecks {
    private RefusalChecks() {}

    static void refusesNonsense(RuleRun run) throws Exception {
        KmsClient kms = run.connect();
        WrappedSeed real = run.seal(kms).wrapped();
        run.forAll(
                500,
                Generators.bytes(1, EncryptChecks.MAX_CIPHERTEXT_BYTES),
                nonsense -> TamperChecks.mustBeRefused(
                        kms,
                        real.withCiphertext(nonsense),
                        "with a ciphertext of " + nonsense.length + " random bytes"));
    }

    static void refusesWhatIsNeverSent(RuleRun run) {
        KmsClient kms = run.connect();
        WrappedSeed real = run.seal(kms).wrapped();
        TamperChecks.mustBeRefused(kms, real.withCiphertext(new byte[0]), "with an empty ciphertext");
        TamperChecks.mustBeRefused(kms, real.withCiphertext(new byte[1 << 20]), "with a ciphertext of 1 MiB");
        TamperChecks.mustBeRefused(kms, real.withKeyId(""), "with an empty key_id");
        TamperChecks.mustBeRefused(
                kms, real.withKeyId("k".repeat(StatusChecks.MAX_KEY_ID_BYTES + 1)), "with a key_id of 1025 bytes");
        TamperChecks.mustBeRefused(kms, real.withKeyId("k".repeat(1 << 16)), "with a key_id of 64 KiB");
    }

    static void survivesInvalidRequests(RuleRun run) {
        KmsClient kms = run.connect();
        Sample sample = run.seal(kms);
        double before = EncryptChecks.medianOf(21, () -> run.seal(kms).mustOpenOn(kms, "before invalid requests"));
        for (int i = 0; i < run.times(10_000); i++) {
            byte[] bad = new byte[run.random().nextInt(100)];
            run.random().nextBytes(bad);
            OutageChecks.errorOf(
                    () -> kms.decrypt(RuleRun.uid(), sample.wrapped().withCiphertext(bad)));
        }
        try {
            // Before any Encrypt, because the provider may recover with one.
            sample.mustOpenOn(kms, "after many invalid requests");
            double after =
                    EncryptChecks.medianOf(21, () -> run.seal(kms).mustOpenOn(kms, "after many invalid requests"));
            EncryptChecks.mustNotSlowDown("Encrypt with Decrypt", before, after, "after many invalid requests");
        } catch (KmsCallException e) {
            throw new Violation(
                    "after many invalid requests a valid one failed with " + e.getMessage()
                            + "; let an invalid request leave nothing behind, no count, no lock, no cache entry",
                    e);
        }
    }

    static void errorsAreDiscreet(RuleRun run) throws InterruptedException {
        KmsClient kms = run.connect();
        Sample sample = run.seal(kms);
        byte[] cut =
                Arrays.copyOf(sample.wrapped().ciphertext(), sample.wrapped().ciphertext().length - 1);
        for (WrappedSeed bad : List.of(
                sample.wrapped().withCiphertext(cut),
                sample.wrapped().withKeyId("no-such-key"),
                sample.wrapped().withAnnotations(Map.of("more.example.org", new byte[0])))) {
            OutageChecks.errorOf(() -> kms.decrypt(RuleRun.uid(), bad))
                    .ifPresent(error -> mustHide(run, error.description(), sample.plaintext(), bad.ciphertext()));
        }
        byte[] odd = Arrays.copyOf(run.seed(), 100_000);
        OutageChecks.errorOf(() -> kms.encrypt(RuleRun.uid(), odd))
                .ifPresent(error -> mustHide(run, error.description(), Arrays.copyOf(odd, RuleRun.SEED_BYTES), odd));
        if (run.can(Capability.BREAK_BACKEND)) {
            run.during(Hook.BREAK, Hook.REPAIR, () -> {
                byte[] seed = run.seed();
                OutageChecks.errorOf(() -> kms.encrypt(RuleRun.uid(), seed))
                        .ifPresent(error -> mustHide(run, error.description(), seed, seed));
            });
        }
    }

    private static void mustHide(RuleRun run, String text, byte[] plaintext, byte[] ciphertext) {
        OutageChecks.mustBeDiscreet(run, text);
        Violation.unless(
                !Disclosure.holdsMasked(text.getBytes(UTF_8), plaintext)
                        && !Disclosure.holdsMasked(text.getBytes(UTF_8), ciphertext),
                "an error text holds plaintext or ciphertext",
                "name lengths and never content: clients of the API server can read it");
    }

    static void codesMeanSomething(RuleRun run) {
        KmsClient kms = run.connect();
        WrappedSeed real = run.seal(kms).wrapped();
        for (WrappedSeed bad :
                List.of(real.withCiphertext(new byte[] {1}), real.withKeyId("no-such-key"), real.withKeyId(""))) {
            OutageChecks.errorOf(() -> kms.decrypt(RuleRun.uid(), bad))
                    .ifPresent(error -> Violation.unless(
                            !List.of("UNKNOWN", "INTERNAL", "UNIMPLEMENTED").contains(error.code()),
                            "a request that cannot be right was refused with " + error.code(),
                            "use INVALID_ARGUMENT for malformed, NOT_FOUND or FAILED_PRECONDITION for the key,"
                                    + " UNAVAILABLE for the backend"));
        }
    }
}
