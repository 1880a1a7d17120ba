package dev.baokms.testkit.emulator;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a JWT auth mount verifies: public keys given as PEM. JWKS and discovery are not part of the emulator.
 *
 * @param pems as written, for reading back
 * @param issuer empty for any
 * @param algorithms empty for all asymmetric ones
 */
record JwtConfig(List<String> pems, List<PublicKey> keys, String issuer, List<String> algorithms, String defaultRole) {
    private static final Set<String> KNOWN_ALGORITHMS =
            Set.of("RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "EdDSA");

    static JwtConfig read(RequestParameters fields) {
        List<String> pems = fields.texts("jwt_validation_pubkeys");
        long sources = List.of("jwks_url", "jwks_pairs", "oidc_discovery_url", "provider_config").stream()
                        .filter(name -> fields.raw(name) != null)
                        .count()
                + (pems.isEmpty() ? 0 : 1);
        if (sources != 1) {
            throw Refusal.of(
                    400,
                    "exactly one of 'jwt_validation_pubkeys', 'jwks_url', 'jwks_pairs', 'oidc_discovery_url', or"
                            + " 'provider_config' must be set");
        }
        if (pems.isEmpty()) {
            // The answer of a real server that cannot reach the URL; the emulator never tries.
            throw Refusal.of(400, "error checking jwks URL");
        }
        List<PublicKey> keys = pems.stream()
                .map(pem -> publicKey(pem)
                        .orElseThrow(() -> Refusal.of(
                                400, "error parsing public key: data does not contain any valid public keys")))
                .toList();
        List<String> algorithms = fields.texts("jwt_supported_algs");
        algorithms.stream()
                .filter(name -> !KNOWN_ALGORITHMS.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw Refusal.of(400, "invalid jwt_supported_algs: unsupported signing algorithm \"" + name + "\"");
                });
        return new JwtConfig(pems, keys, fields.text("bound_issuer"), algorithms, fields.text("default_role"));
    }

    private static Optional<PublicKey> publicKey(String pem) {
        String body = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        for (String algorithm : List.of("EC", "RSA")) {
            try {
                var spec = new X509EncodedKeySpec(Base64.getDecoder().decode(body));
                return Optional.of(KeyFactory.getInstance(algorithm).generatePublic(spec));
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                // Not a key of this kind; try the next kind.
            }
        }
        return Optional.empty();
    }
}
