package dev.baokms.auth.pkcs11;

import dev.baokms.auth.pkcs11.Cryptoki.TokenInfo;
import dev.baokms.auth.pkcs11.Cryptoki.UserType;
import dev.baokms.core.port.ByteSource;
import dev.baokms.core.secret.SecretBytes;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * The user PIN, read from its file whenever it is sent, and the rules that keep it from locking the token: an empty PIN
 * is never sent, a refused one not before its file changes, and none when the token has one try left.
 */
final class UserPin {
    private static final Set<ReturnCode> REFUSED = Set.of(
            ReturnCode.CKR_PIN_INCORRECT,
            ReturnCode.CKR_PIN_INVALID,
            ReturnCode.CKR_PIN_LEN_RANGE,
            ReturnCode.CKR_PIN_EXPIRED);
    private static final Set<ReturnCode> LOCKED = Set.of(ReturnCode.CKR_PIN_LOCKED);
    private static final Set<ReturnCode> LOGGED_IN_ALREADY = Set.of(ReturnCode.CKR_USER_ALREADY_LOGGED_IN);

    private final ByteSource file;
    private Optional<RefusedPin> refusal = Optional.empty();

    private record RefusedPin(String stamp, CryptokiException answer) {}

    UserPin(ByteSource file) {
        this.file = file;
    }

    String stamp() throws Pkcs11LoginException {
        return FileContent.stamp(file);
    }

    /**
     * @throws Pkcs11LoginException with the token's earlier answer, when it has refused this version of the file
     */
    void requireNotRefused(String stamp) throws Pkcs11LoginException {
        if (refusal.isPresent() && refusal.get().stamp().equals(stamp)) {
            throw new Pkcs11LoginException(
                    Pkcs11Problem.PIN_WRONG, refusal.get().answer());
        }
    }

    /**
     * The PIN, if it may be sent to the token.
     *
     * @param stamp the intended version of the file: a refusal must not be remembered for another
     * @return the caller's, to be closed
     */
    SecretBytes read(String stamp, TokenInfo token) throws Pkcs11LoginException {
        if (token.has(Pkcs11Constants.CKF_USER_PIN_LOCKED)) {
            throw new Pkcs11LoginException(Pkcs11Problem.PIN_LOCKED);
        }
        if (token.has(Pkcs11Constants.CKF_USER_PIN_FINAL_TRY)) {
            throw new Pkcs11LoginException(Pkcs11Problem.PIN_LAST_TRY);
        }
        SecretBytes pin;
        try (SecretBytes content = FileContent.of(file, CertificateSource.MAX_PIN_BYTES)) {
            pin = SecretBytes.adopting(content.exposeTo(UserPin::firstLine));
        }
        try {
            if (pin.exposeTo(UserPin::isBlank)) {
                throw new Pkcs11LoginException(Pkcs11Problem.PIN_EMPTY);
            }
            if (!stamp().equals(stamp)) {
                throw new Pkcs11LoginException(Pkcs11Problem.PIN_REPLACED);
            }
        } catch (Pkcs11LoginException e) {
            pin.close();
            throw e;
        }
        return pin;
    }

    /** Logs this process in to the token. */
    void logIn(Cryptoki module, long session, SecretBytes pin, String stamp)
            throws CryptokiException, Pkcs11LoginException {
        try {
            send(module, session, UserType.CKU_USER, pin, stamp);
        } catch (CryptokiException e) {
            if (!e.isOneOf(LOGGED_IN_ALREADY)) {
                throw e;
            }
            // The PIN was not checked, because other code's login is in force: end that login, so that this PIN is
            // proved.
            module.logout(session);
            send(module, session, UserType.CKU_USER, pin, stamp);
        }
    }

    /** Sends the PIN for the signature that the session has begun. */
    void allowSignature(Cryptoki module, long session, SecretBytes pin, String stamp)
            throws CryptokiException, Pkcs11LoginException {
        send(module, session, UserType.CKU_CONTEXT_SPECIFIC, pin, stamp);
    }

    private void send(Cryptoki module, long session, UserType user, SecretBytes pin, String stamp)
            throws CryptokiException, Pkcs11LoginException {
        try {
            module.login(session, user, pin);
        } catch (CryptokiException e) {
            if (e.isOneOf(REFUSED)) {
                refusal = Optional.of(new RefusedPin(stamp, e));
                throw new Pkcs11LoginException(Pkcs11Problem.PIN_WRONG, e);
            }
            if (e.isOneOf(LOCKED)) {
                throw new Pkcs11LoginException(Pkcs11Problem.PIN_LOCKED, e);
            }
            throw e;
        }
    }

    private static byte[] firstLine(byte[] content) {
        int end = 0;
        while (end < content.length && content[end] != '\n' && content[end] != '\r') {
            end++;
        }
        return Arrays.copyOf(content, end);
    }

    /** No token has a PIN of only blanks, and sending it would cost a try like any wrong one. */
    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t') {
                return false;
            }
        }
        return true;
    }
}
