package dev.baokms.operator.rotate;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.configuration.Settings;
import dev.baokms.core.failure.KeyFinding;
import dev.baokms.core.failure.Outcome.Failed;
import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.keyring.KeyMetadata;
import dev.baokms.core.login.Diagnosis;
import dev.baokms.daemon.serve.OpenBaoInspector;
import dev.baokms.daemon.serve.Patience;
import dev.baokms.daemon.serve.UnsafeStartException;
import dev.baokms.host.ToldException;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.operator.report.RotationView;
import dev.baokms.operator.report.WaitText;
import dev.baokms.state.StateGlance;
import dev.baokms.state.UnusableStateException;
import dev.baokms.telemetry.FailureText;
import dev.baokms.telemetry.Json;
import dev.baokms.transit.http.Attempt;
import dev.baokms.transit.http.BoundedResponse;
import dev.baokms.transit.http.HttpTransport;
import dev.baokms.transit.http.OutgoingRequest;
import dev.baokms.transit.http.ServerAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Reads the key with the daemon's configuration and login, and changes it with a token given for that purpose. The
 * daemon's own token never goes with a request for a change.
 */
public final class OpenBaoKeyOffice implements KeyOffice, AutoCloseable {
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int DENIED = 403;
    /** From this status on, an intermediary may have sent the answer after OpenBao made the change. */
    private static final int SERVER_TROUBLE = 500;

    private static final int MOST_BYTES = 1 << 20;

    private final Settings settings;
    private final Patience patience;
    private final OpenBaoInspector inspector;
    private final HttpTransport http;
    private final Optional<Path> tokenFile;

    /**
     * Creates the office.
     *
     * @param tokenFile file with the token that may change the key
     * @throws UnsafeStartException as {@code serve} would
     */
    public OpenBaoKeyOffice(Settings settings, BuildInfo build, Patience patience, Optional<Path> tokenFile)
            throws UnsafeStartException {
        this.settings = settings;
        this.patience = patience;
        this.tokenFile = tokenFile;
        this.inspector = new OpenBaoInspector(settings, build, patience);
        this.http = new HttpTransport(
                OpenBaoInspector.trusted(settings), settings.transit().allowPlainHttpLoopback(), System::nanoTime);
    }

    @Override
    public Look look() throws IOException {
        return switch (inspector.readKey()) {
            case Failed<KeyMetadata>(var failure) -> throw new ToldException(WaitText.of(failure, patience.longest()));
            case Ok<KeyMetadata>(KeyMetadata read) -> looked(read);
        };
    }

    private Look looked(KeyMetadata read) throws UnusableStateException {
        var view = new RotationView(
                settings,
                StateGlance.memory(settings.stateFile(), settings.key().fingerprint()),
                read,
                Instant.now());
        String findings = read.findings().stream()
                .filter(KeyFinding::unsafe)
                .sorted()
                .map(FailureText::of)
                .collect(Collectors.joining("; "));
        if (findings.isEmpty() && view.agreement() == Diagnosis.Status.FAIL) {
            findings = view.explained();
        }
        return new Look(
                read.latestVersion(),
                Instant.ofEpochSecond(read.creationSeconds().getOrDefault(read.latestVersion(), 0L)),
                read.minDecryptionVersion(),
                view.active()
                        .map(active -> OptionalInt.of(active.version().number()))
                        .orElse(OptionalInt.empty()),
                view.nextActivation(),
                Optional.of(findings).filter(some -> !some.isEmpty()));
    }

    @Override
    public Optional<String> objection(Act act) {
        String path = pathOf(act);
        String body = Json.of(Map.of("paths", List.of(path)));
        String problem = RotateTexts.NO_OPENBAO_ANSWERS;
        for (ServerAddress address : settings.transit().addresses()) {
            switch (sent("sys/capabilities-self", body, address)) {
                case Sent.Reply(int status, String answer) -> {
                    return status == OK ? right(answer, path) : Optional.of(refusal(status, path));
                }
                case Sent.NoReply none -> problem = none.why();
            }
        }
        return Optional.of(problem);
    }

    private Optional<String> right(String answer, String path) {
        try {
            if (Json.tree(answer) instanceof Map<?, ?> all
                    && all.get("data") instanceof Map<?, ?> data
                    && data.get(path) instanceof List<?> rights) {
                return rights.contains("update") || rights.contains("root")
                        ? Optional.empty()
                        : Optional.of(refusal(DENIED, path));
            }
        } catch (IOException e) {
            // The code below reports that this is not a valid answer.
        }
        return Optional.of(RotateTexts.RIGHTS_NOT_SAID);
    }

    @Override
    public Answer rotate() {
        return change(Act.ROTATE, "{}");
    }

    @Override
    public Answer setMinimum(int version) {
        return change(Act.CONFIGURE, Json.of(Map.of("min_decryption_version", version)));
    }

    /**
     * Asks only the first address: if it stays silent, it may have made the change, and a second request could repeat
     * it.
     */
    private Answer change(Act act, String body) {
        String path = pathOf(act);
        return switch (sent(path, body, settings.transit().addresses().getFirst())) {
            case Sent.NoReply(String why) -> new Answer.Unknown(why);
            case Sent.Reply(int status, String answer) -> {
                if (status == OK || status == NO_CONTENT) {
                    yield new Answer.Accepted();
                }
                yield status >= SERVER_TROUBLE
                        ? new Answer.Unknown(RotateTexts.answered(status))
                        : new Answer.Refused(refusal(status, path));
            }
        };
    }

    private String refusal(int status, String path) {
        return status == DENIED ? RotateTexts.tokenRefused(path) : RotateTexts.answered(status, path);
    }

    private String pathOf(Act act) {
        String key = settings.key().mountPath() + "/keys/" + settings.key().name();
        return switch (act) {
            case ROTATE -> key + "/rotate";
            case CONFIGURE -> key + "/config";
        };
    }

    /** The outcome of one request to one address. */
    private sealed interface Sent {
        record Reply(int status, String body) implements Sent {}

        record NoReply(String why) implements Sent {}
    }

    private Sent sent(String path, String body, ServerAddress address) {
        Map<String, String> headers = new HashMap<>();
        headers.put("X-Vault-Request", "true");
        settings.transit().namespace().ifPresent(name -> headers.put("X-Vault-Namespace", name));
        try {
            headers.put(
                    "X-Vault-Token",
                    FileSecrets.token(
                            tokenFile.orElseThrow(() -> new UnsafeStartException(RotateTexts.NO_OPENBAO_TOKEN))));
        } catch (UnsafeStartException e) {
            return new Sent.NoReply(String.valueOf(e.getMessage()));
        }
        var request = new OutgoingRequest("v1/" + path, headers, body.getBytes(UTF_8), MOST_BYTES, false);
        return switch (http.send(request, address, patience.longest(), true)) {
            case Attempt.Answered(BoundedResponse response) ->
                new Sent.Reply(response.status(), new String(response.body(), UTF_8));
            case Attempt.NoAnswer none -> new Sent.NoReply(FailureText.of(none.failure()));
        };
    }

    @Override
    public void close() {
        http.dropIdleConnections();
        inspector.close();
    }
}
