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

/**
 * Checks whether the configuration, OpenBao, the state file and the running daemon agree on the key and its key_ids.
 */
final class KeyChecks {
    private final Settings settings;
    private final Optional<KeyMetadata> read;
    private final RunningDaemon daemon;
    private final Instant now;

    /**
     * Creates the checks for the metadata that was read.
     *
     * @param read the metadata; empty when there is none, or when the key has an unsupported type
     */
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

    /**
     * Checks whether two reads, the state and the daemon give the same key_ids.
     *
     * @param again reads the metadata once more, perhaps from another node
     */
    Diagnosis deterministic(Supplier<Outcome<KeyMetadata>> again) {
        if (read.isEmpty()) {
            return Diagnosis.skip(DoctorTexts.OTHER_TYPE);
        }
        return switch (again.get()) {
            case Failed<KeyMetadata>(Failure failure) ->
                Diagnosis.fail(DoctorTexts.secondReadFailed(FailureText.of(failure)));
            case Ok<KeyMetadata>(KeyMetadata second) -> deterministic(read.get(), second);
        };
    }

    private Diagnosis deterministic(KeyMetadata first, KeyMetadata second) {
        SortedMap<Integer, KeyId> ids = ids(first.creationSeconds());
        if (differ(ids, ids(second.creationSeconds()))) {
            return Diagnosis.fail(DoctorTexts.READS_DISAGREE);
        }
        try {
            if (differ(ids, ids(memory().pins()))) {
                return Diagnosis.fail(DoctorTexts.KEY_CREATED_AGAIN);
            }
        } catch (UnusableStateException e) {
            return Diagnosis.fail(String.valueOf(e.getMessage()));
        }
        // If the daemon does not report a key_id, another check says so.
        if (daemon.status() instanceof Reply.Answered<StatusResponse>(StatusResponse status)
                && ids.values().stream().noneMatch(id -> id.value().equals(status.getKeyId()))) {
            return Diagnosis.fail(DoctorTexts.DAEMON_KEY_ID_UNKNOWN);
        }
        return Diagnosis.pass(DoctorTexts.oneKeyIdEach(ids.size()));
    }

    private SortedMap<Integer, KeyId> ids(SortedMap<Integer, Long> createdAt) {
        var ids = new TreeMap<Integer, KeyId>();
        createdAt.forEach((number, second) ->
                ids.put(number, KeyId.derive(settings.key().scope(), new KeyVersion(number, second))));
        return ids;
    }

    /** Whether a version that is in both maps has two key_ids. */
    private static boolean differ(SortedMap<Integer, KeyId> one, SortedMap<Integer, KeyId> other) {
        return one.entrySet().stream()
                .anyMatch(known -> !known.getValue().equals(other.getOrDefault(known.getKey(), known.getValue())));
    }

    Diagnosis daemon() {
        return switch (daemon.status()) {
            case Reply.NoReply<StatusResponse>(Diagnosis reason) -> reason;
            case Reply.Refused<StatusResponse>(String text) -> Diagnosis.fail(DoctorTexts.statusRefused(text));
            case Reply.Answered<StatusResponse>(StatusResponse status) -> {
                if (!status.getVersion().equals("v2") || !status.getHealthz().equals("ok")) {
                    yield Diagnosis.fail(DoctorTexts.notWell(status.getVersion(), status.getHealthz()));
                }
                yield switch (daemon.encrypt()) {
                    case Reply.NoReply<EncryptResponse>(Diagnosis reason) -> reason;
                    case Reply.Refused<EncryptResponse>(String text) ->
                        Diagnosis.fail(DoctorTexts.encryptRefused(text));
                    case Reply.Answered<EncryptResponse>(EncryptResponse wrapped) ->
                        wrapped.getKeyId().equals(status.getKeyId())
                                ? compared(status.getKeyId())
                                : Diagnosis.warn(DoctorTexts.KEY_IDS_DIFFER);
                };
            }
        };
    }

    private Diagnosis compared(String keyId) {
        if (read.isEmpty()) {
            return Diagnosis.pass(DoctorTexts.WRAPS_NOT_COMPARED);
        }
        if (ids(read.get().creationSeconds()).values().stream()
                .noneMatch(id -> id.value().equals(keyId))) {
            return Diagnosis.fail(DoctorTexts.WRAPS_WITH_OTHER_KEY);
        }
        try {
            Optional<DerivedKey> active = view(read.get()).active();
            if (active.isEmpty()) {
                return Diagnosis.pass(DoctorTexts.WRAPS_WITH_UNSAFE_KEY);
            }
            return active.get().keyId().value().equals(keyId)
                    ? Diagnosis.pass(DoctorTexts.WRAPS)
                    : Diagnosis.warn(DoctorTexts.WRAPS_WITH_OTHER_VERSION);
        } catch (UnusableStateException e) {
            return Diagnosis.fail(String.valueOf(e.getMessage()));
        }
    }

    Diagnosis registry() {
        if (read.isEmpty()) {
            return Diagnosis.skip(DoctorTexts.OTHER_TYPE);
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
            return Diagnosis.skip(DoctorTexts.OTHER_TYPE);
        }
        KeyMetadata key = read.get();
        try {
            KeyringState memory = memory();
            var hidden = new TreeSet<>(
                    memory.pins().headMap(key.minDecryptionVersion()).keySet());
            hidden.removeAll(memory.retired());
            if (!hidden.isEmpty()) {
                return Diagnosis.fail(DoctorTexts.objectsHidden(key.minDecryptionVersion(), hidden));
            }
        } catch (UnusableStateException e) {
            return Diagnosis.fail(String.valueOf(e.getMessage()));
        }
        if (key.minDecryptionVersion() > 1) {
            return Diagnosis.warn(DoctorTexts.olderHidden(key.minDecryptionVersion()));
        }
        return key.minEncryptionVersion() > 0
                ? Diagnosis.warn(DoctorTexts.minimumEncryption(key.minEncryptionVersion()))
                : Diagnosis.pass(DoctorTexts.NO_MINIMUM_VERSION);
    }
}
