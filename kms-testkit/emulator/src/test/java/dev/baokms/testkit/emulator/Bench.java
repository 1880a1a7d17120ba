package dev.baokms.testkit.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.testkit.emulator.Api.Answer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the checks work on, all of it below one random prefix, and taken away by {@link #close}. */
final class Bench implements AutoCloseable {
    final Api api;
    final String prefix =
            "chk" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    final String mount = prefix + "-transit";
    final String login = "auth/" + prefix + "-jwt";
    final JwtIssuer issuer = new JwtIssuer("https://issuer.example", InstantSource.system());
    final Answer unconfiguredLogin;
    private final List<String> undo = new ArrayList<>();
    private final List<String> tokens = new ArrayList<>();
    private final Set<String> entities = new HashSet<>();

    Bench(Api api) {
        this.api = api;
        made("sys/mounts/" + mount, api.post("sys/mounts/" + mount, "type", "transit"));
        made("sys/mounts/" + mount + "-empty", api.post("sys/mounts/" + mount + "-empty", "type", "transit"));
        key("k");
        key("other");
        key("d", "derived", true);
        key("x", "exportable", true);
        policy("enc", """
            path "%1$s/encrypt/k" { capabilities = ["update"] }
            path "%1$s/encrypt/absent*" { capabilities = ["update"] }
            path "%1$s/decrypt/k" { capabilities = ["update"] }
            """);
        policy("crt", "path \"%1$s/encrypt/*\" { capabilities = [\"create\", \"update\"] }");
        policy("none", "path \"%1$s-nothing\" { capabilities = [\"read\"] }");
        made("sys/" + login, api.post("sys/" + login, "type", "jwt"));
        unconfiguredLogin = login("svc", jwt());
        configureLogin();
        role("svc");
        role("bat", "token_type", "batch");
        role("per", "token_period", "7m", "token_max_ttl", 0);
        role("short", "token_ttl", "1s");
        role("noaud", "bound_audiences", List.of());
        role("claims", "bound_claims", Map.of("team", "blue"));
        role("cidr", "token_bound_cidrs", List.of("192.0.2.0/24"));
        role("bare", "token_no_default_policy", true);
    }

    private void made(String path, Answer answer) {
        assertThat(answer.status()).as(path + " " + answer.body()).isEqualTo(204);
        undo.add(path);
    }

    private void policy(String name, String rules) {
        String path = "sys/policies/acl/" + prefix + "-" + name;
        made(path, api.post(path, "policy", String.format(Locale.ROOT, rules, mount)));
    }

    private void configureLogin() {
        Answer done = api.post(
                login + "/config",
                "jwt_validation_pubkeys",
                List.of(issuer.publicKeyPem()),
                "bound_issuer",
                issuer.issuer());
        assertThat(done.status()).as(done.body()).isEqualTo(204);
    }

    void role(String name, Object... more) {
        Map<String, @Nullable Object> body = Api.object(
                "role_type", "jwt",
                "user_claim", "sub",
                "bound_audiences", List.of("openbao"),
                "bound_subject", "node-1",
                "token_policies", List.of(prefix + "-enc"),
                "token_ttl", "10m",
                "token_max_ttl", "1h");
        body.putAll(Api.object(more));
        Answer done = api.send("POST", "/v1/" + login + "/role/" + name, GoJson.of(body));
        assertThat(done.status()).as(done.body()).isEqualTo(204);
    }

    String jwt() {
        return issuer.issue("node-1", "openbao", Duration.ofMinutes(10));
    }

    /** Good claims with these instead; a null takes one away. */
    String jwtWith(@Nullable Object... changes) {
        return issuer.sign(claims(changes));
    }

    Map<String, @Nullable Object> claims(@Nullable Object... changes) {
        long now = System.currentTimeMillis() / 1000;
        Map<String, @Nullable Object> claims = new LinkedHashMap<>(Map.of(
                "iss",
                issuer.issuer(),
                "aud",
                "openbao",
                "sub",
                "node-1",
                "iat",
                now,
                "nbf",
                now - 5,
                "exp",
                now + 600));
        Api.object(changes).forEach((name, value) -> {
            claims.put(name, value);
            claims.values().removeIf(v -> v == null);
        });
        return claims;
    }

    Answer login(String role, String jwt) {
        Answer answer = api.as("").post(login + "/login", "role", role, "jwt", jwt);
        if (answer.status() == 200) {
            entities.add(answer.text("auth", "entity_id"));
        }
        return answer;
    }

    String loggedIn(String role) {
        return login(role, jwt()).text("auth", "client_token");
    }

    /** A new token with this check policy. */
    String token(String policy, Object... more) {
        Map<String, @Nullable Object> body = Api.object("policies", List.of(prefix + "-" + policy), "ttl", "30m");
        body.putAll(Api.object(more));
        String token =
                api.send("POST", "/v1/auth/token/create", GoJson.of(body)).text("auth", "client_token");
        tokens.add(token);
        return token;
    }

    Answer key(String name, @Nullable Object... options) {
        return api.post(mount + "/keys/" + name, options);
    }

    Answer config(String name, @Nullable Object... options) {
        return api.post(mount + "/keys/" + name + "/config", options);
    }

    Answer rotate(String name) {
        return api.post(mount + "/keys/" + name + "/rotate");
    }

    Answer read(String name) {
        return api.get(mount + "/keys/" + name);
    }

    Answer encrypt(String name, @Nullable Object... members) {
        return api.post(mount + "/encrypt/" + name, members);
    }

    Answer decrypt(String name, @Nullable Object... members) {
        return api.post(mount + "/decrypt/" + name, members);
    }

    String made(String key, @Nullable Object... more) {
        Map<String, @Nullable Object> body = Api.object("plaintext", b64("hello"));
        body.putAll(Api.object(more));
        return api.send("POST", "/v1/" + mount + "/encrypt/" + key, GoJson.of(body))
                .ciphertext();
    }

    static String b64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    /** Asks until the answer has the status; the caller asserts it once more for the message. */
    static Answer until(int status, Supplier<Answer> question) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        Answer answer = question.get();
        while (answer.status() != status && System.nanoTime() < deadline) {
            Thread.onSpinWait();
            answer = question.get();
        }
        return answer;
    }

    @Override
    public void close() {
        // Unmounting ends the tokens of logins and the keys; entities and created tokens would outlive it.
        entities.forEach(entity -> api.delete("identity/entity/id/" + entity));
        tokens.forEach(token -> api.post("auth/token/revoke", "token", token));
        undo.reversed().forEach(api::delete);
    }
}
