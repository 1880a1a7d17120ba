package dev.baokms.testkit.conformance;

import dev.baokms.testkit.kms.KmsClient;
import dev.baokms.testkit.kms.WrappedSeed;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How long a provider's first callers had to wait.
 *
 * @param longest by method, the longest call up to the first success; methods that never succeeded are absent
 */
record FirstCalls(Map<String, Duration> longest) {

    /** Calls each method until it succeeds, with more time than the API server gives. */
    static FirstCalls of(Endpoint endpoint, Intensity intensity) throws InterruptedException {
        Map<String, Duration> longest = new LinkedHashMap<>();
        Duration limit = intensity.recovery();
        var patient = KmsClient.Options.likeApiServer()
                .withDeadline(intensity.deadline().multipliedBy(2));
        var wrapped = new AtomicReference<>(new WrappedSeed(new byte[0], "", Map.of()));
        try (var kms = new KmsClient(endpoint.socket(), patient)) {
            if (answered(longest, "Status", limit, kms::status)
                    && answered(
                            longest,
                            "Encrypt",
                            limit,
                            () -> wrapped.set(kms.encrypt(RuleRun.uid(), new byte[RuleRun.SEED_BYTES])))) {
                answered(longest, "Decrypt", limit, () -> kms.decrypt(RuleRun.uid(), wrapped.get()));
            }
        }
        return new FirstCalls(longest);
    }

    private static boolean answered(Map<String, Duration> longest, String method, Duration limit, Runnable call)
            throws InterruptedException {
        return Waits.until(limit, () -> {
            long start = System.nanoTime();
            boolean well = OutageChecks.errorOf(call).isEmpty();
            longest.merge(method, Duration.ofNanos(System.nanoTime() - start), (a, b) -> a.compareTo(b) > 0 ? a : b);
            return well;
        });
    }

    /** The same for a provider that is being started: a refused dial does not count as a call. */
    static FirstCalls afterStart(Endpoint endpoint, Intensity intensity) throws InterruptedException {
        Waits.until(intensity.recovery(), () -> listens(endpoint));
        return of(endpoint, intensity);
    }

    private static boolean listens(Endpoint endpoint) {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(endpoint.socket()));
            channel.write(ByteBuffer.wrap(HostileChecks.HELLO));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
