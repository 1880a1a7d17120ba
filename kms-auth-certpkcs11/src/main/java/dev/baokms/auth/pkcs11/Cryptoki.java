package dev.baokms.auth.pkcs11;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.auth.pkcs11.NativeCalls.Function;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** PKCS#11 with Java's types. Not thread-safe: one thread owns it. */
final class Cryptoki {
    static final long CLASS = 0;
    static final long LABEL = 3;
    static final long VALUE = 0x11;
    static final long KEY_TYPE = 0x100;
    static final long ID = 0x102;
    static final long CERTIFICATE = 1;
    static final long PRIVATE_KEY = 3;

    private static final long OS_LOCKING = 2;
    private static final long SERIAL_SESSION = 4;
    private static final long USER = 1;
    private static final int LABEL_BYTES = 32;
    private static final long TOKEN_INFO_BYTES = 208;
    private static final long TOKEN_FLAGS_AT = 96;
    private static final long SESSION_INFO_BYTES = 32;
    private static final long SESSION_STATE_AT = 8;
    private static final int MOST_OBJECTS = 64;
    // RSA with 8192 bit; no token signs with more.
    private static final int MOST_SIGNATURE_BYTES = 1024;
    private static final long ATTRIBUTE_BYTES = 24;

    private final NativeCalls calls;

    /** What a token says of itself. */
    record TokenInfo(String label, long flags) {}

    /** An attribute to search for; nobody compares or keeps it. */
    @SuppressWarnings("ArrayRecordComponent")
    record Attribute(long type, byte[] value) {
        static Attribute of(long type, long number) {
            return new Attribute(
                    type,
                    java.nio.ByteBuffer.allocate(Long.BYTES)
                            .order(java.nio.ByteOrder.nativeOrder())
                            .putLong(number)
                            .array());
        }
    }

    Cryptoki(Path library) throws TokenTrouble {
        this.calls = NativeCalls.of(library);
    }

    /** Also when somebody else in the process did it before us. */
    void initialize() throws ReturnCode {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment arguments = arena.allocate(6 * Long.BYTES, Long.BYTES);
            arguments.setAtIndex(JAVA_LONG, 4, OS_LOCKING);
            long code = calls.code(Function.INITIALIZE, arguments);
            if (code != ReturnCode.OK && code != ReturnCode.ALREADY_INITIALIZED) {
                throw new ReturnCode("C_INITIALIZE", code);
            }
        }
    }

    /** Ends every session. What it returns does not matter: afterwards we initialize, and that tells. */
    void shutDown() {
        calls.code(Function.FINALIZE, NULL);
    }

    List<Long> slotsWithToken() throws ReturnCode {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(JAVA_LONG);
            calls.call(Function.GET_SLOT_LIST, 1L, NULL, count);
            long most = count.get(JAVA_LONG, 0) + 1;
            MemorySegment slots = arena.allocate(JAVA_LONG, most);
            count.set(JAVA_LONG, 0, most);
            calls.call(Function.GET_SLOT_LIST, 1L, slots, count);
            return slots.asSlice(0, count.get(JAVA_LONG, 0) * Long.BYTES)
                    .elements(JAVA_LONG)
                    .map(slot -> slot.get(JAVA_LONG, 0))
                    .toList();
        }
    }

    TokenInfo tokenInfo(long slot) throws ReturnCode {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(TOKEN_INFO_BYTES, Long.BYTES);
            calls.call(Function.GET_TOKEN_INFO, slot, info);
            byte[] label = info.asSlice(0, LABEL_BYTES).toArray(JAVA_BYTE);
            return new TokenInfo(new String(label, UTF_8).stripTrailing(), info.get(JAVA_LONG, TOKEN_FLAGS_AT));
        }
    }

    long openSession(long slot) throws ReturnCode {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment session = arena.allocate(JAVA_LONG);
            calls.call(Function.OPEN_SESSION, slot, SERIAL_SESSION, NULL, NULL, session);
            return session.get(JAVA_LONG, 0);
        }
    }

    /** What it returns does not matter: the session is gone, or its token is. */
    void closeSession(long session) {
        calls.code(Function.CLOSE_SESSION, session);
    }

    /** A {@code CKS_} value: 1 and 3 are those with a user logged in. */
    long sessionState(long session) throws ReturnCode {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(SESSION_INFO_BYTES, Long.BYTES);
            calls.call(Function.GET_SESSION_INFO, session, info);
            return info.get(JAVA_LONG, SESSION_STATE_AT);
        }
    }

    /** The PIN's copy in native memory is wiped before this returns. */
    long login(long session, byte[] pin) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocateFrom(JAVA_BYTE, pin);
            try {
                return calls.code(Function.LOGIN, session, USER, copy, (long) pin.length);
            } finally {
                copy.fill((byte) 0);
            }
        }
    }

    void logout(long session) {
        calls.code(Function.LOGOUT, session);
    }

    List<Long> find(long session, Attribute... wanted) throws ReturnCode {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment template = arena.allocate(ATTRIBUTE_BYTES * wanted.length, Long.BYTES);
            for (int i = 0; i < wanted.length; i++) {
                byte[] value = wanted[i].value();
                attribute(template, i, wanted[i].type(), arena.allocateFrom(JAVA_BYTE, value), value.length);
            }
            calls.call(Function.FIND_OBJECTS_INIT, session, template, (long) wanted.length);
            try {
                MemorySegment objects = arena.allocate(JAVA_LONG, MOST_OBJECTS);
                MemorySegment count = arena.allocate(JAVA_LONG);
                List<Long> found = new ArrayList<>();
                do {
                    calls.call(Function.FIND_OBJECTS, session, objects, (long) MOST_OBJECTS, count);
                    for (long i = 0; i < count.get(JAVA_LONG, 0); i++) {
                        found.add(objects.getAtIndex(JAVA_LONG, i));
                    }
                } while (count.get(JAVA_LONG, 0) > 0 && found.size() < MOST_OBJECTS);
                return found;
            } finally {
                calls.code(Function.FIND_OBJECTS_FINAL, session);
            }
        }
    }

    /** Empty when the object has no such attribute or does not show it. */
    Optional<byte[]> attribute(long session, long object, long type) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment template = arena.allocate(ATTRIBUTE_BYTES, Long.BYTES);
            attribute(template, 0, type, NULL, 0);
            if (calls.code(Function.GET_ATTRIBUTE_VALUE, session, object, template, 1L) != ReturnCode.OK) {
                return Optional.empty();
            }
            long length = template.getAtIndex(JAVA_LONG, 2);
            if (length <= 0) {
                return Optional.empty();
            }
            MemorySegment value = arena.allocate(length);
            attribute(template, 0, type, value, length);
            return calls.code(Function.GET_ATTRIBUTE_VALUE, session, object, template, 1L) == ReturnCode.OK
                    ? Optional.of(value.toArray(JAVA_BYTE))
                    : Optional.empty();
        }
    }

    byte[] sign(long session, long key, Mechanism mechanism, byte[] input) throws ReturnCode {
        try (Arena arena = Arena.ofConfined()) {
            calls.call(Function.SIGN_INIT, session, mechanism.in(arena), key);
            MemorySegment signature = arena.allocate(MOST_SIGNATURE_BYTES);
            MemorySegment length = arena.allocateFrom(JAVA_LONG, MOST_SIGNATURE_BYTES);
            calls.call(
                    Function.SIGN,
                    session,
                    arena.allocateFrom(JAVA_BYTE, input),
                    (long) input.length,
                    signature,
                    length);
            return signature.asSlice(0, length.get(JAVA_LONG, 0)).toArray(JAVA_BYTE);
        }
    }

    private static void attribute(MemorySegment template, int index, long type, MemorySegment value, long length) {
        MemorySegment at = template.asSlice(index * ATTRIBUTE_BYTES, ATTRIBUTE_BYTES);
        at.setAtIndex(JAVA_LONG, 0, type);
        at.setAtIndex(ADDRESS, 1, value);
        at.setAtIndex(JAVA_LONG, 2, length);
    }
}
