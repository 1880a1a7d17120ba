package dev.baokms.launcher.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** The fields below {@code auth}, and what they say together. */
final class AuthFields {
    private static final Kind<String> MOUNT = Kind.matching(
            "auth mount path",
            Pattern.compile("auth(/[A-Za-z0-9_.-]+)+"),
            "need auth/ and the mount, such as auth/jwt");

    static final Field<String> METHOD =
            Field.withDefault("auth.method", Kind.oneOf("jwt", "cert"), "jwt", "how to log in");
    static final Field<Duration> LOGIN_BEFORE_EXPIRY = Field.withDefault(
            "auth.loginBeforeTokenExpiry", Kind.DURATION, "5m", "log in anew when less than this is left");
    static final Field<Duration> RENEWAL_INCREMENT =
            Field.withDefault("auth.tokenRenewalIncrement", Kind.DURATION, "1h", "what a renewal asks for");
    static final Field<Duration> LOGIN_TIMEOUT = Field.withDefault(
            "auth.loginTimeout", Kind.DURATION, "0s", "bound on a login; 0s derives it from openbao.timeout");

    static final Field<String> JWT_MOUNT = Field.required(
                    "auth.jwt.mountPath", MOUNT, "where the JWT method is mounted, auth/ included")
            .onlyWith(METHOD, "jwt");
    static final Field<String> JWT_ROLE =
            Field.required("auth.jwt.role", Kind.TEXT, "role to log in as").onlyWith(METHOD, "jwt");
    static final Field<String> JWT_SOURCE =
            Field.withDefault("auth.jwt.source", Kind.oneOf("file", "oauth2"), "file", "where the JWT comes from");
    static final Field<Path> JWT_FILE = Field.required(
                    "auth.jwt.jwtFile", Kind.FILE, "the JWT, read again at every login")
            .onlyWith(METHOD, "jwt")
            .onlyWith(JWT_SOURCE, "file");
    static final Field<Duration> JWT_MIN_TTL =
            Field.withDefault("auth.jwt.minRemainingTtl", Kind.DURATION, "2m", "life a JWT must have left to be sent");
    static final Field<Duration> JWT_LEEWAY =
            Field.withDefault("auth.jwt.clockSkewLeeway", Kind.DURATION, "30s", "clock difference that is forgiven");
    static final Field<String> JWT_ISSUER =
            Field.optional("auth.jwt.expectedIssuer", Kind.TEXT, "issuer a JWT must have; oauth2 needs it");
    static final Field<List<String>> JWT_AUDIENCE = Field.optional(
            "auth.jwt.expectedAudience", Kind.TEXTS, "audiences of which a JWT must have one; oauth2 needs it");
    static final Field<String> JWT_SUBJECT =
            Field.optional("auth.jwt.expectedSubject", Kind.TEXT, "subject a JWT must have");

    private static final String OAUTH2 = "auth.jwt.oauth2.";
    static final Field<URI> TOKEN_URL = oauth2(OAUTH2 + "tokenUrl", Kind.HTTPS_PAGE, "token endpoint");
    static final Field<String> CLIENT_ID = oauth2(OAUTH2 + "clientId", Kind.TEXT, "client to ask as");
    static final Field<Path> CLIENT_SECRET_FILE =
            oauth2(OAUTH2 + "clientSecretFile", Kind.FILE, "the client's secret, read again at every grant");
    static final Field<String> CLIENT_AUTH = Field.withDefault(
            OAUTH2 + "authMethod",
            Kind.oneOf("client_secret_basic", "client_secret_post"),
            "client_secret_basic",
            "whether the secret goes in the header or in the body");
    static final Field<List<String>> SCOPES =
            Field.optional(OAUTH2 + "scopes", Kind.TEXTS, "scopes to ask for; none leaves it to the server");
    static final Field<String> GRANT_AUDIENCE =
            Field.optional(OAUTH2 + "audience", Kind.TEXT, "audience to ask for, for servers that take one");
    static final Field<List<String>> RESOURCES =
            Field.optional(OAUTH2 + "resources", Kind.TEXTS, "resources to ask for (RFC 8707)");
    static final Field<Path> OAUTH2_CA = Field.optional(
            OAUTH2 + "caCertFile",
            Kind.FILE,
            "PEM bundle that signs the server; without it the system's trust decides");

    static final Field<String> CERT_MOUNT = Field.required(
                    "auth.cert.mountPath", MOUNT, "where the cert method is mounted, auth/ included")
            .onlyWith(METHOD, "cert");
    static final Field<String> CERT_SOURCE =
            Field.withDefault("auth.cert.source", Kind.oneOf("pkcs11"), "pkcs11", "where the client key is");
    static final Field<String> CERT_NAME =
            Field.optional("auth.cert.name", Kind.TEXT, "role to log in as; without it OpenBao picks one that fits");
    static final Field<Duration> CERT_MIN_TTL = Field.withDefault(
            "auth.cert.minRemainingTtl", Kind.DURATION, "24h", "life below which the certificate is reported");
    static final Field<Duration> CERT_LEEWAY =
            Field.withDefault("auth.cert.clockSkewLeeway", Kind.DURATION, "30s", "clock difference that is forgiven");

    private static final String PKCS11 = "auth.cert.pkcs11.";
    static final Field<Path> CERTIFICATE_FILE = Field.optional(
            PKCS11 + "certificateFile", Kind.FILE, "PEM chain, own certificate first; without it the token's is used");
    static final Field<Path> MODULE_PATH = pkcs11("modulePath", Kind.FILE, "the token vendor's PKCS#11 library");
    static final Field<String> TOKEN_LABEL = pkcs11("tokenLabel", Kind.TEXT, "which token");
    static final Field<String> KEY_LABEL = pkcs11("keyLabel", Kind.TEXT, "which key on it");
    static final Field<Path> PIN_FILE = pkcs11("pinFile", Kind.FILE, "the user PIN, read again when it changes");
    static final Field<Integer> MAX_SESSIONS = Field.withDefault(
            PKCS11 + "maxSessions", Kind.integer(1, 64), "4", "sessions that may be open on the token");

    static final List<Field<?>> ALL = List.of(
            METHOD,
            LOGIN_BEFORE_EXPIRY,
            RENEWAL_INCREMENT,
            LOGIN_TIMEOUT,
            JWT_MOUNT,
            JWT_ROLE,
            JWT_SOURCE,
            JWT_FILE,
            JWT_MIN_TTL,
            JWT_LEEWAY,
            JWT_ISSUER,
            JWT_AUDIENCE,
            JWT_SUBJECT,
            TOKEN_URL,
            CLIENT_ID,
            CLIENT_SECRET_FILE,
            CLIENT_AUTH,
            SCOPES,
            GRANT_AUDIENCE,
            RESOURCES,
            OAUTH2_CA,
            CERT_MOUNT,
            CERT_SOURCE,
            CERT_NAME,
            CERT_MIN_TTL,
            CERT_LEEWAY,
            CERTIFICATE_FILE,
            MODULE_PATH,
            TOKEN_LABEL,
            KEY_LABEL,
            PIN_FILE,
            MAX_SESSIONS);

    private AuthFields() {}

    private static <T> Field<T> oauth2(String path, Kind<T> kind, String meaning) {
        return Field.required(path, kind, meaning).onlyWith(METHOD, "jwt").onlyWith(JWT_SOURCE, "oauth2");
    }

    private static <T> Field<T> pkcs11(String name, Kind<T> kind, String meaning) {
        return Field.required(PKCS11 + name, kind, meaning).onlyWith(METHOD, "cert");
    }

    static Auth of(Config config) {
        return config.get(METHOD).equals("jwt") ? jwt(config) : certificate(config);
    }

    private static Auth.Jwt jwt(Config config) {
        return new Auth.Jwt(
                config.get(JWT_MOUNT),
                config.get(JWT_ROLE),
                config.get(JWT_MIN_TTL),
                config.get(JWT_LEEWAY),
                config.find(JWT_ISSUER),
                config.find(JWT_AUDIENCE).orElse(List.of()),
                config.find(JWT_SUBJECT),
                config.get(JWT_SOURCE).equals("file")
                        ? new Auth.JwtSource.JwtFile(config.get(JWT_FILE))
                        : grant(config));
    }

    private static Auth.JwtSource.OAuth2 grant(Config config) {
        return new Auth.JwtSource.OAuth2(
                config.get(TOKEN_URL),
                config.get(CLIENT_ID),
                config.get(CLIENT_SECRET_FILE),
                config.get(CLIENT_AUTH).equals("client_secret_post"),
                config.find(SCOPES).orElse(List.of()),
                config.find(GRANT_AUDIENCE),
                config.find(RESOURCES).orElse(List.of()),
                config.find(OAUTH2_CA));
    }

    private static Auth.Certificate certificate(Config config) {
        return new Auth.Certificate(
                config.get(CERT_MOUNT),
                config.find(CERT_NAME),
                config.get(CERT_MIN_TTL),
                config.get(CERT_LEEWAY),
                config.find(CERTIFICATE_FILE),
                config.get(MODULE_PATH),
                config.get(TOKEN_LABEL),
                config.get(KEY_LABEL),
                config.get(PIN_FILE),
                config.get(MAX_SESSIONS));
    }
}
