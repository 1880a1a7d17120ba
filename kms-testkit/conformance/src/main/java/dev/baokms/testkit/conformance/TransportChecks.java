package dev.baokms.testkit.conformance;

import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.KmsClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/** Group A, for a provider that runs all the time. */
final class TransportChecks {
    static final String SERVICE = "v2.KeyManagementService/";
    private static final byte[] EMPTY = {};
    private static final Duration ADVISED_LATENCY = Duration.ofMillis(500);
    private static final Duration IDLE = Duration.ofSeconds(90);

    private TransportChecks() {}

    static void speaksCleartextGrpc(RuleRun run) {
        KmsClient kms = run.connect(run.options().withAuthority("kms-testkit"));
        try {
            kms.status();
        } catch (KmsCallException e) {
            throw new Violation(
                    "Status on a plain connection failed with " + e.getMessage()
                            + "; serve HTTP/2 without TLS or credentials on the socket, and start the test with a"
                            + " healthy provider",
                    e);
        }
    }

    static void servesTheThreeMethods(RuleRun run) {
        KmsClient kms = run.connect();
        for (String method : List.of("Status", "Encrypt", "Decrypt")) {
            Violation.unless(
                    !codeOf(kms, method).equals("UNIMPLEMENTED"),
                    SERVICE + method + " is UNIMPLEMENTED",
                    "keep the proto package v2, from which the path is made, and register all three methods");
        }
        String other = codeOf(kms, "Frobnicate");
        if (!other.equals("UNIMPLEMENTED")) {
            // The API server calls no other method.
            run.note("advice: an unknown method was answered with " + other + "; answer UNIMPLEMENTED, at once");
        }
    }

    private static String codeOf(KmsClient kms, String method) {
        try {
            kms.call(SERVICE + method, EMPTY, Duration.ofSeconds(3));
            return "OK";
        } catch (KmsCallException e) {
            return e.code();
        }
    }

    static void acceptsAuthority(RuleRun run, String authority) {
        try {
            run.connect(run.options().withAuthority(authority)).status();
        } catch (KmsCallException e) {
            throw new Violation(
                    "with :authority " + authority + " Status failed with " + e.code()
                            + "; do not look at :authority, the socket already says who is meant",
                    e);
        }
    }

    static void servesSeveralConnections(RuleRun run) throws Exception {
        var connections = List.of(run.connect(), run.connect(), run.connect(), run.connect());
        var sample = new ArrayList<Sample>();
        for (KmsClient kms : connections) {
            sample.add(run.seal(kms));
        }
        connections.getFirst().close();
        for (KmsClient kms : connections.subList(1, connections.size())) {
            for (Sample each : sample) {
                each.mustOpenOn(kms, "on another connection, one of four being closed");
            }
        }
    }

    static void servesManyCallsOnOneConnection(RuleRun run) throws Exception {
        KmsClient kms = run.connect();
        List<Sample> sample = Concurrently.run(100, i -> () -> run.seal(kms));
        Concurrently.run(sample.size(), i -> () -> {
            sample.get(i).mustOpenOn(kms, "to one of 100 calls at once");
            return true;
        });
    }

    static void survivesCallsGivenUp(RuleRun run) throws Exception {
        KmsClient kms = run.connect();
        Sample sample = run.seal(kms);
        byte[] request = RawRequests.decrypt(sample.wrapped());
        List<String> methods = List.of("Status", "Encrypt", "Decrypt");
        for (int i = 0; i < run.times(1000); i++) {
            String method = methods.get(i % methods.size());
            byte[] message = method.equals("Decrypt")
                    ? request
                    : method.equals("Encrypt") ? RawRequests.encrypt(run.seed()) : EMPTY;
            Duration given = Duration.ofNanos(1000L * (1 + run.random().nextInt(i % 2 == 0 ? 50_000 : 1_000)));
            try {
                kms.call(SERVICE + method, message, given);
            } catch (KmsCallException e) {
                Violation.unless(
                        e.code().equals("DEADLINE_EXCEEDED") || e.code().equals("CANCELLED"),
                        method + " with a deadline of " + given.toMillis() + " ms failed with " + e.getMessage(),
                        "let a deadline end a call and nothing else");
            }
        }
        sample.mustOpenOn(kms, "after many calls were given up");
        sample.mustOpenOn(run.connect(), "after many calls were given up");
    }

    static void answersInTime(RuleRun run) {
        KmsClient kms = run.connect();
        int calls = run.times(300);
        long[] status = new long[calls];
        long[] encrypt = new long[calls];
        long[] decrypt = new long[calls];
        try {
            for (int i = 0; i < calls; i++) {
                status[i] = time(kms::status);
                var sample = new Sample[1];
                encrypt[i] = time(() -> sample[0] = run.seal(kms));
                decrypt[i] = time(() -> sample[0].mustOpenOn(kms, "while it was timed"));
            }
        } catch (KmsCallException e) {
            throw new Violation(
                    "a call was not answered well within "
                            + run.intensity().deadline().toSeconds() + " s: " + e.getMessage()
                            + "; answer Status from memory, and bound what Encrypt and Decrypt wait for",
                    e);
        }
        run.measured("Status", status);
        run.measured("Encrypt", encrypt);
        run.measured("Decrypt", decrypt);
        long[] nanos = LongStream.concat(
                        Arrays.stream(status), LongStream.concat(Arrays.stream(encrypt), Arrays.stream(decrypt)))
                .sorted()
                .toArray();
        Duration late = Duration.ofNanos(nanos[nanos.length * 99 / 100]);
        run.note(String.format(
                Locale.ROOT,
                "latency: half within %.1f ms, 99 of 100 within %.1f ms, all within %.1f ms",
                nanos[nanos.length / 2] / 1e6,
                late.toNanos() / 1e6,
                nanos[nanos.length - 1] / 1e6));
        if (late.compareTo(ADVISED_LATENCY) >= 0) {
            run.note("advice: 99 of 100 calls should take less than " + ADVISED_LATENCY.toMillis() + " ms");
        }
    }

    static long time(Runnable call) {
        long start = System.nanoTime();
        call.run();
        return System.nanoTime() - start;
    }

    /** This rule is about waiting, so it really waits. */
    static void keepsIdleConnections(RuleRun run) throws Exception {
        KmsClient kms = run.connect();
        kms.status();
        Thread.sleep(IDLE);
        kms.status();
    }

    static void keepsOtherUsersOut(RuleRun run) throws IOException {
        Path socket = run.subject().endpoint().socket().toAbsolutePath();
        if (!Files.exists(socket)) {
            throw new Violation("there is no file " + socket + "; use a socket in a directory of your own");
        }
        boolean open = Files.getPosixFilePermissions(socket).contains(PosixFilePermission.OTHERS_WRITE);
        for (Path parent = socket.getParent(); open && parent != null; parent = parent.getParent()) {
            open = Files.getPosixFilePermissions(parent).contains(PosixFilePermission.OTHERS_EXECUTE);
        }
        Violation.unless(
                !open,
                "every user may connect to " + socket,
                "set the socket to mode 0600 or 0660, or its directory to 0700 or 0750");
    }
}
