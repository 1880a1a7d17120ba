package dev.baokms.auth.jwt;

import static dev.baokms.auth.jwt.JwtLogin.require;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Who asks which OAuth2 server for what, by the client credentials grant (RFC 6749, section 4.4).
 *
 * @param tokenUrl the token endpoint: https, without user info and fragment
 * @param clientId the client to ask as
 * @param clientSecretFile the client's secret; a trailing line end is allowed
 * @param secretPlace where in the request the secret goes
 * @param scopes what to ask for; none leaves it to the server
 * @param audience the {@code audience} parameter, for servers that take one; no standard describes it
 * @param resources the RFC 8707 resource indicators, one parameter each: absolute URIs without fragment
 */
public record OAuth2Client(
        URI tokenUrl,
        String clientId,
        Path clientSecretFile,
        SecretPlace secretPlace,
        List<String> scopes,
        Optional<String> audience,
        List<String> resources) {
    /** How the client authenticates (RFC 6749, section 2.3.1). */
    public enum SecretPlace {
        /** {@code client_secret_basic}: the Authorization header. */
        HEADER,
        /** {@code client_secret_post}: the body. */
        BODY
    }

    /** @throws IllegalArgumentException naming the field and the rule it breaks, never its value */
    public OAuth2Client {
        scopes = List.copyOf(scopes);
        resources = List.copyOf(resources);
        require(
                "https".equals(tokenUrl.getScheme())
                        && tokenUrl.getHost() != null
                        && tokenUrl.getRawUserInfo() == null
                        && tokenUrl.getRawFragment() == null,
                "tokenUrl must be https://host[:port]/path");
        require(!clientId.isEmpty(), "clientId must not be empty");
        require(clientSecretFile.isAbsolute(), "clientSecretFile must be absolute");
        // scope-token of RFC 6749, section 3.3: a space in one would make it two.
        require(
                scopes.stream().allMatch(scope -> scope.matches("[\\x21\\x23-\\x5B\\x5D-\\x7E]+")),
                "scopes must be" + " printable ASCII without spaces, quotes and backslashes");
        require(audience.stream().noneMatch(String::isEmpty), "audience must not be empty");
        require(
                resources.stream().allMatch(OAuth2Client::isResource),
                "resources must be absolute URIs without" + " fragment");
    }

    private static boolean isResource(String text) {
        try {
            URI uri = URI.create(text);
            return uri.isAbsolute() && uri.getRawFragment() == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
