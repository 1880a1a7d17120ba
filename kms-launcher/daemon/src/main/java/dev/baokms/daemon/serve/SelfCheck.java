package dev.baokms.daemon.serve;

import dev.baokms.grpc.LocalKmsClient;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;

/** The daemon as a client of its own socket: liveness is what a client sees, and not OpenBao's business. */
final class SelfCheck implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private final LocalKmsClient client;

    /** Dials at the first question and not before. */
    SelfCheck(Path socket) {
        this.client = new LocalKmsClient(socket, DEADLINE);
    }

    /** Whether a Status that dials the path is answered, with an error or without. */
    boolean isAnswered() {
        try {
            // An old connection works on after its socket's file is gone.
            client.hangUp();
            client.status();
            return true;
        } catch (StatusRuntimeException e) {
            // UNAVAILABLE is also what a client makes of a refused connection; only then does it carry a cause.
            return e.getStatus().getCause() == null && e.getStatus().getCode() != Status.Code.DEADLINE_EXCEEDED;
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
