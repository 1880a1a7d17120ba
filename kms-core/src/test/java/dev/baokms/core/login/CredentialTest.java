package dev.baokms.core.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.core.login.Credential.IssuedToken;
import dev.baokms.core.login.Credential.LoginRequest;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.core.settings.InvalidSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialTest {
    private static final String RULE = "must be auth/ and the mount, in plain path segments, such as auth/jwt";

    private final SecretBytes secret = SecretBytes.copyOf(new byte[] {1, 2, 3});

    @ParameterizedTest
    @ValueSource(strings = {"auth/jwt", "auth/k8s/prod-a", "auth/a.b", "auth/a..b", "auth/~x", "auth/-_", "auth/A1"})
    void plainMountPath_isAccepted(String path) {
        assertThat(LoginRequest.mountPathProblem(path)).isEmpty();
        assertThat(new LoginRequest("jwt_login", path, secret, false).mountPath())
                .isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "auth",
                "auth/",
                "/auth/jwt",
                "auth/jwt/",
                "auth//jwt",
                "jwt",
                "Auth/jwt",
                "auth/.",
                "auth/..",
                "auth/../sys",
                "auth/jwt/..",
                "auth/.jwt",
                "auth/a b",
                "auth/a%2fb",
                "auth/jwt?x=1",
                "auth/jwt#x",
                "auth/jwt\n",
                "auth/\u00fc",
                "auth\\jwt"
            })
    void otherMountPath_isRefused(String path) {
        assertThat(LoginRequest.mountPathProblem(path)).contains(RULE);
        assertThatThrownBy(() -> new LoginRequest("jwt_login", path, secret, false))
                .isInstanceOf(InvalidSettings.class)
                .hasMessage("mountPath " + RULE);
    }

    @Test
    void close_wipesTheProof() {
        var request = new LoginRequest("jwt_login", "auth/jwt", secret, false);
        var token = SecretBytes.copyOf(new byte[] {4, 5, 6});
        var issued = new IssuedToken(token);
        request.close();
        issued.close();

        assertWiped(secret);
        assertWiped(token);
    }

    @Test
    void toString_showsNoSecret() {
        assertThat(new LoginRequest("jwt_login", "auth/jwt", secret, false).toString())
                .contains("SecretBytes[hidden]");
        assertThat(new IssuedToken(secret)).hasToString("IssuedToken[token=SecretBytes[hidden]]");
    }

    private static void assertWiped(SecretBytes secret) {
        assertThatThrownBy(() -> secret.exposeTo(bytes -> bytes.length))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("secret was already wiped");
    }
}
