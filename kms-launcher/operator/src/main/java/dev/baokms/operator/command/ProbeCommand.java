package dev.baokms.operator.command;

import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.login.Diagnosis.Status;
import dev.baokms.grpc.LocalKmsClient;
import dev.baokms.grpc.proto.EncryptResponse;
import dev.baokms.grpc.proto.StatusResponse;
import dev.baokms.host.PathText;
import dev.baokms.operator.report.CheckReport;
import dev.baokms.operator.report.SocketEntry;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
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
        description =
                "Call Status, Encrypt and Decrypt with random bytes over a live socket. Needs no configuration and no"
                        + " credentials.",
        mixinStandardHelpOptions = true)
final class ProbeCommand implements Callable<Integer> {
    private static final int SEED_BYTES = 32;

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            description = "Socket of the provider; default ${DEFAULT-VALUE}.",
            defaultValue = "/run/openbao-kms/kms.sock")
    private Path socket;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            description = "How long to wait for each call, such as 10s; default ${DEFAULT-VALUE}.",
            defaultValue = "10s",
            converter = DurationConverter.class)
    private Duration timeout;

    @Option(names = "--expected-key-id", paramLabel = "ID", description = "Fail unless Status names this key_id.")
    private Optional<String> expectedKeyId = Optional.empty();

    @Mixin
    private ReportOptions output;

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
        SocketEntry entry;
        try {
            entry = SocketEntry.at(socket);
        } catch (NoSuchFileException e) {
            report.add(
                    "client.identity",
                    "caller",
                    self == 0 ? Status.WARN : Status.PASS,
                    "this command runs as uid " + self);
            report.add(
                    "socket.path",
                    "socket file",
                    Status.FAIL,
                    "there is no file at " + PathText.printable(socket) + "; start the daemon or correct --socket");
            report.add("socket.access_scope", "who may connect", Status.SKIP, "there is no socket");
            return false;
        }
        boolean tooMighty = self == 0 || entry.owner() == self;
        report.add(
                "client.identity",
                "caller",
                tooMighty ? Status.WARN : Status.PASS,
                tooMighty
                        ? "uid " + self
                                + " may connect whatever the mode says; run this as the API server's user to prove"
                                + " that it may"
                        : "this command runs as uid " + self);
        boolean isSocket = entry.isSocket();
        report.add(
                "socket.path",
                "socket file",
                isSocket ? Status.PASS : Status.FAIL,
                PathText.printable(socket) + (isSocket ? " is a socket" : " is not a socket; correct --socket"));
        boolean closed = (entry.mode() & 07) == 0;
        report.add(
                "socket.access_scope",
                "who may connect",
                closed ? Status.PASS : Status.FAIL,
                String.format(
                        Locale.ROOT,
                        closed
                                ? "mode 0%03o lets in owner and group alone"
                                : "mode 0%03o lets in every user of this machine; set server.socketMode",
                        entry.mode() & 0777));
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
                    "Status, version " + status.getVersion() + ", says: " + status.getHealthz());
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
                    "Encrypt wrapped " + SEED_BYTES + " random bytes into "
                            + wrapped.getCiphertext().size() + " bytes");
            byte[] back = answer("kms.decrypt", "Decrypt", () -> client.decrypt(wrapped));
            if (back != null) {
                boolean same = MessageDigest.isEqual(seed, back);
                report.add(
                        "kms.decrypt",
                        "Decrypt",
                        same ? Status.PASS : Status.FAIL,
                        same
                                ? "Decrypt gave the same bytes back"
                                : "Decrypt gave other bytes back; write no secrets, and look at what stands between"
                                        + " the daemon and OpenBao");
            }
        }
        checkKeyId(status, wrapped);
    }

    private void checkKeyId(@Nullable StatusResponse status, @Nullable EncryptResponse wrapped) {
        if (status == null || wrapped == null) {
            report.add("kms.key_id", "key_id", Status.SKIP, "Status and Encrypt did not both answer");
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
                    "the key_id is not the expected one but " + hash
                            + "; compare the fingerprint that config prints on all nodes");
        } else {
            report.add("kms.key_id", "key_id", Status.PASS, "Status and Encrypt name the same key, " + hash);
        }
    }

    private interface Ask<T> {
        T get();
    }

    private <T> @Nullable T answer(String id, String title, Ask<T> ask) {
        output.progress().say("asks for " + title);
        try {
            return ask.get();
        } catch (StatusRuntimeException e) {
            report.add(id, title, Status.FAIL, title + " failed: " + LocalKmsClient.refusal(e));
            return null;
        } finally {
            output.progress().done();
        }
    }
}
