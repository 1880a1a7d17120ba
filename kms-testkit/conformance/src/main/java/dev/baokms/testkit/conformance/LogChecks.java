package dev.baokms.testkit.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.baokms.testkit.kms.KmsClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Group F. */
final class LogChecks {
    /** A log line may be written after the answer. */
    private static final Duration LAG = Duration.ofSeconds(5);

    private LogChecks() {}

    private static LogTail tail(RuleRun run) {
        return new LogTail(run.subject().hooks().logs());
    }

    static void logNamesUid(RuleRun run) throws Exception {
        LogTail log = tail(run);
        KmsClient kms = run.connect();
        String encrypt = RuleRun.uid();
        String decrypt = RuleRun.uid();
        kms.decrypt(decrypt, kms.encrypt(encrypt, run.seed()));
        Violation.unless(
                Waits.until(run.intensity().atMost(LAG), () -> {
                    String text = log.text();
                    return text.contains(encrypt) && text.contains(decrypt);
                }),
                "the uid of an Encrypt or Decrypt is not in the log",
                "log uid, method, code and duration of every call; the uid is how it is found in the API server's log");
    }

    static void logHidesPlaintext(RuleRun run) throws Exception {
        LogTail log = tail(run);
        KmsClient kms = run.connect();
        List<byte[]> secrets = new ArrayList<>();
        for (int i = 0; i < run.times(100); i++) {
            Sample sample = run.seal(kms);
            secrets.add(sample.plaintext());
            sample.mustOpenOn(kms, "while its log was watched");
            byte[] cut = sample.wrapped().ciphertext();
            OutageChecks.errorOf(() ->
                    kms.decrypt(RuleRun.uid(), sample.wrapped().withCiphertext(Arrays.copyOf(cut, cut.length - 1))));
        }
        byte[] odd = new byte[64];
        run.random().nextBytes(odd);
        secrets.add(odd);
        OutageChecks.errorOf(() -> kms.encrypt(RuleRun.uid(), odd));
        String last = RuleRun.uid();
        kms.encrypt(last, run.seed());
        // If the log names uids, this shows that everything earlier has been written; otherwise it waits briefly for
        // nothing.
        Waits.until(
                run.intensity().atMost(Duration.ofSeconds(1)), () -> log.text().contains(last));
        byte[] written = log.text().getBytes(ISO_8859_1);
        for (byte[] secret : secrets) {
            Violation.unless(
                    !Disclosure.holdsMasked(written, secret),
                    "the log holds a plaintext, as it is or encoded",
                    "log lengths and hashes of key ids, never bytes of a request or an answer");
        }
    }

    static void logLinesCannotBeForged(RuleRun run) throws Exception {
        LogTail log = tail(run);
        KmsClient kms = run.connect();
        String marker = "forged-" + RuleRun.uid();
        Sample sample = new Sample(run.seed(), kms.encrypt("uid\n" + marker, run.seed()));
        OutageChecks.errorOf(
                () -> kms.decrypt("uid\r\n" + marker, sample.wrapped().withKeyId("key\n" + marker)));
        Waits.until(
                run.intensity().atMost(Duration.ofSeconds(1)), () -> log.text().contains(marker));
        Violation.unless(
                log.text().lines().noneMatch(line -> line.startsWith(marker)),
                "a line break in a uid or key_id began a new log line",
                "escape control characters, or log as JSON");
    }
}
