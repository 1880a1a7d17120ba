package dev.baokms.auth.pkcs11;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** How to sign. The digest is always made here: the input is a hash, or for PKCS#1 a DigestInfo. */
sealed interface Mechanism {
    /** RSA with PKCS#1 v1.5 padding, for TLS 1.2. */
    record Pkcs1() implements Mechanism {
        private static final long CKM_RSA_PKCS = 1;

        @Override
        public MemorySegment in(Arena arena) {
            return mechanism(arena, CKM_RSA_PKCS, NULL, 0);
        }
    }

    /** RSA with PSS padding, MGF1 over the same hash and a salt as long as it: what TLS 1.3 uses. */
    record Pss(Hash hash) implements Mechanism {
        private static final long CKM_RSA_PKCS_PSS = 0xD;
        private static final int PARAMETERS = 3;

        @Override
        public MemorySegment in(Arena arena) {
            MemorySegment parameters = arena.allocateFrom(JAVA_LONG, hash.mechanism(), hash.mgf(), hash.bytes());
            return mechanism(arena, CKM_RSA_PKCS_PSS, parameters, (long) PARAMETERS * Long.BYTES);
        }
    }

    /** ECDSA; the token gives r and s side by side. */
    record Ecdsa() implements Mechanism {
        private static final long CKM_ECDSA = 0x1041;

        @Override
        public MemorySegment in(Arena arena) {
            return mechanism(arena, CKM_ECDSA, NULL, 0);
        }
    }

    /** As {@code CK_MECHANISM}. */
    MemorySegment in(Arena arena);

    private static MemorySegment mechanism(Arena arena, long number, MemorySegment parameters, long bytes) {
        MemorySegment mechanism = arena.allocate(3 * Long.BYTES, Long.BYTES);
        mechanism.setAtIndex(JAVA_LONG, 0, number);
        mechanism.setAtIndex(ADDRESS, 1, parameters);
        mechanism.setAtIndex(JAVA_LONG, 2, bytes);
        return mechanism;
    }
}
