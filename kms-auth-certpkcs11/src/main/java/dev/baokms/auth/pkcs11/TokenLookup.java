package dev.baokms.auth.pkcs11;

import static dev.baokms.auth.pkcs11.Pkcs11Constants.CKA_ALWAYS_AUTHENTICATE;
import static dev.baokms.auth.pkcs11.Pkcs11Constants.CKA_CLASS;
import static dev.baokms.auth.pkcs11.Pkcs11Constants.CKA_ID;
import static dev.baokms.auth.pkcs11.Pkcs11Constants.CKA_LABEL;
import static dev.baokms.auth.pkcs11.Pkcs11Constants.CKA_VALUE;
import static dev.baokms.auth.pkcs11.Pkcs11Constants.CKO_CERTIFICATE;
import static dev.baokms.auth.pkcs11.Pkcs11Constants.CKO_PRIVATE_KEY;

import dev.baokms.auth.pkcs11.Cryptoki.Attribute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Finds the configured token and key by label, and the certificates of the key. */
final class TokenLookup {
    private TokenLookup() {}

    /**
     * The private key; the handle is valid only in its session.
     *
     * @param id its {@code CKA_ID}, which its certificate shares
     * @param alwaysAuthenticate whether each signature needs the PIN again
     */
    record PrivateKeyHandle(long object, Optional<byte[]> id, boolean alwaysAuthenticate) {
        boolean isMadeFor(byte[] certificateId) {
            return id.isPresent() && Arrays.equals(id.get(), certificateId);
        }
    }

    static long slot(Cryptoki module, String tokenLabel) throws CryptokiException, Pkcs11LoginException {
        List<Long> found = new ArrayList<>();
        Optional<CryptokiException> lastFailure = Optional.empty();
        for (long slot : module.slotsWithToken()) {
            try {
                if (module.tokenInfo(slot).label().equals(tokenLabel)) {
                    found.add(slot);
                }
            } catch (CryptokiException e) {
                // Usually this is another token. If the configured one is not found, this failure may be the reason.
                lastFailure = Optional.of(e);
            }
        }
        return switch (found.size()) {
            case 0 -> throw absent(lastFailure);
            case 1 -> found.getFirst();
            default -> throw new Pkcs11LoginException(Pkcs11Problem.TOKEN_AMBIGUOUS);
        };
    }

    private static Pkcs11LoginException absent(Optional<CryptokiException> lastFailure) {
        return lastFailure
                .map(failure -> new Pkcs11LoginException(Pkcs11Problem.TOKEN_ABSENT, failure))
                .orElseGet(() -> new Pkcs11LoginException(Pkcs11Problem.TOKEN_ABSENT));
    }

    static PrivateKeyHandle privateKey(Cryptoki module, long session, String keyLabel)
            throws CryptokiException, Pkcs11LoginException {
        List<Long> found = module.findObjects(
                session, Attribute.of(CKA_CLASS, CKO_PRIVATE_KEY), Attribute.of(CKA_LABEL, keyLabel));
        return switch (found.size()) {
            case 0 -> throw new Pkcs11LoginException(Pkcs11Problem.KEY_ABSENT);
            case 1 -> {
                long key = found.getFirst();
                boolean alwaysAuthenticate = module.attribute(session, key, CKA_ALWAYS_AUTHENTICATE)
                        .filter(TokenLookup::isTrue)
                        .isPresent();
                yield new PrivateKeyHandle(key, module.attribute(session, key, CKA_ID), alwaysAuthenticate);
            }
            default -> throw new Pkcs11LoginException(Pkcs11Problem.KEY_AMBIGUOUS);
        };
    }

    /**
     * DER of the certificates on the token, those with the key's {@code CKA_ID} first; empty when the key has none.
     */
    static List<byte[]> certificates(Cryptoki module, long session, PrivateKeyHandle key) throws CryptokiException {
        List<byte[]> own = new ArrayList<>();
        List<byte[]> others = new ArrayList<>();
        for (long object : module.findObjects(session, Attribute.of(CKA_CLASS, CKO_CERTIFICATE))) {
            boolean isOwn = module.attribute(session, object, CKA_ID)
                    .filter(key::isMadeFor)
                    .isPresent();
            module.attribute(session, object, CKA_VALUE).ifPresent((isOwn ? own : others)::add);
        }
        if (!own.isEmpty()) {
            own.addAll(others);
        }
        return own;
    }

    /** A CK_BBOOL is one byte; any value but 0 is true. */
    private static boolean isTrue(byte[] value) {
        return value[0] != 0;
    }
}
