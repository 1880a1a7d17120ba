package dev.baokms.core.keyring;

import dev.baokms.core.failure.KeyFinding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** One OpenBao and some nodes that read from it; everything that may happen to them, with time in whole seconds. */
final class World {
    private final List<Node> nodes;
    private final List<KeyMetadata> history = new ArrayList<>();
    private final TreeMap<Integer, Long> versions = new TreeMap<>();
    private long now = 1_700_000_000;
    private int minDecryption = 1;
    private int minEncryption;
    private boolean snapshotWasRestored;

    World(int count) {
        nodes = IntStream.range(0, count).mapToObj(i -> new Node()).toList();
        versions.put(1, now);
        write();
    }

    List<Node> nodes() {
        return nodes;
    }

    KeyMetadata current() {
        return history.getLast();
    }

    long now() {
        return now;
    }

    /** Not before any node's clock, so that none has seen later. */
    Instant horizon() {
        return nodes.stream().map(Node::latest).max(Instant::compareTo).orElseThrow();
    }

    boolean snapshotWasRestored() {
        return snapshotWasRestored;
    }

    void rotate() {
        now++;
        versions.put(versions.lastKey() + 1, now);
        write();
    }

    /** Operators raise minimums; this one goes from where it is to at most the latest version. */
    void raiseMinEncryption() {
        minEncryption = Math.min(Math.max(minEncryption, minDecryption) + 1, versions.lastKey());
        write();
    }

    void raiseMinDecryption() {
        minDecryption = Math.min(minDecryption + 1, versions.lastKey());
        write();
    }

    /** Another key under the same name. Its first second is new, or nothing could tell it from the former. */
    void recreate() {
        now++;
        versions.clear();
        versions.put(1, now);
        minDecryption = 1;
        minEncryption = 0;
        write();
    }

    /**
     * As it was some changes ago, minimums included; the next rotation makes a lost number again, in another
     * second.
     */
    void restoreSnapshot(int changes) {
        now++;
        KeyMetadata former = history.get(Math.max(0, history.size() - 1 - changes));
        versions.clear();
        versions.putAll(former.creationSeconds());
        snapshotWasRestored = true;
        minDecryption = former.minDecryptionVersion();
        minEncryption = former.minEncryptionVersion();
        write();
    }

    void pass(int seconds) {
        now += seconds;
    }

    void read(Node node) {
        node.read(current(), now);
    }

    /** A standby that is some changes behind answers. */
    void readStale(Node node, int changes) {
        node.read(history.get(Math.max(0, history.size() - 1 - changes)), now);
    }

    void readUnsafe(Node node) {
        node.read(Reads.withFindings(current(), KeyFinding.EXPORTABLE), now);
    }

    /** An operator retires, on every node that knows it, the oldest version that no node writes with any more. */
    void retireOldest() {
        int writing = nodes.stream().mapToInt(Node::active).min().orElseThrow();
        nodes.stream()
                .flatMap(node -> node.retirable(writing).stream())
                .min(Integer::compareTo)
                .ifPresent(oldest -> nodes.forEach(node -> node.retire(oldest)));
    }

    private void write() {
        history.add(Reads.of(versions, minDecryption, minEncryption));
    }
}
