package dev.baokms.auth.pkcs11;

/**
 * One check of the login by certificate, as {@code doctor} prints it.
 *
 * @param id {@code auth.cert.pkcs11}, {@code auth.cert.local} or {@code auth.cert.signer}
 * @param status how it went
 * @param message what was found and what to do; never a secret
 */
public record Check(String id, Status status, String message) {
    /** How a check went. */
    public enum Status {
        OK,
        /** Works now and will not for long. */
        WARN,
        FAILED,
        /** Not asked, because an earlier check failed. */
        SKIPPED
    }
}
