package dev.baokms.auth.pkcs11;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.baokms.core.secret.SecretBytes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A copy of a secret in native memory, wiped before the memory is freed, because its next owner could read it.
 */
final class NativeSecret implements AutoCloseable {
    private final MemorySegment copy;

    NativeSecret(Arena arena, SecretBytes secret) {
        this.copy = secret.exposeTo(bytes -> arena.allocateFrom(JAVA_BYTE, bytes));
    }

    MemorySegment address() {
        return copy;
    }

    @Override
    public void close() {
        copy.fill((byte) 0);
    }
}
