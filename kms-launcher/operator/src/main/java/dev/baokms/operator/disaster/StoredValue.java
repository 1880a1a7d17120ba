package dev.baokms.operator.disaster;

import dev.baokms.core.stored.OurKey;
import dev.baokms.core.stored.StoredObject;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A value from etcd, with the key that it is bound to. */
public final class StoredValue {
    private final byte[] bytes;
    private final byte[] etcdKey;

    /**
     * Takes ownership of both arrays.
     *
     * @param etcdKey the whole key
     */
    public StoredValue(byte[] bytes, byte[] etcdKey) {
        this.bytes = bytes;
        this.etcdKey = etcdKey;
    }

    byte[] bytes() {
        return bytes;
    }

    byte[] etcdKey() {
        return etcdKey;
    }

    StoredObject read(OurKey key) {
        StoredObject whole = StoredObject.of(ByteBuffer.wrap(bytes), key);
        // etcdctl get --print-value-only prints a line break after the value.
        boolean broken = whole instanceof StoredObject.Unknown && bytes.length > 0 && bytes[bytes.length - 1] == '\n';
        return broken ? StoredObject.of(ByteBuffer.wrap(Arrays.copyOf(bytes, bytes.length - 1)), key) : whole;
    }
}
