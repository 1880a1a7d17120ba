package dev.baokms.auth.jwt;

import dev.baokms.core.login.Login;
import dev.baokms.core.login.LoginHost;
import dev.baokms.core.login.LoginMethod;
import dev.baokms.core.settings.Setting;
import dev.baokms.core.settings.SettingValues;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.OkHttpClient;

/** Login with a JWT, from a file that something else keeps fresh or from an OAuth2 server. */
public final class JwtMethod implements LoginMethod<JwtSettings> {
    static final String FILE_CHECK = "jwt.local";
    static final String SECRET_CHECK = "oauth2.local";
    static final String GRANT_CHECK = "oauth2.acquire";

    private final HttpClients clients;

    /** @param clients for requests to an OAuth2 server; unused while the JWT comes from a file */
    public JwtMethod(HttpClients clients) {
        this.clients = clients;
    }

    /**
     * Makes the HTTP clients for OAuth2 servers. The program has one rule for all its HTTP, and this module follows it.
     */
    @FunctionalInterface
    public interface HttpClients {
        /**
         * A client for HTTPS that speaks TLS 1.2 or later, follows no redirect, uses no proxy and never retries by
         * itself.
         *
         * @param caBundle PEM of the only authorities to trust, lent for the call; empty to trust the system's
         * @throws IllegalArgumentException if the bundle cannot be used, saying why in words for people on this machine
         */
        OkHttpClient trusting(Optional<byte[]> caBundle);
    }

    @Override
    public String name() {
        return "jwt";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(
                JwtLogin.MOUNT_PATH,
                JwtLogin.ROLE,
                JwtSettings.SOURCE,
                JwtSettings.JWT_FILE,
                JwtLogin.MIN_REMAINING_TTL,
                JwtLogin.CLOCK_SKEW_LEEWAY,
                JwtLogin.EXPECTED_ISSUER,
                JwtLogin.EXPECTED_AUDIENCE,
                JwtLogin.EXPECTED_SUBJECT,
                OAuth2Settings.TOKEN_URL,
                OAuth2Settings.CLIENT_ID,
                OAuth2Settings.CLIENT_SECRET_FILE,
                OAuth2Settings.AUTH_METHOD,
                OAuth2Settings.SCOPES,
                OAuth2Settings.AUDIENCE,
                OAuth2Settings.RESOURCES,
                OAuth2Settings.CA_CERT_FILE);
    }

    @Override
    public JwtSettings read(SettingValues values) {
        return JwtSettings.read(values);
    }

    @Override
    public Login open(JwtSettings settings, LoginHost host) {
        return switch (settings.source()) {
            case JwtSettings.JwtFromFile file -> new JwtFileLogin(settings.login(), file, host);
            case OAuth2Settings oauth2 -> new OAuth2Login(settings.login(), oauth2, clients, host);
        };
    }

    @Override
    public List<Check> checks() {
        return List.of(
                new Check(FILE_CHECK, "the JWT file"),
                new Check(SECRET_CHECK, "the client secret file"),
                new Check(GRANT_CHECK, "a JWT from the OAuth2 server"));
    }

    @Override
    public Setup setup(JwtSettings settings) {
        JwtLogin login = settings.login();
        boolean bound =
                login.expectedSubject().isPresent() || !login.expectedAudience().isEmpty();
        return new Setup(
                login.mountPath(),
                JwtSetupScript.of(login),
                bound
                        ? Map.of()
                        : Map.of(
                                JwtLogin.EXPECTED_AUDIENCE.name(),
                                "is missing; the role must be bound to it or to " + JwtLogin.EXPECTED_SUBJECT.name()));
    }

    @Override
    public Map<String, String> installedFiles() {
        return Map.of(
                JwtSettings.JWT_FILE.name(), "jwt",
                OAuth2Settings.CLIENT_SECRET_FILE.name(), "client-secret");
    }
}
