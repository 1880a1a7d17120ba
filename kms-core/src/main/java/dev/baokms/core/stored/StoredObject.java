package dev.baokms.core.stored;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a stored value is, according to its bytes. Reading never fails: a value that cannot be understood is {@link
 * Unknown}.
 */
public sealed interface StoredObject {
    /**
     * An object of this provider; everything in it that names a version names this one.
     *
     * @param version of the Transit key
     */
    record Ours(Envelope envelope, int version) implements StoredObject {}

    /**
     * Under this provider's name, but its parts contradict each other or do not have the provider's form: altered, or
     * written by another plugin of that name.
     *
     * @param versions all versions that it names, possibly none
     * @param reason which parts
     */
    record Contradictory(Envelope envelope, SortedSet<Integer> versions, String reason) implements StoredObject {
        public Contradictory {
            versions = Collections.unmodifiableSortedSet(new TreeSet<>(versions));
        }
    }

    /**
     * Encrypted by another provider.
     *
     * @param writer scheme and name, such as {@code kms v2 other} or {@code aescbc key1}
     */
    record Foreign(String writer) implements StoredObject {}

    /** Not encrypted. */
    record Plaintext(Encoding encoding) implements StoredObject {}

    /**
     * None of these.
     *
     * @param reason what is wrong with it
     * @param ours whether it begins like this provider's objects, so that it may need any version
     */
    record Unknown(String reason, boolean ours) implements StoredObject {}

    /** How a plaintext object is encoded. */
    enum Encoding {
        PROTOBUF,
        JSON,
        CBOR
    }

    /** etcd accepts no larger request by default. */
    int MAX_BYTES = WireEnvelope.MAX_VALUE_BYTES;

    /**
     * Reads a value; the returned parts are views of it.
     *
     * @param value from its position to its limit, at most {@link #MAX_BYTES}; more is {@link Unknown}
     */
    static StoredObject of(ByteBuffer value, OurKey key) {
        byte[] prefix = key.prefix();
        boolean ours = Scheme.isOurs(value, prefix);
        if (value.remaining() > MAX_BYTES) {
            return new Unknown("is larger than etcd takes", ours);
        }
        if (!ours) {
            return Scheme.ofOthers(value);
        }
        var parts = new WireEnvelope();
        ByteBuffer body = value.duplicate().position(value.position() + prefix.length);
        String problem = parts.read(body);
        return problem.isEmpty() ? Statements.of(new Envelope(body, parts)).against(key) : new Unknown(problem, true);
    }
}
