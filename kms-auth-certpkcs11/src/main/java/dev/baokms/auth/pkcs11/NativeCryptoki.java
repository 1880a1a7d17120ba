package dev.baokms.auth.pkcs11;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.baokms.core.secret.SecretBytes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** PKCS#11 through the foreign function interface. The memory of a call lives as long as the call. */
final class NativeCryptoki implements Cryptoki {
    static final int MAX_OBJECTS = 64;
    /** RSA with 8192 bits; no token signs with more. */
    static final int MAX_SIGNATURE_BYTES = 1024;
    /** Far larger than any certificate, and small enough to allocate at once. */
    static final int MAX_ATTRIBUTE_BYTES = 1 << 16;

    private static final int MAX_SLOTS = 1024;

    private static final Set<ReturnCode> NOTHING_TO_SHOW =
            Set.of(ReturnCode.CKR_ATTRIBUTE_TYPE_INVALID, ReturnCode.CKR_ATTRIBUTE_SENSITIVE);

    private final FunctionList functions;

    NativeCryptoki(FunctionList functions) {
        this.functions = functions;
    }

    @Override
    public void initialize() throws CryptokiException {
        try (Arena arena = Arena.ofConfined()) {
            long number = functions.number(CryptokiFunction.INITIALIZE, NativeStructures.initializeArguments(arena));
            if (number != ReturnCode.CKR_OK.number()
                    && number != ReturnCode.CKR_CRYPTOKI_ALREADY_INITIALIZED.number()) {
                throw CryptokiException.returned(CryptokiFunction.INITIALIZE, number);
            }
        }
    }

    @Override
    public void finalizeModule() {
        functions.number(CryptokiFunction.FINALIZE, NULL);
    }

    @Override
    public List<Long> slotsWithToken() throws CryptokiException {
        return ModuleCounts.untilNothingGrows(this::slotsWithTokenNow);
    }

    private List<Long> slotsWithTokenNow() throws CryptokiException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(JAVA_LONG);
            functions.call(CryptokiFunction.GET_SLOT_LIST, Pkcs11Constants.CK_TRUE, NULL, count);
            // Room for one more, so at least for one: some modules take an empty list for a query of the count.
            long room = 1 + ModuleCounts.read(count, MAX_SLOTS, CryptokiFunction.GET_SLOT_LIST, "slots");
            MemorySegment slots = arena.allocate(JAVA_LONG, room);
            count.set(JAVA_LONG, 0, room);
            functions.call(CryptokiFunction.GET_SLOT_LIST, Pkcs11Constants.CK_TRUE, slots, count);
            long filled = ModuleCounts.read(count, room, CryptokiFunction.GET_SLOT_LIST, "slots");
            return ModuleCounts.numbers(slots, filled);
        }
    }

    @Override
    public TokenInfo tokenInfo(long slot) throws CryptokiException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(NativeStructures.CK_TOKEN_INFO);
            functions.call(CryptokiFunction.GET_TOKEN_INFO, slot, info);
            return NativeStructures.tokenInfo(info);
        }
    }

    @Override
    public long openSession(long slot) throws CryptokiException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment session = arena.allocate(JAVA_LONG);
            functions.call(
                    CryptokiFunction.OPEN_SESSION, slot, Pkcs11Constants.CKF_SERIAL_SESSION, NULL, NULL, session);
            return session.get(JAVA_LONG, 0);
        }
    }

    @Override
    public void closeSession(long session) {
        functions.number(CryptokiFunction.CLOSE_SESSION, session);
    }

    @Override
    public long sessionState(long session) throws CryptokiException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(NativeStructures.CK_SESSION_INFO);
            functions.call(CryptokiFunction.GET_SESSION_INFO, session, info);
            return NativeStructures.sessionState(info);
        }
    }

    @Override
    public void login(long session, UserType user, SecretBytes pin) throws CryptokiException {
        try (Arena arena = Arena.ofConfined();
                var copy = new NativeSecret(arena, pin)) {
            functions.call(
                    CryptokiFunction.LOGIN,
                    session,
                    user.number(),
                    copy.address(),
                    copy.address().byteSize());
        }
    }

    @Override
    public void logout(long session) {
        functions.number(CryptokiFunction.LOGOUT, session);
    }

    @Override
    public List<Long> findObjects(long session, Attribute... wanted) throws CryptokiException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment template = NativeStructures.template(arena, wanted);
            long attributes = wanted.length;
            functions.call(CryptokiFunction.FIND_OBJECTS_INIT, session, template, attributes);
            try {
                return found(arena, session);
            } finally {
                functions.number(CryptokiFunction.FIND_OBJECTS_FINAL, session);
            }
        }
    }

    private List<Long> found(Arena arena, long session) throws CryptokiException {
        MemorySegment objects = arena.allocate(JAVA_LONG, MAX_OBJECTS);
        MemorySegment count = arena.allocate(JAVA_LONG);
        List<Long> found = new ArrayList<>();
        while (found.size() < MAX_OBJECTS) {
            functions.call(CryptokiFunction.FIND_OBJECTS, session, objects, (long) MAX_OBJECTS, count);
            long filled = ModuleCounts.read(count, MAX_OBJECTS, CryptokiFunction.FIND_OBJECTS, "objects");
            if (filled == 0) {
                break;
            }
            found.addAll(ModuleCounts.numbers(objects, filled));
        }
        return List.copyOf(found);
    }

    @Override
    public Optional<byte[]> attribute(long session, long object, long type) throws CryptokiException {
        try {
            return ModuleCounts.untilNothingGrows(() -> attributeNow(session, object, type));
        } catch (CryptokiException e) {
            if (e.isOneOf(NOTHING_TO_SHOW)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Optional<byte[]> attributeNow(long session, long object, long type) throws CryptokiException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment asked = NativeStructures.attribute(arena, type, NULL);
            functions.call(CryptokiFunction.GET_ATTRIBUTE_VALUE, session, object, asked, 1L);
            MemorySegment length = NativeStructures.attributeLength(asked);
            if (length.get(JAVA_LONG, 0) == Pkcs11Constants.CK_UNAVAILABLE_INFORMATION) {
                return Optional.empty();
            }
            MemorySegment value = arena.allocate(attributeBytes(length, MAX_ATTRIBUTE_BYTES));
            MemorySegment given = NativeStructures.attribute(arena, type, value);
            functions.call(CryptokiFunction.GET_ATTRIBUTE_VALUE, session, object, given, 1L);
            long filled = attributeBytes(NativeStructures.attributeLength(given), value.byteSize());
            return Optional.of(value.asSlice(0, filled).toArray(JAVA_BYTE)).filter(bytes -> bytes.length > 0);
        }
    }

    private static long attributeBytes(MemorySegment length, long most) throws CryptokiException {
        return ModuleCounts.read(length, most, CryptokiFunction.GET_ATTRIBUTE_VALUE, "bytes of an attribute");
    }

    @Override
    public void signInit(long session, long key, Mechanism mechanism) throws CryptokiException {
        try (Arena arena = Arena.ofConfined()) {
            functions.call(CryptokiFunction.SIGN_INIT, session, NativeStructures.mechanism(arena, mechanism), key);
        }
    }

    @Override
    public byte[] sign(long session, byte[] input) throws CryptokiException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment signature = arena.allocate(MAX_SIGNATURE_BYTES);
            MemorySegment length = arena.allocateFrom(JAVA_LONG, MAX_SIGNATURE_BYTES);
            MemorySegment data = arena.allocateFrom(JAVA_BYTE, input);
            functions.call(CryptokiFunction.SIGN, session, data, data.byteSize(), signature, length);
            long filled = ModuleCounts.read(length, MAX_SIGNATURE_BYTES, CryptokiFunction.SIGN, "bytes of a signature");
            return signature.asSlice(0, filled).toArray(JAVA_BYTE);
        }
    }
}
