package dev.baokms.launcher.run;

import dev.baokms.grpc.KmsServer;
import dev.baokms.launcher.observe.HealthReport;
import dev.baokms.launcher.observe.Log;
import dev.baokms.launcher.observe.Metrics;
import java.io.IOException;
import java.util.Optional;

/**
 * Keeps the socket's file in its place: an API server that dials again, after its own restart say, would find nothing, while the
 * connections it has hide for days that the file is gone.
 */
final class OwnSocket {
    private final KmsServer server;
    private final Metrics metrics;
    private Optional<String> told = Optional.empty();

    OwnSocket(KmsServer server, Metrics metrics) {
        this.server = server;
        this.metrics = metrics;
    }

    /** Binds anew when the file is gone or dead. What must not be replaced is told once, and looked at again next time. */
    void refresh() {
        try {
            if (server.restoreSocket()) {
                metrics.count("openbao_kms_socket_restarts");
                Log.warn("the socket's file was gone; bound anew").write();
            }
            told = Optional.empty();
        } catch (IOException e) {
            Optional<String> problem = Optional.of(String.valueOf(e.getMessage()));
            if (!problem.equals(told)) {
                told = problem;
                Log.error("the socket is not ours any more and cannot be bound again")
                        .with("reason", HealthReport.SOCKET_LOST)
                        .with("detail", problem)
                        .write();
            }
        }
    }
}
