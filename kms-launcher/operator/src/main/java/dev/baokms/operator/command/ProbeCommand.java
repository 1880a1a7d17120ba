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

@Command(name = "probe", description = CommandHelpTexts.PROBE, mixinStandardHelpOptions = true)
final class ProbeCommand implements Callable<Integer> {
    private static final int SEED_BYTES = 32;

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            description = CommandHelpTexts.PROVIDER_SOCKET,
            defaultValue = "/run/openbao-kms/kms.sock")
    private Path socket;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            description = CommandHelpTexts.PROBE_TIMEOUT,
            defaultValue = "10s",
            converter = DurationConverter.class)
    private Duration timeout;

    @Option(names = "--expected-key-id", paramLabel = "ID", description = CommandHelpTexts.PROBE_EXPECTED_KEY_ID)
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
                report.add(id, CommandTexts.NOT_TRIED, Status.SKIP, CommandTexts.NO_SOCKET_TO_ASK);
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
                    CommandTexts.CALLER,
                    self == 0 ? Status.WARN : Status.PASS,
                    CommandTexts.runsAs(self));
            report.add(
                    "socket.path",
                    CommandTexts.SOCKET_FILE,
                    Status.FAIL,
                    CommandTexts.noFileAt(PathText.printable(socket)));
            report.add("socket.access_scope", CommandTexts.WHO_MAY_CONNECT, Status.SKIP, CommandTexts.NO_SOCKET);
            return false;
        }
        boolean tooMighty = self == 0 || entry.owner() == self;
        report.add(
                "client.identity",
                CommandTexts.CALLER,
                tooMighty ? Status.WARN : Status.PASS,
                tooMighty ? CommandTexts.mayConnectAnyway(self) : CommandTexts.runsAs(self));
        boolean isSocket = entry.isSocket();
        report.add(
                "socket.path",
                CommandTexts.SOCKET_FILE,
                isSocket ? Status.PASS : Status.FAIL,
                isSocket
                        ? CommandTexts.isSocket(PathText.printable(socket))
                        : CommandTexts.isNoSocket(PathText.printable(socket)));
        boolean closed = (entry.mode() & 07) == 0;
        String mode = String.format(Locale.ROOT, "0%03o", entry.mode() & 0777);
        report.add(
                "socket.access_scope",
                CommandTexts.WHO_MAY_CONNECT,
                closed ? Status.PASS : Status.FAIL,
                closed ? CommandTexts.letsInOwnerAndGroup(mode) : CommandTexts.letsInEveryUser(mode));
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
                    CommandTexts.statusSays(status.getVersion(), status.getHealthz()));
        }
        byte[] seed = new byte[SEED_BYTES];
        new SecureRandom().nextBytes(seed);
        EncryptResponse wrapped = answer("kms.encrypt", "Encrypt", () -> client.encrypt(seed));
        if (wrapped == null) {
            report.add("kms.decrypt", "Decrypt", Status.SKIP, CommandTexts.NOTHING_TO_DECRYPT);
        } else {
            report.add(
                    "kms.encrypt",
                    "Encrypt",
                    Status.PASS,
                    CommandTexts.wrapped(SEED_BYTES, wrapped.getCiphertext().size()));
            byte[] back = answer("kms.decrypt", "Decrypt", () -> client.decrypt(wrapped));
            if (back != null) {
                boolean same = MessageDigest.isEqual(seed, back);
                report.add(
                        "kms.decrypt",
                        "Decrypt",
                        same ? Status.PASS : Status.FAIL,
                        same ? CommandTexts.SAME_BYTES : CommandTexts.OTHER_BYTES);
            }
        }
        checkKeyId(status, wrapped);
    }

    private void checkKeyId(@Nullable StatusResponse status, @Nullable EncryptResponse wrapped) {
        if (status == null || wrapped == null) {
            report.add("kms.key_id", "key_id", Status.SKIP, CommandTexts.NOT_BOTH_ANSWERED);
            return;
        }
        String id = status.getKeyId();
        String hash =
                KeyId.parse(id) instanceof Ok<KeyId>(KeyId ours) ? ours.apiServerHash() : CommandTexts.OF_ANOTHER_FORM;
        if (!id.equals(wrapped.getKeyId())) {
            report.add("kms.key_id", "key_id", Status.FAIL, CommandTexts.DIFFERENT_KEYS);
        } else if (expectedKeyId.isPresent() && !expectedKeyId.get().equals(id)) {
            report.add("kms.key_id", "key_id", Status.FAIL, CommandTexts.unexpectedKeyId(hash));
        } else {
            report.add("kms.key_id", "key_id", Status.PASS, CommandTexts.sameKey(hash));
        }
    }

    private interface Ask<T> {
        T get();
    }

    private <T> @Nullable T answer(String id, String title, Ask<T> ask) {
        output.progress().say(CommandTexts.asksFor(title));
        try {
            return ask.get();
        } catch (StatusRuntimeException e) {
            report.add(id, title, Status.FAIL, CommandTexts.failed(title, LocalKmsClient.refusal(e)));
            return null;
        } finally {
            output.progress().done();
        }
    }
}
