package dev.baokms.testkit.conformance;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.KmsClient;
import dev.baokms.testkit.kms.WrappedSeed;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Group A, for a broken or hostile peer. */
final class HostileChecks {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);
    private static final byte[] NO_SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};

    /** The shortest valid start of HTTP/2. */
    static final byte[] HELLO = ByteBuffer.allocate(PREFACE.length + NO_SETTINGS.length)
            .put(PREFACE)
            .put(NO_SETTINGS)
            .array();

    private static final int MIB = 1 << 20;
    private static final int SILENT = 20;

    private HostileChecks() {}

    static void survivesGarbage(RuleRun run) throws IOException {
        Random random = run.random();
        for (int i = 0; i < run.times(100); i++) {
            byte[] noise = new byte[1 + random.nextInt(200)];
            random.nextBytes(noise);
            send(run, noise);
            send(run, PREFACE, noise);
            send(run, HELLO, frame(random, noise));
            send(run, HELLO, Arrays.copyOf(frame(random, noise), 9 + noise.length / 2));
            mustAnswerStill(run, "garbage on the socket");
        }
        KmsClient kms = run.connect();
        for (String method : List.of("Status", "Encrypt", "Decrypt")) {
            for (int i = 0; i < run.times(100); i++) {
                // A length of 127 bytes without the bytes: no protobuf reader can accept it.
                byte[] broken = {0x0A, 0x7F, (byte) random.nextInt()};
                try {
                    kms.call(
                            TransportChecks.SERVICE + method,
                            broken,
                            run.intensity().deadline());
                } catch (KmsCallException e) {
                    Violation.unless(
                            !e.code().equals("DEADLINE_EXCEEDED"),
                            method + " with a broken message was not answered in time",
                            "answer what cannot be parsed with an error at once");
                }
            }
        }
        mustAnswerStill(run, "broken protobuf");
    }

    /** A frame with a correct length but random type, flags, stream and content. */
    private static byte[] frame(Random random, byte[] content) {
        ByteBuffer frame = ByteBuffer.allocate(9 + content.length);
        frame.put((byte) 0).putShort((short) content.length);
        frame.put((byte) random.nextInt(12)).put((byte) random.nextInt()).putInt(random.nextInt() & 0x7FFFFFFF);
        return frame.put(content).array();
    }

    /** Writes and disconnects abruptly; the provider may hang up first. */
    private static void send(RuleRun run, byte[]... parts) throws IOException {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            connect(channel, run, "after garbage on the socket");
            write(channel, parts);
        }
    }

    private static void connect(SocketChannel channel, RuleRun run, String when) {
        try {
            channel.connect(UnixDomainSocketAddress.of(run.subject().endpoint().socket()));
        } catch (IOException e) {
            throw new Violation(
                    when + " the provider accepts no more connections: " + e.getMessage()
                            + "; let a broken connection end itself and nothing else",
                    e);
        }
    }

    private static void write(SocketChannel channel, byte[]... parts) {
        try {
            for (byte[] part : parts) {
                channel.write(ByteBuffer.wrap(part));
            }
        } catch (IOException e) {
            // A peer that hangs up first is within its rights.
        }
    }

    private static void mustAnswerStill(RuleRun run, String after) {
        try (var kms = new KmsClient(run.subject().endpoint().socket(), run.options())) {
            kms.status();
        } catch (KmsCallException e) {
            throw new Violation(
                    "after " + after + " Status fails on a new connection with " + e.getMessage()
                            + "; let a broken connection end itself and nothing else",
                    e);
        }
    }

    static void ignoresUnknownFields(RuleRun run) {
        KmsClient kms = run.connect();
        Sample sample = run.seal(kms);
        try {
            kms.call(
                    TransportChecks.SERVICE + "Status",
                    RawRequests.withUnknownField(new byte[0]),
                    run.intensity().deadline());
            kms.call(
                    TransportChecks.SERVICE + "Encrypt",
                    RawRequests.withUnknownField(RawRequests.encrypt(run.seed())),
                    run.intensity().deadline());
            byte[] answer = kms.call(
                    TransportChecks.SERVICE + "Decrypt",
                    RawRequests.withUnknownField(RawRequests.decrypt(sample.wrapped())),
                    run.intensity().deadline());
            Violation.unless(
                    Arrays.equals(RawRequests.plaintextOf(answer), sample.plaintext()),
                    "Decrypt with an unknown field answered other bytes",
                    "skip fields that are not in your proto");
        } catch (KmsCallException e) {
            throw new Violation(
                    "a request with the unknown field 999 failed with " + e.getMessage()
                            + "; skip fields that are not in your proto, as every protobuf library does",
                    e);
        }
    }

    /**
     * The API server never sends such requests, so serving them is allowed, although it could not store the results.
     */
    static void survivesOversizedRequests(RuleRun run) {
        for (int bytes : new int[] {MIB, 5 * MIB}) {
            KmsClient kms = run.connect();
            refusal(run, bytes, "plaintext", () -> kms.encrypt(RuleRun.uid(), new byte[bytes]));
            String keyId = run.connect().status().keyId();
            refusal(
                    run,
                    bytes,
                    "ciphertext",
                    () -> kms.decrypt(RuleRun.uid(), new WrappedSeed(new byte[bytes], keyId, Map.of())));
        }
        try {
            run.seal(run.connect()).mustOpenOn(run.connect(), "after oversized requests");
        } catch (KmsCallException e) {
            throw new Violation(
                    "after requests of several MiB an ordinary one failed with " + e.getMessage()
                            + "; look at the length of a request before anything else",
                    e);
        }
    }

    private static void refusal(RuleRun run, int bytes, String field, Runnable call) {
        String seen = OutageChecks.errorOf(call).map(KmsCallException::code).orElse("accepted");
        if (seen.equals("accepted") || seen.equals("DEADLINE_EXCEEDED")) {
            run.note("advice: a " + field + " of " + bytes + " bytes was "
                    + (seen.equals("accepted") ? seen : "not answered in time")
                    + "; refuse more than some kilobytes at once");
        }
    }

    static void silentConnectionsAreHarmless(RuleRun run) throws IOException {
        List<SocketChannel> silent = new ArrayList<>();
        try {
            for (int i = 0; i < SILENT; i++) {
                SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                silent.add(channel);
                connect(channel, run, "with " + i + " connections that say nothing");
                if (i % 2 == 1) {
                    write(channel, PREFACE);
                }
            }
            mustAnswerStill(run, SILENT + " connections that say no more than hello");
        } finally {
            for (SocketChannel channel : silent) {
                channel.close();
            }
        }
    }
}
