package dev.baokms.auth.jwt;

import dev.baokms.core.settings.InvalidSettings;
import dev.baokms.core.settings.Setting;
import dev.baokms.core.settings.SettingType;
import dev.baokms.core.settings.SettingValues;
import java.util.Optional;

/**
 * How to log in with a JWT.
 *
 * @param login where to log in, and what the JWT must say
 * @param source where the JWT comes from
 */
record JwtSettings(JwtLogin login, Source source) {
    private static final String FILE = "file";
    private static final String OAUTH2 = "oauth2";

    static final Setting<String> SOURCE =
            Setting.withDefault("jwt.source", SettingType.oneOf(FILE, OAUTH2), FILE, "where the JWT comes from");
    static final Setting<String> JWT_FILE = Setting.required(
                    "jwt.jwtFile", SettingType.FILE, "the JWT, read again at every login")
            .onlyWith(SOURCE, FILE);

    /** Where a JWT comes from. */
    sealed interface Source permits JwtFromFile, OAuth2Settings {}

    /** @param path absolute path of a file that something else keeps fresh */
    record JwtFromFile(String path) implements Source {}

    /** @throws InvalidSettings when the JWT comes from a server but issuer or audience is not required */
    JwtSettings {
        boolean network = source instanceof OAuth2Settings;
        new InvalidSettings.Collector()
                .require(
                        !network || login.expectedIssuer().isPresent(),
                        JwtLogin.EXPECTED_ISSUER.name(),
                        "must be given for a JWT from a server")
                .require(
                        !network || !login.expectedAudience().isEmpty(),
                        JwtLogin.EXPECTED_AUDIENCE.name(),
                        "must be given for a JWT from a server")
                .done();
    }

    static JwtSettings read(SettingValues values) {
        var problems = new InvalidSettings.Collector();
        Optional<JwtLogin> login = problems.collect(() -> JwtLogin.read(values));
        Optional<Source> source = problems.collect(() -> source(values));
        problems.done();
        return new JwtSettings(login.orElseThrow(), source.orElseThrow());
    }

    private static Source source(SettingValues values) {
        return values.get(SOURCE).equals(FILE) ? new JwtFromFile(values.get(JWT_FILE)) : OAuth2Settings.read(values);
    }

    /** A setting that is required when the JWT comes from an OAuth2 server. */
    static <T> Setting<T> ofOAuth2(String name, SettingType<T> type, String meaning) {
        return Setting.required(name, type, meaning).onlyWith(SOURCE, OAUTH2);
    }
}
