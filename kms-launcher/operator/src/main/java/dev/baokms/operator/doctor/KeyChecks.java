package dev.baokms.operator.doctor;

import dev.baokms.configuration.Settings;
import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.failure.Outcome.Failed;
import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.key.DerivedKey;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.key.KeyVersion;
import dev.baokms.core.keyring.KeyMetadata;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.core.login.Diagnosis;
import dev.baokms.grpc.proto.EncryptResponse;
import dev.baokms.grpc.proto.StatusResponse;
import dev.baokms.operator.doctor.RunningDaemon.Reply;
import dev.baokms.operator.report.RotationView;
import dev.baokms.state.StateGlance;
import dev.baokms.state.UnusableStateException;
import dev.baokms.telemetry.FailureText;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Whether configuration, OpenBao, state file and running daemon mean the same key and the same ids. */
final class KeyChecks {
    private static final String OTHER_TYPE = "the key is of another type; see transit.profile";

    private final Settings settings;
    private final Optional<KeyMetadata> read;
    private final RunningDaemon daemon;
    private final Instant now;

    /** @param read empty when there is none, or for a key of another type than ours */
    KeyChecks(Settings settings, Optional<KeyMetadata> read, Instant now) {
        this.settings = settings;
        this.read = read;
        this.daemon = new RunningDaemon(settings.server());
        this.now = now;
    }

    private KeyringState memory() throws UnusableStateException {
        return StateGlance.memory(settings.stateFile(), settings.key().fingerprint());
    }

    private RotationView view(KeyMetadata metadata) throws UnusableStateException {
        return new RotationView(settings, memory(), metadata, now);
    }

    /** @param again reads the metadata once more, perhaps from another node */
    Diagnosis deterministic(Supplier<Outcome<KeyMetadata>> again) {
        if (read.isEmpty()) {
            return Diagnosis.skip(OTHER_TYPE);
        }
        return switch (again.get()) {
            case Failed<KeyMetadata>(Failure failure) ->
                Diagnosis.fail("a second read failed: " + FailureText.of(failure));
            case Ok<KeyMetadata>(KeyMetadata second) -> deterministic(read.get(), second);
        };
    }

    private Diagnosis deterministic(KeyMetadata first, KeyMetadata second) {
        SortedMap<Integer, KeyId> ids = ids(first.creationSeconds());
        if (differ(ids, ids(second.creationSeconds()))) {
            return Diagnosis.fail(
                    "two reads give one version two key_ids; the nodes behind openbao.addresses do not share"
                            + " one storage, correct the addresses");
        }
        try {
            if (differ(ids, ids(memory().pins()))) {
                return Diagnosis.fail(
                        "the state file remembers another key_id of a version: the key was created again under"
                                + " its name; restore the former key");
            }
        } catch (UnusableStateException e) {
            return Diagnosis.fail(String.valueOf(e.getMessage()));
        }
        // A daemon that cannot say its key_id has its own check.
        if (daemon.status() instanceof Reply.Answered<StatusResponse>(StatusResponse status)
                && ids.values().stream().noneMatch(id -> id.value().equals(status.getKeyId()))) {
            return Diagnosis.fail("the running daemon's key_id is of no version that can be read: it was started with"
                    + " another configuration, restart it, or min_decryption_version hides its version");
        }
        return Diagnosis.pass(
                ids.size() == 1
                        ? "the key's one version has one key_id"
                        : "each of the key's " + ids.size() + " versions has one key_id");
    }

    private SortedMap<Integer, KeyId> ids(SortedMap<Integer, Long> createdAt) {
        var ids = new TreeMap<Integer, KeyId>();
        createdAt.forEach((number, second) ->
                ids.put(number, KeyId.derive(settings.key().scope(), new KeyVersion(number, second))));
        return ids;
    }

    /** Whether a version that both know has two ids. */
    private static boolean differ(SortedMap<Integer, KeyId> one, SortedMap<Integer, KeyId> other) {
        return one.entrySet().stream()
                .anyMatch(known -> !known.getValue().equals(other.getOrDefault(known.getKey(), known.getValue())));
    }

    Diagnosis daemon() {
        return switch (daemon.status()) {
            case Reply.NoReply<StatusResponse>(Diagnosis reason) -> reason;
            case Reply.Refused<StatusResponse>(String text) ->
                Diagnosis.fail("the running daemon refuses Status: " + text);
            case Reply.Answered<StatusResponse>(StatusResponse status) -> {
                if (!status.getVersion().equals("v2") || !status.getHealthz().equals("ok")) {
                    yield Diagnosis.fail("the running daemon's Status, version " + status.getVersion() + ", says: "
                            + status.getHealthz());
                }
                yield switch (daemon.encrypt()) {
                    case Reply.NoReply<EncryptResponse>(Diagnosis reason) -> reason;
                    case Reply.Refused<EncryptResponse>(String text) ->
                        Diagnosis.fail("the running daemon refuses Encrypt: " + text);
                    case Reply.Answered<EncryptResponse>(EncryptResponse wrapped) ->
                        wrapped.getKeyId().equals(status.getKeyId())
                                ? compared(status.getKeyId())
                                : Diagnosis.warn(
                                        "Status and Encrypt name different keys; a rotation may be under way, ask"
                                                + " again");
                };
            }
        };
    }

    private Diagnosis compared(String keyId) {
        if (read.isEmpty()) {
            return Diagnosis.pass(
                    "the running daemon wraps; its key_id is not compared, because the key could not be read");
        }
        if (ids(read.get().creationSeconds()).values().stream()
                .noneMatch(id -> id.value().equals(keyId))) {
            return Diagnosis.fail(
                    "the running daemon wraps with a key_id that this configuration does not give; restart it with this"
                            + " configuration");
        }
        try {
            Optional<DerivedKey> active = view(read.get()).active();
            if (active.isEmpty()) {
                return Diagnosis.pass(
                        "the running daemon wraps with this key, and has yet to notice that the key is not safe");
            }
            return active.get().keyId().value().equals(keyId)
                    ? Diagnosis.pass("the running daemon wraps with the key_id that the metadata gives")
                    : Diagnosis.warn(
                            "the running daemon wraps with another version than the metadata gives now; ask again after"
                                    + " one status.probeInterval");
        } catch (UnusableStateException e) {
            return Diagnosis.fail(String.valueOf(e.getMessage()));
        }
    }

    Diagnosis registry() {
        if (read.isEmpty()) {
            return Diagnosis.skip(OTHER_TYPE);
        }
        try {
            RotationView view = view(read.get());
            Optional<String> putBack = StateGlance.putBack(settings.stateFile());
            return putBack.isPresent() && view.agreement() != Diagnosis.Status.FAIL
                    ? Diagnosis.warn(putBack.get())
                    : new Diagnosis(view.agreement(), view.explained());
        } catch (UnusableStateException e) {
            return Diagnosis.fail(String.valueOf(e.getMessage()));
        }
    }

    Diagnosis restrictions() {
        if (read.isEmpty()) {
            return Diagnosis.skip(OTHER_TYPE);
        }
        KeyMetadata key = read.get();
        try {
            KeyringState memory = memory();
            var hidden = new TreeSet<>(
                    memory.pins().headMap(key.minDecryptionVersion()).keySet());
            hidden.removeAll(memory.retired());
            if (!hidden.isEmpty()) {
                return Diagnosis.fail("min_decryption_version is " + key.minDecryptionVersion()
                        + ", so objects of versions "
                        + hidden + " cannot be read; lower it, or retire them with retire-versions when nothing needs"
                        + " them");
            }
        } catch (UnusableStateException e) {
            return Diagnosis.fail(String.valueOf(e.getMessage()));
        }
        if (key.minDecryptionVersion() > 1) {
            return Diagnosis.warn("min_decryption_version is " + key.minDecryptionVersion()
                    + ", so objects of older versions cannot be read; lower it if there may be any");
        }
        return key.minEncryptionVersion() > 0
                ? Diagnosis.warn("min_encryption_version is " + key.minEncryptionVersion()
                        + ", which makes a version write before rotation.activationDelay; set it to 0 unless that is"
                        + " wanted")
                : Diagnosis.pass("no minimum version is set");
    }
}
