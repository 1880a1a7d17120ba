package dev.baokms.auth.pkcs11;

import dev.baokms.core.port.ByteSource;
import dev.baokms.core.port.ByteSource.Content;
import dev.baokms.core.port.ByteSource.Flaw;
import dev.baokms.core.secret.SecretBytes;

/** The content of a file, or why a login fails without it. */
final class FileContent {
    private FileContent() {}

    /** @return the caller's, to be closed */
    static SecretBytes of(ByteSource file, int maxBytes) throws Pkcs11LoginException {
        return switch (file.read(maxBytes)) {
            case Content.Bytes(SecretBytes bytes) -> bytes;
            case Content.Unusable(Flaw flaw, String advice) -> throw new Pkcs11LoginException(problemOf(flaw));
        };
    }

    /** The stamp of the file's current version. */
    static String stamp(ByteSource file) throws Pkcs11LoginException {
        return file.stamp().orElseThrow(() -> new Pkcs11LoginException(Pkcs11Problem.CREDENTIAL_MISSING));
    }

    private static Pkcs11Problem problemOf(Flaw flaw) {
        return switch (flaw) {
            case MISSING -> Pkcs11Problem.CREDENTIAL_MISSING;
            case UNSAFE -> Pkcs11Problem.CREDENTIAL_UNSAFE;
            case TOO_LONG -> Pkcs11Problem.CREDENTIAL_TOO_LONG;
        };
    }
}
