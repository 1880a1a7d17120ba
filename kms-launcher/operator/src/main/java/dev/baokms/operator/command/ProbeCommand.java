package dev.baokms.operator.command;

import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.login.Diagnosis.Status;
import dev.baokms.grpc.LocalKmsClient;
import dev.baokms.grpc.proto.EncryptResponse;
import dev.baokms.grpc.proto.StatusResponse;
import dev.baokms.operator.report.CheckReport;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "probe",
        description = "Status, Encrypt, Decrypt with random bytes over a live socket; needs no configuration and no"
                + " credentials.",
        mixinStandardHelpOptions = true)
final class ProbeCommand implements Callable<Integer> {
    private static final int SEED_BYTES = 32;
    private static final int SOCKET_TYPE = 0140000;
    private static final int TYPE_MASK = 0170000;

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            description = "Socket of the provider; default ${DEFAULT-VALUE}.",
            defaultValue = "/run/openbao-kms/kms.sock")
    private Path socket;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            description = "For each call, such as 10s; default ${DEFAULT-VALUE}.",
            defaultValue = "10s",
            converter = DurationConverter.class)
    private Duration timeout;

    @Option(names = "--expected-key-id", paramLabel = "ID", description = "Fail unless Status names this key_id.")
    private Optional<String> expectedKeyId = Optional.empty();

    @Mixin
    private OutputOptions output;

    private final CheckReport report = new CheckReport("probe");

    @Override
    public Integer call() throws IOException {
        if (checkSocket()) {
            try (var client = new LocalKmsClient(socket, timeout)) {
                checkCalls(client);
            }
        } else {
            for (String id : new String[] {"kms.status", "kms.encrypt", "kms.decrypt", "kms.key_id"}) {
                report.add(id, "not tried", Status.SKIP, "there is no socket to ask");
            }
        }
        return output.print(report);
    }

    private boolean checkSocket() throws IOException {
        int self = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        int owner;
        int mode;
        try {
            owner = (int) Files.getAttribute(socket, "unix:uid", LinkOption.NOFOLLOW_LINKS);
            mode = (int) Files.getAttribute(socket, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            report.add("client.identity", "caller", self == 0 ? Status.WARN : Status.PASS, "uid " + self);
            report.add(
                    "socket.path", "socket file", Status.FAIL, "does not exist; start the daemon or correct --socket");
            report.add("socket.access_scope", "who may connect", Status.SKIP, "there is no socket");
            return false;
        }
        boolean tooMighty = self == 0 || owner == self;
        report.add(
                "client.identity",
                "caller",
                tooMighty ? Status.WARN : Status.PASS,
                tooMighty
                        ? "uid " + self
                                + " may connect whatever the mode says; run it as the API server's user to prove access"
                        : "uid " + self);
        boolean isSocket = (mode & TYPE_MASK) == SOCKET_TYPE;
        report.add(
                "socket.path",
                "socket file",
                isSocket ? Status.PASS : Status.FAIL,
                isSocket ? "is a socket" : "is not a socket; correct --socket");
        boolean closed = (mode & 07) == 0;
        report.add(
                "socket.access_scope",
                "who may connect",
                closed ? Status.PASS : Status.FAIL,
                String.format(Locale.ROOT, "mode 0%03o", mode & 0777)
                        + (closed ? "" : "; others must have no access, set server.socketMode"));
        return isSocket;
    }

    private void checkCalls(LocalKmsClient client) {
        StatusResponse status = answer("kms.status", "Status", client::status);
        if (status != null) {
            boolean good =
                    status.getHealthz().equals("ok") && status.getVersion().equals("v2");
            report.add(
                    "kms.status",
                    "Status",
                    good ? Status.PASS : Status.FAIL,
                    "version " + status.getVersion() + ", " + status.getHealthz());
        }
        byte[] seed = new byte[SEED_BYTES];
        new SecureRandom().nextBytes(seed);
        EncryptResponse wrapped = answer("kms.encrypt", "Encrypt", () -> client.encrypt(seed));
        if (wrapped == null) {
            report.add("kms.decrypt", "Decrypt", Status.SKIP, "there is nothing to decrypt");
        } else {
            report.add(
                    "kms.encrypt",
                    "Encrypt",
                    Status.PASS,
                    "wrapped " + SEED_BYTES + " random bytes into "
                            + wrapped.getCiphertext().size());
            byte[] back = answer("kms.decrypt", "Decrypt", () -> client.decrypt(wrapped));
            if (back != null) {
                boolean same = MessageDigest.isEqual(seed, back);
                report.add(
                        "kms.decrypt",
                        "Decrypt",
                        same ? Status.PASS : Status.FAIL,
                        same ? "the same bytes came back" : "other bytes came back; do not write secrets");
            }
        }
        checkKeyId(status, wrapped);
    }

    private void checkKeyId(@Nullable StatusResponse status, @Nullable EncryptResponse wrapped) {
        if (status == null || wrapped == null) {
            report.add("kms.key_id", "key_id", Status.SKIP, "needs Status and Encrypt");
            return;
        }
        String id = status.getKeyId();
        String hash =
                KeyId.parse(id) instanceof Ok<KeyId>(KeyId ours) ? ours.apiServerHash() : "not of this provider's form";
        if (!id.equals(wrapped.getKeyId())) {
            report.add(
                    "kms.key_id",
                    "key_id",
                    Status.FAIL,
                    "Status and Encrypt name different keys; a rotation may be under way, try again");
        } else if (expectedKeyId.isPresent() && !expectedKeyId.get().equals(id)) {
            report.add(
                    "kms.key_id",
                    "key_id",
                    Status.FAIL,
                    "is not the expected one, " + hash + "; compare the fingerprint of config on all nodes");
        } else {
            report.add("kms.key_id", "key_id", Status.PASS, hash);
        }
    }

    private interface Ask<T> {
        T get();
    }

    private <T> @Nullable T answer(String id, String title, Ask<T> ask) {
        try {
            return ask.get();
        } catch (StatusRuntimeException e) {
            String text = e.getStatus().getDescription();
            report.add(id, title, Status.FAIL, e.getStatus().getCode() + (text == null ? "" : ": " + text));
            return null;
        }
    }
}
