package dev.baokms.core.login;

import dev.baokms.core.secret.SecretBytes;
import dev.baokms.core.settings.InvalidSettings;
import dev.baokms.core.settings.SettingType;
import java.util.Optional;
import java.util.regex.Pattern;

/** What proves an identity to the key's server. */
public sealed interface Credential extends AutoCloseable {
    @Override
    void close();

    /**
     * A login request, which the server answers with a token.
     *
     * @param operation its published name in metrics and log lines, such as {@code jwt_login}
     * @param mountPath where the method is mounted, such as {@code auth/jwt}; kept by {@link #mountPathProblem}
     * @param body the JSON object that is sent; the receiver closes it
     * @param provesCertificate whether the proof is a client certificate: the login, and renewals of its token,
     *     then go over connections of their own, because an older one may show another certificate
     */
    record LoginRequest(String operation, String mountPath, SecretBytes body, boolean provesCertificate)
            implements Credential {
        private static final Pattern MOUNT_PATH = Pattern.compile("auth(/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)+");

        /** The type of settings that hold a mount path; its schema has the same rule. */
        public static final SettingType<String> MOUNT_PATH_TYPE =
                SettingType.of("auth mount path", text -> text, SettingType.pattern(MOUNT_PATH.pattern()));

        public LoginRequest {
            new InvalidSettings.Collector()
                    .refuse("mountPath", mountPathProblem(mountPath))
                    .done();
        }

        /** The rule that a mount path breaks, if any: for settings records of login methods. */
        public static Optional<String> mountPathProblem(String mountPath) {
            return MOUNT_PATH.matcher(mountPath).matches()
                    ? Optional.empty()
                    : Optional.of("must be auth/ and the mount, in plain path segments, such as auth/jwt");
        }

        @Override
        public void close() {
            body.close();
        }
    }

    /**
     * A token that another program obtained and keeps alive. It is used as it is and never renewed or revoked here.
     *
     * @param token the receiver closes it
     */
    record IssuedToken(SecretBytes token) implements Credential {
        @Override
        public void close() {
            token.close();
        }
    }
}
