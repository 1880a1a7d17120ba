package dev.baokms.daemon.serve;

import dev.baokms.grpc.KmsServer;
import dev.baokms.grpc.UnsafeSocketException;
import dev.baokms.host.SystemWords;
import dev.baokms.telemetry.HealthPage;
import dev.baokms.telemetry.Log;
import dev.baokms.telemetry.Metrics;
import java.io.IOException;
import java.util.Optional;

/**
 * Keeps the socket's file in place. Open connections work without the file and can hide for days that it is gone. Then
 * an API server restarts, dials the path, and finds nothing.
 */
final class SocketKeeper {
    private final KmsServer server;
    private final Metrics metrics;
    private Optional<String> told = Optional.empty();

    SocketKeeper(KmsServer server, Metrics metrics) {
        this.server = server;
        this.metrics = metrics;
    }

    /**
     * Binds again if the file is gone or dead. A file that must not be replaced is reported once and checked again next
     * time.
     */
    void refresh() {
        try {
            if (server.restoreSocket()) {
                metrics.count("openbao_kms_socket_restarts");
                Log.warn(ServeTexts.SOCKET_BOUND_AGAIN).write();
            }
            told = Optional.empty();
        } catch (IOException e) {
            Optional<String> problem = Optional.of(
                    e instanceof UnsafeSocketException ? String.valueOf(e.getMessage()) : SystemWords.sentence(e));
            if (!problem.equals(told)) {
                told = problem;
                Log.error(ServeTexts.SOCKET_LOST)
                        .with("reason", HealthPage.SOCKET_LOST)
                        .with("detail", problem)
                        .write();
            }
        }
    }
}
