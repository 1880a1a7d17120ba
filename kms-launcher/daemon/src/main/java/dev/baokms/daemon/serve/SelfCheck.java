package dev.baokms.daemon.serve;

import dev.baokms.grpc.LocalKmsClient;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;

/** The daemon as a client of its own socket. Liveness is what a client sees; OpenBao's state is no part of it. */
final class SelfCheck implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private final LocalKmsClient client;

    /** Creates a check that dials only when it is first asked. */
    SelfCheck(Path socket) {
        this.client = new LocalKmsClient(socket, DEADLINE);
    }

    /** Whether a Status over a new connection to the path gets an answer, even an error. */
    boolean isAnswered() {
        try {
            // An existing connection keeps working after its socket's file is gone.
            client.hangUp();
            client.status();
            return true;
        } catch (StatusRuntimeException e) {
            // A client also reports a refused connection as UNAVAILABLE; only then does the status carry a cause.
            return e.getStatus().getCause() == null && e.getStatus().getCode() != Status.Code.DEADLINE_EXCEEDED;
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
