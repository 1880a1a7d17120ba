package dev.baokms.testkit.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.testkit.kms.KmsClient;
import dev.baokms.testkit.kms.KmsPlugin;
import dev.baokms.testkit.model.StorageException;
import dev.baokms.testkit.model.VirtualApiServer;
import dev.baokms.testkit.model.VirtualApiServer.Read;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** Group G, except the interleavings. */
final class ModelChecks {
    private static final String PROVIDER = "conformance";
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration STEP = Duration.ofSeconds(5);
    private static final byte[] VALUE = "a value of some length".getBytes(UTF_8);

    private ModelChecks() {}

    private static VirtualApiServer server(RuleRun run, KmsPlugin kms) {
        return new VirtualApiServer(PROVIDER, kms, () -> START, run.random());
    }

    private static void mustBeHealthy(VirtualApiServer server, String when) {
        List<String> problems = server.health();
        Violation.unless(
                problems.isEmpty(),
                "kube-apiserver would be unhealthy " + when + ": " + problems,
                "see the rule about that answer");
    }

    private static String etcdKey(int number) {
        return "/registry/secrets/default/demo-" + number;
    }

    static void aDayGoesWell(RuleRun run) {
        KmsClient kms = run.connect();
        var now = new AtomicReference<>(START);
        var server = new VirtualApiServer(PROVIDER, kms, now::get, run.random());
        server.tick();
        mustBeHealthy(server, "at its start");
        byte[] stored = put(server, etcdKey(0));
        Instant end = START.plus(Duration.ofHours(run.times(24)));
        for (int i = 1; now.get().isBefore(end); i++) {
            now.set(now.get().plus(STEP));
            server.tick();
            if (i % 10 == 0) {
                mustBeHealthy(
                        server, "after " + Duration.between(START, now.get()).toMinutes() + " virtual minutes");
                put(server, etcdKey(i));
            }
        }
        mustRead(server, etcdKey(0), stored);
    }

    private static byte[] put(VirtualApiServer server, String etcdKey) {
        try {
            return server.put(etcdKey, VALUE);
        } catch (StorageException e) {
            throw new Violation("a value cannot be written: " + e.getMessage() + "; see the B rules about Status", e);
        }
    }

    /** Reading succeeds only with the right value, because a wrong seed opens nothing. */
    private static Read mustRead(VirtualApiServer server, String etcdKey, byte[] stored) {
        try {
            return server.get(etcdKey, stored);
        } catch (StorageException e) {
            throw new Violation(
                    "a stored value cannot be read: " + e.getMessage() + "; see D3 and D5 for what its seed needs", e);
        }
    }

    static void coldStart(RuleRun run) throws Exception {
        KmsClient before = run.connect();
        Map<String, byte[]> etcd = new LinkedHashMap<>();
        for (int i = 0; i < 50; i++) {
            VirtualApiServer writer = server(run, before);
            mustBeHealthy(writer, "while it filled etcd");
            etcd.put(etcdKey(i), put(writer, etcdKey(i)));
        }
        run.invoke(Hook.RESTART);
        KmsClient after = run.awaitHealthy();
        VirtualApiServer cold = server(run, after);
        mustBeHealthy(cold, "at its start");
        etcd.forEach((key, stored) -> mustRead(cold, key, stored));
        VirtualApiServer crowded = server(run, after);
        mustBeHealthy(crowded, "at its start");
        Concurrently.run(10, i -> () -> {
            etcd.forEach((key, stored) -> mustRead(crowded, key, stored));
            return true;
        });
    }

    static void reloadStorm(RuleRun run) {
        for (int i = 0; i < run.times(60); i++) {
            try (var kms = new KmsClient(run.subject().endpoint().socket(), run.options())) {
                kms.status();
                run.seal(kms);
            }
        }
    }

    static void healthStorm(RuleRun run) {
        KmsClient storm = run.connect();
        KmsClient reader = run.connect();
        Sample sample = run.seal(reader);
        int rounds = run.times(200);
        long[] quiet = new long[rounds];
        for (int i = 0; i < rounds; i++) {
            quiet[i] = TransportChecks.time(() -> sample.mustOpenOn(reader, "before a storm"));
        }
        long[] stormy = new long[rounds];
        for (int i = 0; i < rounds; i++) {
            storm.status();
            run.seal(storm);
            stormy[i] = TransportChecks.time(() -> sample.mustOpenOn(reader, "in a storm"));
        }
        double before = EncryptChecks.median(quiet);
        double during = EncryptChecks.median(stormy);
        run.note(String.format(
                Locale.ROOT, "Decrypt took %.1f ms, and %.1f ms in the storm", before / 1e6, during / 1e6));
        EncryptChecks.mustNotSlowDown("Decrypt", before, during, "while Status and Encrypt were asked often");
    }

    static void valuesSurvive(RuleRun run) throws Exception {
        KmsClient kms = run.connect();
        VirtualApiServer first = server(run, kms);
        mustBeHealthy(first, "at its start");
        Map<String, byte[]> etcd = new LinkedHashMap<>();
        for (int i = 0; i < run.times(100); i++) {
            etcd.put(etcdKey(i), put(first, etcdKey(i)));
        }
        run.rotate(kms);
        KmsClient after = kms;
        if (run.can(Capability.RESTART)) {
            run.invoke(Hook.RESTART);
            after = run.awaitHealthy();
        } else {
            run.note("not seen over a restart: no restart hook");
        }
        VirtualApiServer cold = server(run, after);
        mustBeHealthy(cold, "after a rotation");
        etcd.forEach((key, stored) -> Violation.unless(
                mustRead(cold, key, stored).stale(),
                "a value under the old key_id is not stale after a rotation",
                "name the new key differently"));
        String fresh = etcdKey(-1);
        mustRead(cold, fresh, put(cold, fresh));
    }
}
