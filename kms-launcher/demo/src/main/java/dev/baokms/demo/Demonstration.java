package dev.baokms.demo;

import dev.baokms.configuration.ConfigText;
import dev.baokms.configuration.Settings;
import dev.baokms.grpc.LocalKmsClient;
import dev.baokms.grpc.proto.EncryptResponse;
import dev.baokms.grpc.proto.StatusResponse;
import dev.baokms.kubernetes.EncryptedResources;
import dev.baokms.kubernetes.EncryptionConfigWriter;
import io.grpc.StatusRuntimeException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Performs the API server's calls through the socket and reports the results. */
final class Demonstration {
    private static final Duration DEADLINE = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int SEED_BYTES = 32;

    private final Path socket;
    private final String provider;
    private final String backend;
    private final PrintWriter out;

    Demonstration(Settings settings, String backend, PrintWriter out) {
        this.socket = settings.server().socketPath();
        this.provider = settings.key().scope().providerName();
        this.backend = backend;
        this.out = out;
    }

    /** Whether a wrap and an unwrap through the socket returned the same bytes. Prints every observation. */
    boolean shown() throws InterruptedException {
        try (var client = new LocalKmsClient(socket, DEADLINE)) {
            out.println(DemoTexts.backend(backend));
            out.println(DemoTexts.socket(socket));
            StatusResponse status = readiness(client);
            if (status == null) {
                return false;
            }
            out.println(DemoTexts.keyId(status.getKeyId()));
            return wrapped(client);
        } catch (StatusRuntimeException e) {
            out.println(DemoTexts.failed(reason(e)));
            return false;
        } finally {
            out.flush();
        }
    }

    private boolean wrapped(LocalKmsClient client) {
        byte[] seed = new byte[SEED_BYTES];
        new SecureRandom().nextBytes(seed);
        EncryptResponse wrapped = client.encrypt(seed);
        out.println(DemoTexts.wrapped(SEED_BYTES, wrapped.getCiphertext().size()));
        boolean same = MessageDigest.isEqual(seed, client.decrypt(wrapped));
        out.println(same ? DemoTexts.SAME_BYTES : DemoTexts.OTHER_BYTES);
        if (same) {
            out.println(DemoTexts.PASTE);
            out.println();
            out.println(new EncryptionConfigWriter(ConfigText.scalar(provider), socket, EncryptedResources.secrets())
                    .writers());
        }
        return same;
    }

    private @Nullable StatusResponse readiness(LocalKmsClient client) throws InterruptedException {
        String seen = DemoTexts.NO_ANSWER;
        for (Duration waited = Duration.ZERO; waited.compareTo(PATIENCE) < 0; waited = waited.plus(PAUSE)) {
            try {
                StatusResponse status = client.status();
                if (status.getHealthz().equals("ok")) {
                    return status;
                }
                seen = status.getHealthz();
            } catch (StatusRuntimeException e) {
                seen = reason(e);
            }
            Thread.sleep(PAUSE);
        }
        out.println(DemoTexts.notReady(PATIENCE.toSeconds(), seen));
        return null;
    }

    private static String reason(StatusRuntimeException e) {
        return e.getStatus().getCode() + " " + e.getStatus().getDescription();
    }
}
