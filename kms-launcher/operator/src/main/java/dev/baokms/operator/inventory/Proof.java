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
 * An inventory that was put on record: what was read, what it came to, and a digest over all of it. It shows that nothing was
 * changed by accident; it is no signature, and who may write it may write another.
 *
 * @param digest {@code sha256:} and hexadecimal, over the document without it
 * @param provider that was asked for
 * @param scope fingerprint of the configuration it was made with
 * @param memory hash of what the state remembered then
 * @param clusterId of the cluster that was asked; not known when only files were read
 * @param revision of the live state
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

    /** Names of all objects that are not rewritten may be in it. */
    private static final int MAX_BYTES = 64 << 20;
    /** A document is in memory several times while it is checked: as it is, as a tree, and written again. */
    private static final int COPIES = 12;

    private static final String DIGEST = "digest";

    /** What a document was found to be. */
    public sealed interface Reading {
        /** Whole, in canonical form, and what it says follows from what it counts. */
        record Valid(Proof proof) implements Reading {}

        /** @param reason what is wrong with it */
        record Broken(String reason) implements Reading {}
    }

    /** What an operator holds against a proof. */
    public record Expected(Optional<String> clusterId, OptionalLong revision) {}

    public Proof {
        open = List.copyOf(open);
    }

    /** The document: canonical JSON, that is members sorted, no spaces, and a newline at its end. */
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

    /** A longer one is not read: none is so long, or the memory of this process is too small for it. */
    public static int mostBytes() {
        return (int) Math.min(MAX_BYTES, Runtime.getRuntime().maxMemory() / COPIES);
    }

    /** Re-checks a document by itself. */
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
     * Why it does not show that every version below one may go on this installation.
     *
     * @param version the lowest that stays
     * @param installation that is to lose them
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
