package dev.baokms.operator.inventory;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.core.key.Sha256;
import dev.baokms.telemetry.Json;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An inventory on record: the sources, the verdict, and a digest over all of it. The digest shows that nothing was
 * changed by accident. It is not a signature: anyone who may write the file may write another one.
 *
 * @param digest {@code sha256:} and hexadecimal, over the document without the digest
 * @param provider the provider in question
 * @param scope fingerprint of the configuration that was used
 * @param memory hash of the state's memory at that time
 * @param clusterId id of the cluster that was asked; unknown when only files were read
 * @param revision revision of the live state
 * @param highestSafe the lowest version that anything needs
 * @param open conditions that are not met or not known, by name
 */
public record Proof(
        String digest,
        String provider,
        Optional<String> scope,
        Optional<String> memory,
        Optional<String> clusterId,
        long revision,
        OptionalInt highestSafe,
        List<String> open) {
    static final String SCHEMA = "bao-kms-provider/inventory-proof/v1";

    /** The limit for a document, which may contain the names of all objects that are not rewritten. */
    private static final int MAX_BYTES = 64 << 20;
    /** The factor for memory: during the check a document exists as bytes, as a tree, and as the text written again. */
    private static final int COPIES = 12;

    private static final String DIGEST = "digest";

    /** The result of reading a document. */
    public sealed interface Reading {
        /** The document is complete and in canonical form, and its statements follow from its counts. */
        record Valid(Proof proof) implements Reading {}

        /**
         * The document is not a proof.
         *
         * @param reason what is wrong with it
         */
        record Broken(String reason) implements Reading {}
    }

    /** What an operator expects of a proof. */
    public record Expected(Optional<String> clusterId, OptionalLong revision) {}

    public Proof {
        open = List.copyOf(open);
    }

    /** Returns the document as canonical JSON: members sorted, no spaces, and a newline at the end. */
    public static String document(Inventory inventory) {
        Map<String, @Nullable Object> members = new TreeMap<>(InventoryJson.of(inventory));
        members.put("schema", SCHEMA);
        inventory.subject().identity().ifPresent(identity -> {
            members.put("scope", identity.scope());
            members.put("state", identity.memory());
        });
        inventory.subject().encryptionConfigHash().ifPresent(hash -> members.put("encryptionConfig", "sha256:" + hash));
        members.put(DIGEST, digest(members));
        return canonical(members) + "\n";
    }

    /**
     * Returns the limit for a document in bytes. A longer one is not read, because it is no proof or does not fit into
     * this process's memory.
     */
    public static int mostBytes() {
        return (int) Math.min(MAX_BYTES, Runtime.getRuntime().maxMemory() / COPIES);
    }

    /** Checks a document again, without any other source. */
    public static Reading read(byte[] document) {
        try {
            if (!(Json.tree(new String(document, UTF_8)) instanceof Map<?, ?> members)) {
                return new Reading.Broken(ProofTexts.NOT_AN_OBJECT);
            }
            if (!Arrays.equals((canonical(members) + "\n").getBytes(UTF_8), document)) {
                return new Reading.Broken(ProofTexts.NOT_CANONICAL);
            }
            if (!digest(members).equals(members.get(DIGEST))) {
                return new Reading.Broken(ProofTexts.OTHER_DIGEST);
            }
            return ProofReader.of(members);
        } catch (IOException e) {
            return new Reading.Broken(ProofTexts.NOT_JSON);
        }
    }

    private static String digest(Map<?, ?> members) {
        var rest = new LinkedHashMap<Object, @Nullable Object>(members);
        rest.remove(DIGEST);
        return "sha256:" + Sha256.hex(canonical(rest).getBytes(UTF_8));
    }

    private static String canonical(Map<?, ?> members) {
        return Json.of(sorted(members));
    }

    private static @Nullable Object sorted(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            var members = new TreeMap<String, @Nullable Object>();
            map.forEach((name, member) -> members.put(String.valueOf(name), sorted(member)));
            return members;
        }
        return value instanceof List<?> list ? list.stream().map(Proof::sorted).toList() : value;
    }

    /** Whether every condition was met. */
    public boolean safe() {
        return open.isEmpty() && highestSafe.isPresent();
    }

    /**
     * Explains why the proof does not allow retiring every version below a given one on this installation; empty when
     * it does.
     *
     * @param version the lowest version that stays
     * @param installation the installation that would lose the others
     */
    public Optional<String> objectionTo(int version, Inventory.Identity installation, Expected expected) {
        if (scope.isEmpty() || memory.isEmpty()) {
            return Optional.of(ProofTexts.NO_CONFIGURATION);
        }
        if (!scope.get().equals(installation.scope())) {
            return Optional.of(ProofTexts.otherConfiguration(scope.get(), installation.scope()));
        }
        if (!memory.get().equals(installation.memory())) {
            return Optional.of(ProofTexts.OLDER_THAN_STATE);
        }
        if (expected.clusterId().isPresent() && !expected.clusterId().equals(clusterId)) {
            return Optional.of(ProofTexts.otherCluster(
                    clusterId.orElse(ProofTexts.CLUSTER_NOT_ASKED),
                    expected.clusterId().get()));
        }
        if (expected.revision().isPresent() && expected.revision().getAsLong() > revision) {
            return Optional.of(
                    ProofTexts.olderThanExpected(revision, expected.revision().getAsLong()));
        }
        if (highestSafe.isPresent() && highestSafe.getAsInt() < version) {
            return Optional.of(ProofTexts.stillNeeded(highestSafe.getAsInt()));
        }
        return safe()
                ? Optional.empty()
                : Optional.of(
                        ProofTexts.notSafe(open.isEmpty() ? ProofTexts.UNNAMED_VERSIONS : String.join(", ", open)));
    }
}
