package dev.baokms.operator.disaster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Outcome.Failed;
import dev.baokms.core.failure.Outcome.Ok;
import dev.baokms.core.keyring.KeyMetadata;
import dev.baokms.core.login.Diagnosis.Status;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.core.stored.Envelope;
import dev.baokms.core.stored.EtcdKey;
import dev.baokms.core.stored.OurKey;
import dev.baokms.core.stored.RowSource;
import dev.baokms.core.stored.StoredObject.Contradictory;
import dev.baokms.core.stored.StoredObject.Encoding;
import dev.baokms.core.stored.StoredObject.Foreign;
import dev.baokms.core.stored.StoredObject.Ours;
import dev.baokms.core.stored.StoredObject.Plaintext;
import dev.baokms.core.stored.StoredObject.Unknown;
import dev.baokms.operator.report.CheckReport;
import dev.baokms.operator.report.CheckTitles;
import dev.baokms.telemetry.FailureText;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;

/** Opens one stored object and reports the outcome of each step. */
public final class OneObject {
    private final OurKey key;
    private final CheckReport report;

    public OneObject(OurKey key, CheckReport report) {
        this.key = key;
        this.report = report;
    }

    /** Finds the newest value of a key in a snapshot. */
    public Optional<StoredValue> find(RowSource snapshot, byte[] etcdKey) {
        return switch (SearchedKey.in(snapshot, etcdKey)) {
            case SearchedKey.Found.Newest(Stretch value, long revision) -> {
                report.add(
                        "etcd.value", DisasterTexts.VALUE_TITLE, Status.PASS, DisasterTexts.newestWrittenAt(revision));
                yield Optional.of(new StoredValue(value.source(), etcdKey));
            }
            case SearchedKey.Found.Nothing(String reason) -> {
                report.add("etcd.value", DisasterTexts.VALUE_TITLE, Status.FAIL, reason);
                yield Optional.empty();
            }
        };
    }

    /** Describes the value by its bytes; empty when no key of this provider opens it. */
    public Optional<Envelope> describe(StoredValue value) {
        EtcdKey place = EtcdKey.of(ByteBuffer.wrap(value.etcdKey()));
        report.with("etcd_key", new String(value.etcdKey(), UTF_8));
        report.with("resource", place.resource().isEmpty() ? DisasterTexts.NO_KNOWN_RESOURCE : place.resource());
        report.with("value_bytes", value.bytes().length);
        return switch (value.read(key)) {
            case Ours(Envelope envelope, int version) -> {
                form(Status.PASS, DisasterTexts.ofProvider(key.providerName(), version));
                yield Optional.of(described(envelope));
            }
            case Contradictory(Envelope envelope, var versions, String reason) -> {
                form(Status.WARN, DisasterTexts.contradictory(key.providerName(), reason));
                yield Optional.of(described(envelope));
            }
            case Foreign(String writer) -> refused(DisasterTexts.ofAnotherProvider(writer));
            case Plaintext(Encoding encoding) ->
                refused(DisasterTexts.notEncrypted(encoding.name().toLowerCase(Locale.ROOT)));
            case Unknown(String reason, boolean ours) ->
                refused(
                        ours
                                ? DisasterTexts.unknownFormOf(key.providerName(), reason)
                                : DisasterTexts.unknownForm(reason));
        };
    }

    private Optional<Envelope> refused(String what) {
        form(Status.FAIL, what);
        return Optional.empty();
    }

    private void form(Status status, String message) {
        report.add("object.form", DisasterTexts.FORM_TITLE, status, message);
    }

    private Envelope described(Envelope envelope) {
        SeedRequest request = SeedRequest.of(envelope);
        report.with("provider", key.providerName());
        report.with("key_id_hash", request.keyIdHash());
        request.version().ifPresent(version -> report.with("transit_key_version", version));
        report.with("seed_type", envelope.seedType().name());
        report.with("wrapped_seed_bytes", request.ciphertext().length());
        report.with("data_bytes", envelope.encryptedData().remaining());
        return envelope;
    }

    /**
     * Asks OpenBao for the seed and opens the data. The caller closes the result.
     *
     * @param envelope the envelope of this value
     */
    public Optional<SecretBytes> open(Envelope envelope, StoredValue value, KeyAccess access) {
        access.stateProblem()
                .ifPresent(problem -> report.add(
                        "registry.state", CheckTitles.MEMORY, Status.WARN, DisasterTexts.stateFile(problem)));
        return switch (access.readKey()) {
            case Failed<KeyMetadata>(Failure failure) -> {
                report.add("transit.metadata", CheckTitles.KEY_METADATA, Status.FAIL, FailureText.of(failure));
                yield Optional.empty();
            }
            case Ok<KeyMetadata>(KeyMetadata read) -> {
                var served = new ServedVersions(read);
                report.add("transit.metadata", CheckTitles.KEY_METADATA, Status.PASS, served.toString());
                SeedOutcome outcome = new SeedOpener(access::unwrap, served).open(SeedRequest.of(envelope));
                yield opened(outcome, envelope, value.etcdKey());
            }
        };
    }

    private Optional<SecretBytes> opened(SeedOutcome outcome, Envelope envelope, byte[] etcdKey) {
        return switch (outcome) {
            case SeedOutcome.Lost(String reason) -> noSeed(reason);
            case SeedOutcome.Unanswered(String reason, boolean again) -> noSeed(reason);
            case SeedOutcome.Unwrapped(SecretBytes seed) -> {
                try (seed) {
                    Optional<String> problem = EnvelopeOpener.problemOf(seed, envelope.seedType());
                    if (problem.isPresent()) {
                        yield noSeed(DisasterTexts.alteredOrForeign(problem.get()));
                    }
                    report.add("object.seed", "its seed", Status.PASS, DisasterTexts.SEED_UNWRAPPED);
                    yield data(seed, envelope, etcdKey);
                }
            }
        };
    }

    private Optional<SecretBytes> noSeed(String reason) {
        report.add("object.seed", "its seed", Status.FAIL, reason);
        return Optional.empty();
    }

    private Optional<SecretBytes> data(SecretBytes seed, Envelope envelope, byte[] etcdKey) {
        Stretch data = Stretch.copyOf(envelope.encryptedData());
        var into = new byte[Math.max(0, EnvelopeOpener.plaintextBytes(envelope.seedType(), data.length()))];
        if (!new EnvelopeOpener().open(envelope.seedType(), seed, data, Stretch.of(etcdKey), into)) {
            report.add("object.data", "its content", Status.FAIL, DisasterTexts.CONTENT_DOES_NOT_OPEN);
            return Optional.empty();
        }
        report.add("object.data", "its content", Status.PASS, DisasterTexts.CONTENT_OPENS);
        report.with("plaintext_bytes", into.length);
        return Optional.of(SecretBytes.adopting(into));
    }
}
