package dev.baokms.auth.jwt;

import dev.baokms.core.settings.InvalidSettings;
import dev.baokms.core.settings.Setting;
import dev.baokms.core.settings.SettingType;
import dev.baokms.core.settings.SettingValues;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/**
 * The client credentials grant (RFC 6749, section 4.4): which OAuth2 server, which client, and what to request.
 *
 * @param tokenUrl the token endpoint
 * @param clientId the client to ask as
 * @param clientSecretFile absolute path of the client's secret
 * @param secretPlace where in the request the secret goes
 * @param scopes scopes to request; none leaves the choice to the server
 * @param audience the {@code audience} parameter, for servers that take one; no standard describes it
 * @param resources the RFC 8707 resource indicators, one parameter each: absolute URIs without fragment
 * @param caCertFile absolute path of the authorities that sign the server's certificate; without it the system's trust decides
 */
record OAuth2Settings(
        String tokenUrl,
        String clientId,
        String clientSecretFile,
        SecretPlace secretPlace,
        List<String> scopes,
        Optional<String> audience,
        List<String> resources,
        Optional<String> caCertFile)
        implements JwtSettings.Source {
    // A path and a query are allowed, a fragment is not (RFC 6749, section 3.2). Stricter than OkHttp, which accepts
    // one slash for two, and surrounding blanks.
    private static final String URL_FORM = "https://[^/?#@\\\\\\s]+([/?][^#\\\\\\s]*)?";
    private static final Pattern URL = Pattern.compile(URL_FORM);
    // scope-token of RFC 6749, section 3.3: a space in one would make it two.
    private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]+");

    static final Setting<String> TOKEN_URL = JwtSettings.ofOAuth2(
            "jwt.oauth2.tokenUrl",
            SettingType.of("https URL", text -> text, SettingType.pattern(URL_FORM)),
            "token endpoint");
    static final Setting<String> CLIENT_ID =
            JwtSettings.ofOAuth2("jwt.oauth2.clientId", SettingType.TEXT, "client to ask as");
    static final Setting<String> CLIENT_SECRET_FILE = JwtSettings.ofOAuth2(
            "jwt.oauth2.clientSecretFile", SettingType.FILE, "the client's secret, read again at every grant");
    static final Setting<String> AUTH_METHOD = Setting.withDefault(
            "jwt.oauth2.authMethod",
            SettingType.oneOf(SecretPlace.HEADER.method, SecretPlace.BODY.method),
            SecretPlace.HEADER.method,
            "whether the secret goes in the header or in the body");
    static final Setting<List<String>> SCOPES =
            Setting.optional("jwt.oauth2.scopes", SettingType.TEXTS, "scopes to ask for; none leaves it to the server");
    static final Setting<String> AUDIENCE =
            Setting.optional("jwt.oauth2.audience", SettingType.TEXT, "audience to ask for, for servers that take one");
    static final Setting<List<String>> RESOURCES =
            Setting.optional("jwt.oauth2.resources", SettingType.TEXTS, "resources to ask for (RFC 8707)");
    static final Setting<String> CA_CERT_FILE = Setting.optional(
            "jwt.oauth2.caCertFile",
            SettingType.FILE,
            "PEM bundle that signs the server; without it the system's trust decides");

    /** How the client authenticates (RFC 6749, section 2.3.1), by its registered name. */
    enum SecretPlace {
        /** The Authorization header. */
        HEADER("client_secret_basic"),
        BODY("client_secret_post");

        private final String method;

        SecretPlace(String method) {
            this.method = method;
        }
    }

    /** @throws InvalidSettings naming each setting that breaks a rule, never its value */
    OAuth2Settings {
        scopes = List.copyOf(scopes);
        resources = List.copyOf(resources);
        new InvalidSettings.Collector()
                .require(
                        URL.matcher(tokenUrl).matches(),
                        TOKEN_URL.name(),
                        "must be https://host[:port]/path without user info, fragment or blanks")
                .require(
                        HttpUrl.parse(tokenUrl) != null,
                        TOKEN_URL.name(),
                        "must have a host name or address that can be dialled and a port from 1 to 65535")
                .require(!clientId.isEmpty(), CLIENT_ID.name(), "must not be empty")
                .require(
                        scopes.stream().allMatch(scope -> SCOPE.matcher(scope).matches()),
                        SCOPES.name(),
                        "must be printable ASCII without spaces, quotes and backslashes")
                .require(audience.stream().noneMatch(String::isEmpty), AUDIENCE.name(), "must not be empty")
                .require(
                        resources.stream().allMatch(OAuth2Settings::isResource),
                        RESOURCES.name(),
                        "must be absolute URIs without fragment")
                .done();
    }

    static OAuth2Settings read(SettingValues values) {
        return new OAuth2Settings(
                values.get(TOKEN_URL),
                values.get(CLIENT_ID),
                values.get(CLIENT_SECRET_FILE),
                values.get(AUTH_METHOD).equals(SecretPlace.BODY.method) ? SecretPlace.BODY : SecretPlace.HEADER,
                values.find(SCOPES).orElse(List.of()),
                JwtLogin.given(values, AUDIENCE),
                values.find(RESOURCES).orElse(List.of()),
                values.find(CA_CERT_FILE));
    }

    /** The URL as the HTTP client parses it. */
    HttpUrl endpoint() {
        return HttpUrl.get(tokenUrl);
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
