package dev.baokms.auth.pkcs11;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A PKCS#11 function failed. The message names the function and its return value but none of its arguments: it is safe
 * for logs, and useful to the token's vendor.
 */
final class CryptokiException extends Exception {
    private static final long serialVersionUID = 1;

    private final @Nullable ReturnCode code;

    private CryptokiException(String message, @Nullable ReturnCode code) {
        super(message);
        this.code = code;
    }

    static CryptokiException returned(CryptokiFunction function, long number) {
        return new CryptokiException(
                function + " returned " + ReturnCode.nameOf(number),
                ReturnCode.of(number).orElse(null));
    }

    /**
     * For a function that returned {@code CKR_OK} with an impossible answer.
     *
     * @param answer what it gave and what is possible
     */
    static CryptokiException impossible(CryptokiFunction function, String answer) {
        return new CryptokiException(function + " gave " + answer, null);
    }

    /** Empty for a number outside the standard, and for an impossible answer. */
    Optional<ReturnCode> code() {
        return Optional.ofNullable(code);
    }

    boolean isOneOf(Set<ReturnCode> codes) {
        return code != null && codes.contains(code);
    }
}
