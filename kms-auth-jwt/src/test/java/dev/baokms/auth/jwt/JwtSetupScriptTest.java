package dev.baokms.auth.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The part of the set-up script, run by a real shell with the functions that surround it and a {@code bao} that writes down. */
class JwtSetupScriptTest {
    private static final String AROUND = """
        set -euo pipefail
        auth_mount=jwt
        policy=the-policy
        die() { echo "died: $*"; exit 1; }
        changed() { echo "changed: $*"; }
        field() { echo; }
        bao() { case $1 in
          read) return 1 ;;
          *) { printf '<%s>' "$@"; echo; } >&3 ;;
          esac; }
        """;

    @Test
    void role_isBoundToWhatTheJwtMustSay() throws Exception {
        String out = run("JWT_PUBLIC_KEY_FILE=/key.pem\n", login("kms node's", "$(touch x)", "a", "b"));

        assertThat(out)
                .contains("<auth><enable><-path=jwt><jwt>")
                .contains("<write><auth/jwt/role/kms node's><role_type=jwt><user_claim=sub>"
                        + "<bound_audiences=a,b><bound_subject=$(touch x)>"
                        + "<token_policies=the-policy><token_no_default_policy=true>"
                        + "<token_ttl=3600><token_max_ttl=86400>")
                .contains("<write><auth/jwt/config><jwt_validation_pubkeys=@/key.pem>"
                        + "<bound_issuer=https://issuer.example>");
    }

    @Test
    void signerThatIsNotTold_stopsTheScript() throws Exception {
        assertThat(run("", login("kms", "node", "a"))).contains("died: auth/jwt does not know who signs the JWTs");
    }

    @Test
    void mountOfAnotherType_stopsTheScript() throws Exception {
        assertThat(run("field() { echo userpass; }\n", login("kms", "node", "a")))
                .contains("died: auth/jwt is not a jwt method; choose another auth.jwt.mountPath")
                .doesNotContain("<write>");
    }

    private static JwtLogin login(String role, String subject, String... audience) {
        return new JwtLogin(
                "auth/jwt",
                role,
                Duration.ZERO,
                Duration.ZERO,
                Optional.of("https://issuer.example"),
                List.of(audience),
                Optional.of(subject));
    }

    private static String run(String prelude, JwtLogin login) throws IOException, InterruptedException {
        Process bash = new ProcessBuilder("bash", "-c", "exec 3>&1\n" + AROUND + prelude + JwtSetupScript.of(login))
                .redirectErrorStream(true)
                .start();
        bash.getOutputStream().close();
        String out = new String(bash.getInputStream().readAllBytes(), UTF_8);
        bash.waitFor();
        return out;
    }
}
