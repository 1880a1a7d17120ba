package dev.baokms.testkit.emulator;

import static dev.baokms.testkit.emulator.Bench.b64;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.testkit.emulator.Api.Answer;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Checks 52 to 59: logins, tokens, capabilities. */
interface AuthChecks {
    Bench bench();

    @Test
    default void c52_login_givesAServiceToken() {
        Answer got = bench().login("SVC", bench().jwt());
        assertThat(got.status()).as(got.body()).isEqualTo(200);
        assertThat(got.members("auth"))
                .containsExactly(
                        "client_token",
                        "accessor",
                        "policies",
                        "token_policies",
                        "metadata",
                        "lease_duration",
                        "renewable",
                        "entity_id",
                        "token_type",
                        "orphan",
                        "mfa_requirement",
                        "num_uses");
        assertThat(got.text("auth", "client_token")).matches("s\\.[A-Za-z0-9]{24}");
        assertThat(got.at("auth", "lease_duration")).isEqualTo(600L);
        assertThat(got.at("auth", "metadata")).isEqualTo(Map.of("role", "svc"));
        assertThat(got.at("auth", "policies")).isEqualTo(List.of(bench().prefix + "-enc", "default"));
        assertThat(bench().login("bare", bench().jwt()).at("auth", "policies"))
                .isEqualTo(List.of(bench().prefix + "-enc"));
        assertThat(bench().login("svc", bench().jwtWith("aud", List.of("a", "openbao")))
                        .status())
                .isEqualTo(200);
    }

    @Test
    default void c53_badJwt_isRefusedWithItsReason() {
        long now = System.currentTimeMillis() / 1000;
        String validating = "error validating token: ";
        String signature = validating + "error verifying token signature: ";
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put(
                bench().jwtWith("aud", "other"),
                validating + "invalid audience (aud) claim: audience claim does not match any expected audience");
        wrong.put(bench().jwtWith("iss", "https://other"), validating + "invalid issuer (iss) claim");
        wrong.put(bench().jwtWith("sub", "node-2"), validating + "invalid subject (sub) claim");
        wrong.put(
                bench().jwtWith("iat", now - 900, "nbf", now - 900, "exp", now - 75),
                validating + "invalid expiration time (exp) claim: token is expired");
        wrong.put(
                bench().jwtWith("nbf", now + 600, "exp", now + 900),
                validating + "invalid not before (nbf) claim: token not yet valid");
        wrong.put(
                bench().jwtWith("iat", now + 600),
                validating + "invalid issued at (iat) claim: token issued in the future");
        wrong.put(
                bench().jwtWith("iat", null, "nbf", null, "exp", null),
                validating + "no issued at (iat), not before (nbf), or expiration time (exp) claims in token");
        wrong.put("abc", signature + "go-jose/go-jose: compact JWS format must have three parts");
        wrong.put(
                new JwtIssuer("https://issuer.example", InstantSource.system()).sign(bench().claims()),
                signature + "no known key successfully validated the token signature");
        wrong.forEach((jwt, text) -> {
            Answer got = bench().login("svc", jwt);
            assertThat(got.status()).as(text).isEqualTo(400);
            assertThat(got.error()).isEqualTo(text);
        });
        assertThat(bench().login("svc", bench().jwtWith("iat", now - 900, "nbf", now - 900, "exp", now - 30))
                        .status())
                .isEqualTo(200);
    }

    @Test
    default void c53_badRole_isRefusedWithItsReason() {
        assertThat(bench().unconfiguredLogin.error()).isEqualTo("could not load configuration");
        assertThat(bench().login("nothere", bench().jwt()).error()).isEqualTo("role \"nothere\" could not be found");
        assertThat(bench().login("", bench().jwt()).error()).isEqualTo("missing role");
        assertThat(bench().login("svc", "").error()).isEqualTo("missing token");
        assertThat(bench().login("noaud", bench().jwt()).error())
                .isEqualTo("audience claim found in JWT but no audiences bound to the role");
        assertThat(bench().login("claims", bench().jwt()).error())
                .isEqualTo("error validating claims: claim \"team\" is missing");
        assertThat(bench().login("claims", bench().jwtWith("team", "blue")).status())
                .isEqualTo(200);
        Answer cidr = bench().login("cidr", bench().jwt());
        assertThat(cidr.status()).isEqualTo(403);
        assertThat(cidr.error()).isEqualTo("permission denied");
    }

    @Test
    default void c54_loginOnUnmountedPath_isBare403() {
        Answer got = bench().api.as("").post("auth/nothere/login", "role", "svc", "jwt", bench().jwt());
        assertThat(got.status()).isEqualTo(403);
        assertThat(got.error()).isEqualTo("permission denied");
    }

    @Test
    default void c55_batchToken_cannotBeRenewedOrRevoked() {
        Answer got = bench().login("bat", bench().jwt());
        assertThat(got.text("auth", "token_type")).isEqualTo("batch");
        assertThat(got.text("auth", "accessor")).isEmpty();
        assertThat(got.at("auth", "renewable")).isEqualTo(false);
        Api api = bench().api.as(got.text("auth", "client_token"));
        assertThat(api.post(bench().mount + "/encrypt/k", "plaintext", "").status())
                .isEqualTo(200);
        assertThat(api.post("auth/token/renew-self").error()).isEqualTo("batch tokens cannot be renewed");
        assertThat(api.post("auth/token/revoke-self").error()).isEqualTo("batch tokens cannot be revoked");
        assertThat(api.get("auth/token/lookup-self").text("data", "type")).isEqualTo("batch");
    }

    @Test
    default void c56_renewSelf_obeysIncrementAndMaximum() {
        Api api = bench().api.as(bench().loggedIn("svc"));
        assertThat(api.post("auth/token/renew-self").at("auth", "lease_duration"))
                .isEqualTo(600L);
        assertThat(api.post("auth/token/renew-self", "increment", 1200).at("auth", "lease_duration"))
                .isEqualTo(1200L);
        Answer capped = api.post("auth/token/renew-self", "increment", "100h");
        assertThat((Long) capped.at("auth", "lease_duration")).isBetween(3500L, 3600L);
        assertThat(capped.text("warnings", 0))
                .isEqualTo("TTL of \"100h\" exceeded the effective max_ttl of \"1h\"; TTL value is capped accordingly");
        assertThat(api.get("auth/token/lookup-self").members("data"))
                .contains("last_renewal", "last_renewal_time", "issue_time", "expire_time", "creation_ttl");
        Api periodic = bench().api.as(bench().loggedIn("per"));
        assertThat(periodic.post("auth/token/renew-self", "increment", 60).at("auth", "lease_duration"))
                .isEqualTo(420L);
        assertThat(periodic.get("auth/token/lookup-self").at("data", "period")).isEqualTo(420L);
        assertThat(bench().api.post("auth/token/renew-self").status()).isEqualTo(400);
    }

    @Test
    default void c57_revokeSelf_endsTheToken() {
        Api api = bench().api.as(bench().token("enc"));
        assertThat(api.post("auth/token/revoke-self").status()).isEqualTo(204);
        assertThat(api.get("auth/token/lookup-self").error()).isEqualTo("permission denied");
    }

    @Test
    default void c58_tokenPastItsTime_isBare403() {
        Api api = bench().api.as(bench().loggedIn("short"));
        Answer got = Bench.until(403, () -> api.post(bench().mount + "/encrypt/k", "plaintext", b64("a")));
        assertThat(got.status()).isEqualTo(403);
        assertThat(got.error()).isEqualTo("permission denied");
    }

    @Test
    default void c59_capabilitiesSelf_saysWhatIsAllowed() {
        String encrypt = bench().mount + "/encrypt/k";
        String keys = bench().mount + "/keys/k";
        Answer got = bench().api
                .as(bench().token("enc"))
                .post("sys/capabilities-self", "paths", List.of(encrypt, keys, "auth/token/renew-self"));
        assertThat(got.at("data"))
                .isEqualTo(Map.of(
                        encrypt, List.of("update"), keys, List.of("deny"), "auth/token/renew-self", List.of("update")));
        assertThat(got.at(encrypt)).isEqualTo(List.of("update"));
        Answer one = bench().api.as(bench().token("crt")).post("sys/capabilities-self", "paths", List.of(encrypt));
        assertThat(one.at("capabilities")).isEqualTo(List.of("create", "update"));
        assertThat(bench().api
                        .post("sys/capabilities-self", "paths", List.of(encrypt))
                        .at("capabilities"))
                .isEqualTo(List.of("root"));
    }
}
