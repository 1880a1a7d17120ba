package dev.baokms.auth.pkcs11;

import dev.baokms.core.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The PKCS#11 functions that a login needs, with Java's types. Not thread-safe: one thread owns a module.
 *
 * <p>Handles of slots, sessions and objects are the module's own numbers and mean nothing after {@link
 * #finalizeModule}.
 */
interface Cryptoki {
    /** Loads the configured module when it is first needed. */
    interface Loader {
        Cryptoki load() throws Pkcs11LoginException;
    }

    /** The user types of {@code C_Login}. */
    enum UserType {
        CKU_USER(1),
        /** Allows one operation with a key that has {@code CKA_ALWAYS_AUTHENTICATE}. */
        CKU_CONTEXT_SPECIFIC(2);

        private final long number;

        UserType(long number) {
            this.number = number;
        }

        long number() {
            return number;
        }
    }

    /**
     * What a token says about itself.
     *
     * @param label without its padding
     * @param flags {@code CKF_} bits
     */
    record TokenInfo(String label, long flags) {
        boolean has(long flag) {
            return (flags & flag) != 0;
        }
    }

    /** An attribute to search for. Used once and never compared. */
    @SuppressWarnings("ArrayRecordComponent")
    record Attribute(long type, byte[] value) {
        static Attribute of(long type, long number) {
            return new Attribute(
                    type,
                    ByteBuffer.allocate(Long.BYTES)
                            .order(ByteOrder.nativeOrder())
                            .putLong(number)
                            .array());
        }

        static Attribute of(long type, String text) {
            return new Attribute(type, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Does nothing when other code in this process has initialized the module. */
    void initialize() throws CryptokiException;

    /**
     * Ends every session. The return value is ignored: only {@link #initialize} can follow, and it reports a failure.
     */
    void finalizeModule();

    List<Long> slotsWithToken() throws CryptokiException;

    TokenInfo tokenInfo(long slot) throws CryptokiException;

    long openSession(long slot) throws CryptokiException;

    /** The return value is ignored: either way the session is gone, or its token is. */
    void closeSession(long session);

    /** A {@code CKS_} value. */
    long sessionState(long session) throws CryptokiException;

    /** @param pin not empty; stays the caller's, and no copy remains */
    void login(long session, UserType user, SecretBytes pin) throws CryptokiException;

    /** The return value is ignored: a session that is not logged in is the goal. */
    void logout(long session);

    List<Long> findObjects(long session, Attribute... wanted) throws CryptokiException;

    /** Empty when the object has no such attribute or hides it, or the attribute has no bytes. */
    Optional<byte[]> attribute(long session, long object, long type) throws CryptokiException;

    /** Begins a signature; {@link #sign} or the end of the session ends it. */
    void signInit(long session, long key, Mechanism mechanism) throws CryptokiException;

    byte[] sign(long session, byte[] input) throws CryptokiException;
}
