package dev.baokms.testkit.emulator;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Issues JSON Web Tokens signed with ES256 by its own key pair, for logins to the emulator or to a real server in
 * tests.
 */
public final class JwtIssuer {
    private final KeyPair keys;
    private final String issuer;
    private final InstantSource clock;

    /**
     * Creates an issuer with a fresh key pair.
     *
     * @param issuer the {@code iss} claim, such as {@code https://issuer.example}
     * @param clock the base of {@code iat}, {@code nbf} and {@code exp}
     */
    public JwtIssuer(String issuer, InstantSource clock) {
        this.issuer = issuer;
        this.clock = clock;
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            keys = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    /** The {@code iss} claim. */
    public String issuer() {
        return issuer;
    }

    PublicKey publicKey() {
        return keys.getPublic();
    }

    /** The public key as {@code jwt_validation_pubkeys} takes it. */
    public String publicKeyPem() {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(keys.getPublic().getEncoded());
        return "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n";
    }

    /**
     * A token in compact form, valid from now.
     *
     * @param lifetime until {@code exp}; negative for a token that has expired already
     */
    public String issue(String subject, String audience, Duration lifetime) {
        long now = clock.instant().getEpochSecond();
        long expires = now + lifetime.toSeconds();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", issuer);
        claims.put("sub", subject);
        claims.put("aud", audience);
        claims.put("iat", Math.min(now, expires));
        claims.put("nbf", Math.min(now, expires));
        claims.put("exp", expires);
        return sign(claims);
    }

    /** A token with exactly these claims. */
    String sign(Map<String, ?> claims) {
        String signed = part(GoJson.of(Map.of("alg", "ES256"))) + "." + part(GoJson.of(claims));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(keys.getPrivate());
            signature.update(signed.getBytes(US_ASCII));
            return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has ES256", e);
        }
    }

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(UTF_8));
    }
}
