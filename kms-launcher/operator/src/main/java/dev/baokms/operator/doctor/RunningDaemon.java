package dev.baokms.operator.doctor;

import dev.baokms.core.login.Diagnosis;
import dev.baokms.grpc.LocalKmsClient;
import dev.baokms.grpc.ServerSettings;
import dev.baokms.grpc.proto.EncryptResponse;
import dev.baokms.grpc.proto.StatusResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.Function;

/** The daemon that serves the configured socket, if it runs. Asks it the way kube-apiserver does. */
final class RunningDaemon {
    private static final Duration DEADLINE = Duration.ofSeconds(3);
    private static final int SEED_BYTES = 32;

    /** The outcome of a request. */
    sealed interface Reply<T> {
        record Answered<T>(T value) implements Reply<T> {}

        /**
         * No daemon could be asked.
         *
         * @param reason why not
         */
        record NoReply<T>(Diagnosis reason) implements Reply<T> {}

        /**
         * The daemon refused.
         *
         * @param text the daemon's message
         */
        record Refused<T>(String text) implements Reply<T> {}
    }

    private final Path socket;

    RunningDaemon(ServerSettings server) {
        this.socket = server.socketPath();
    }

    Reply<StatusResponse> status() {
        return ask(LocalKmsClient::status);
    }

    /** Wraps random bytes and discards the result. */
    Reply<EncryptResponse> encrypt() {
        byte[] seed = new byte[SEED_BYTES];
        new SecureRandom().nextBytes(seed);
        return ask(client -> client.encrypt(seed));
    }

    private <T> Reply<T> ask(Function<LocalKmsClient, T> question) {
        if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
            return new Reply.NoReply<>(Diagnosis.skip(DoctorTexts.noDaemon(socket)));
        }
        if (!Files.isWritable(socket)) {
            return new Reply.NoReply<>(Diagnosis.warn(DoctorTexts.mayNotConnect(socket)));
        }
        try (var client = new LocalKmsClient(socket, DEADLINE)) {
            return new Reply.Answered<>(question.apply(client));
        } catch (StatusRuntimeException e) {
            Status status = e.getStatus();
            // Only a refused connection has a cause. A refusal by the daemon itself has none.
            return status.getCode() == Status.Code.UNAVAILABLE && status.getCause() != null
                    ? new Reply.NoReply<>(Diagnosis.skip(DoctorTexts.nothingListens(socket)))
                    : new Reply.Refused<>(LocalKmsClient.refusal(e));
        }
    }
}
