package dev.baokms.auth.pkcs11;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.auth.pkcs11.Cryptoki.Attribute;
import dev.baokms.auth.pkcs11.Cryptoki.TokenInfo;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * Reads and writes the structures of PKCS#11 in their layout on 64-bit Linux (pkcs11t.h), where CK_ULONG has 8 bytes
 * and nothing is packed.
 */
final class NativeStructures {
    static final StructLayout CK_C_INITIALIZE_ARGS = MemoryLayout.structLayout(
            ADDRESS.withName("CreateMutex"),
            ADDRESS.withName("DestroyMutex"),
            ADDRESS.withName("LockMutex"),
            ADDRESS.withName("UnlockMutex"),
            JAVA_LONG.withName("flags"),
            ADDRESS.withName("pReserved"));

    static final StructLayout CK_TOKEN_INFO = MemoryLayout.structLayout(
            bytes(32, "label"),
            bytes(32, "manufacturerID"),
            bytes(16, "model"),
            bytes(16, "serialNumber"),
            JAVA_LONG.withName("flags"),
            MemoryLayout.sequenceLayout(10, JAVA_LONG).withName("counts"),
            bytes(2, "hardwareVersion"),
            bytes(2, "firmwareVersion"),
            bytes(16, "utcTime"),
            MemoryLayout.paddingLayout(4));

    static final StructLayout CK_SESSION_INFO = MemoryLayout.structLayout(
            JAVA_LONG.withName("slotID"),
            JAVA_LONG.withName("state"),
            JAVA_LONG.withName("flags"),
            JAVA_LONG.withName("ulDeviceError"));

    static final StructLayout CK_ATTRIBUTE = MemoryLayout.structLayout(
            JAVA_LONG.withName("type"), ADDRESS.withName("pValue"), JAVA_LONG.withName("ulValueLen"));

    static final StructLayout CK_MECHANISM = MemoryLayout.structLayout(
            JAVA_LONG.withName("mechanism"), ADDRESS.withName("pParameter"), JAVA_LONG.withName("ulParameterLen"));

    static final StructLayout CK_RSA_PKCS_PSS_PARAMS = MemoryLayout.structLayout(
            JAVA_LONG.withName("hashAlg"), JAVA_LONG.withName("mgf"), JAVA_LONG.withName("sLen"));

    private NativeStructures() {}

    /** Lets the module use operating system locks, because other code in the process may call it, too. */
    static MemorySegment initializeArguments(Arena arena) {
        MemorySegment arguments = arena.allocate(CK_C_INITIALIZE_ARGS);
        arguments.set(JAVA_LONG, offset(CK_C_INITIALIZE_ARGS, "flags"), Pkcs11Constants.CKF_OS_LOCKING_OK);
        return arguments;
    }

    /** The standard pads a label with blanks; some modules end it like a C string. */
    static TokenInfo tokenInfo(MemorySegment info) {
        byte[] label = info.asSlice(
                        offset(CK_TOKEN_INFO, "label"),
                        CK_TOKEN_INFO.select(groupElement("label")).byteSize())
                .toArray(JAVA_BYTE);
        String text = new String(label, UTF_8);
        int end = text.indexOf('\0');
        return new TokenInfo(
                (end < 0 ? text : text.substring(0, end)).stripTrailing(),
                info.get(JAVA_LONG, offset(CK_TOKEN_INFO, "flags")));
    }

    static long sessionState(MemorySegment info) {
        return info.get(JAVA_LONG, offset(CK_SESSION_INFO, "state"));
    }

    static MemorySegment template(Arena arena, Attribute... attributes) {
        MemorySegment template = arena.allocate(CK_ATTRIBUTE, attributes.length);
        for (int i = 0; i < attributes.length; i++) {
            MemorySegment value = arena.allocateFrom(JAVA_BYTE, attributes[i].value());
            write(template.asSlice(i * CK_ATTRIBUTE.byteSize(), CK_ATTRIBUTE), attributes[i].type(), value);
        }
        return template;
    }

    /** @param room where the module puts the value; {@code NULL} to get its length */
    static MemorySegment attribute(Arena arena, long type, MemorySegment room) {
        return write(arena.allocate(CK_ATTRIBUTE), type, room);
    }

    /** Where the module has put the length of the value. */
    static MemorySegment attributeLength(MemorySegment attribute) {
        return attribute.asSlice(offset(CK_ATTRIBUTE, "ulValueLen"), JAVA_LONG);
    }

    static MemorySegment mechanism(Arena arena, Mechanism mechanism) {
        MemorySegment structure = arena.allocate(CK_MECHANISM);
        return switch (mechanism) {
            case Mechanism.Pkcs1() -> write(structure, Pkcs11Constants.CKM_RSA_PKCS, MemorySegment.NULL);
            case Mechanism.Pss(DigestAlgorithm digest) ->
                write(structure, Pkcs11Constants.CKM_RSA_PKCS_PSS, pssParameters(arena, digest));
            case Mechanism.Ecdsa() -> write(structure, Pkcs11Constants.CKM_ECDSA, MemorySegment.NULL);
        };
    }

    private static MemorySegment pssParameters(Arena arena, DigestAlgorithm digest) {
        MemorySegment parameters = arena.allocate(CK_RSA_PKCS_PSS_PARAMS);
        parameters.set(JAVA_LONG, offset(CK_RSA_PKCS_PSS_PARAMS, "hashAlg"), digest.mechanism());
        parameters.set(JAVA_LONG, offset(CK_RSA_PKCS_PSS_PARAMS, "mgf"), digest.mgf1());
        parameters.set(JAVA_LONG, offset(CK_RSA_PKCS_PSS_PARAMS, "sLen"), digest.lengthBytes());
        return parameters;
    }

    /** Writes a CK_ATTRIBUTE or CK_MECHANISM: a number, the address of some bytes, and their count. */
    private static MemorySegment write(MemorySegment structure, long number, MemorySegment bytes) {
        structure.set(JAVA_LONG, 0, number);
        structure.set(ADDRESS, ADDRESS.byteSize(), bytes);
        structure.set(JAVA_LONG, 2 * ADDRESS.byteSize(), bytes.byteSize());
        return structure;
    }

    private static long offset(StructLayout structure, String field) {
        return structure.byteOffset(groupElement(field));
    }

    private static MemoryLayout bytes(int count, String name) {
        return MemoryLayout.sequenceLayout(count, JAVA_BYTE).withName(name);
    }
}
