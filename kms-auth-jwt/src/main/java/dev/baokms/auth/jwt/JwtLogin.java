package dev.baokms.auth.jwt;

import dev.baokms.core.login.Credential;
import dev.baokms.core.settings.InvalidSettings;
import dev.baokms.core.settings.Setting;
import dev.baokms.core.settings.SettingType;
import dev.baokms.core.settings.SettingValues;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where to log in, and what a JWT must say before it is sent.
 *
 * @param mountPath where the auth method is mounted, {@code auth/} included, such as {@code auth/jwt}
 * @param role the role to log in as
 * @param minRemainingTtl a token that ends sooner is not sent
 * @param clockSkewLeeway how much this clock may differ from the issuer's, in the token's favour
 * @param expectedIssuer the required {@code iss}, if any
 * @param expectedAudience audiences of which {@code aud} must name one; empty for no requirement
 * @param expectedSubject the required {@code sub}, if any
 */
record JwtLogin(
        String mountPath,
        String role,
        Duration minRemainingTtl,
        Duration clockSkewLeeway,
        Optional<String> expectedIssuer,
        List<String> expectedAudience,
        Optional<String> expectedSubject) {
    static final Setting<String> MOUNT_PATH = Setting.required(
            "jwt.mountPath",
            Credential.LoginRequest.MOUNT_PATH_TYPE,
            "where the JWT method is mounted, auth/ included");
    static final Setting<String> ROLE = Setting.required("jwt.role", SettingType.TEXT, "role to log in as");
    static final Setting<Duration> MIN_REMAINING_TTL = Setting.withDefault(
            "jwt.minRemainingTtl", SettingType.DURATION, "2m", "life a JWT must have left to be sent");
    static final Setting<Duration> CLOCK_SKEW_LEEWAY = Setting.withDefault(
            "jwt.clockSkewLeeway", SettingType.DURATION, "30s", "clock difference that is forgiven");
    static final Setting<String> EXPECTED_ISSUER =
            JwtSettings.ofOAuth2("jwt.expectedIssuer", SettingType.TEXT, "issuer a JWT must have");
    static final Setting<List<String>> EXPECTED_AUDIENCE =
            JwtSettings.ofOAuth2("jwt.expectedAudience", SettingType.TEXTS, "audiences of which a JWT must have one");
    static final Setting<String> EXPECTED_SUBJECT =
            Setting.optional("jwt.expectedSubject", SettingType.TEXT, "subject a JWT must have");

    /** @throws InvalidSettings naming each setting that breaks a rule */
    JwtLogin {
        expectedAudience = List.copyOf(expectedAudience);
        new InvalidSettings.Collector()
                .refuse(MOUNT_PATH.name(), Credential.LoginRequest.mountPathProblem(mountPath))
                .require(!role.isEmpty(), ROLE.name(), "must not be empty")
                .require(!minRemainingTtl.isNegative(), MIN_REMAINING_TTL.name(), "must not be negative")
                .require(!clockSkewLeeway.isNegative(), CLOCK_SKEW_LEEWAY.name(), "must not be negative")
                .require(
                        expectedIssuer.stream().noneMatch(String::isEmpty), EXPECTED_ISSUER.name(), "must not be empty")
                .require(
                        expectedAudience.stream().noneMatch(String::isEmpty),
                        EXPECTED_AUDIENCE.name(),
                        "must not hold an empty text")
                .require(
                        expectedSubject.stream().noneMatch(String::isEmpty),
                        EXPECTED_SUBJECT.name(),
                        "must not be empty")
                .done();
    }

    static JwtLogin read(SettingValues values) {
        return new JwtLogin(
                values.get(MOUNT_PATH),
                values.get(ROLE),
                values.get(MIN_REMAINING_TTL),
                values.get(CLOCK_SKEW_LEEWAY),
                given(values, EXPECTED_ISSUER),
                values.find(EXPECTED_AUDIENCE).orElse(List.of()),
                given(values, EXPECTED_SUBJECT));
    }

    /** The value of a setting; existing files use an empty string for no requirement. */
    static Optional<String> given(SettingValues values, Setting<String> setting) {
        return values.find(setting).filter(text -> !text.isEmpty());
    }
}
