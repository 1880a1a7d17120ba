package dev.baokms.daemon.site;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.testkit.emulator.JwtIssuer;
import dev.baokms.transit.http.ServerName;
import dev.baokms.transit.http.TrustedHttp;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Changes what a server holds, as an administrator does. */
public record Administrator(URI address, String caBundle, String serverName, String token) {
    /** The body of the answer. */
    public String post(String path, String json) throws IOException {
        return ask(path, request -> request.post(RequestBody.create(json.getBytes(UTF_8))));
    }

    public void delete(String path) throws IOException {
        ask(path, Request.Builder::delete);
    }

    private String ask(String path, UnaryOperator<Request.Builder> method) throws IOException {
        OkHttpClient http = TrustedHttp.trusting(
                        caBundle.getBytes(UTF_8), Optional.of(new ServerName(serverName)), List.of())
                .client();
        Request request = method.apply(
                        new Request.Builder().url(address + "/v1/" + path).header("X-Vault-Token", token))
                .build();
        try (Response answer = http.newCall(request).execute()) {
            String body = answer.body().string();
            if (!answer.isSuccessful()) {
                throw new IOException(path + ": " + answer.code() + " " + body);
            }
            return body;
        } finally {
            http.connectionPool().evictAll();
        }
    }

    /**
     * Makes the key {@code kms}, and a login by the issuer's tokens with the policy {@code kms}, which is still to be written.
     *
     * @param namespace with a slash at its end, empty for the root
     */
    public void provision(String namespace, JwtIssuer issuer) throws IOException {
        post(namespace + "sys/mounts/transit", "{\"type\":\"transit\"}");
        post(namespace + "transit/config/keys", "{\"disable_upsert\":true}");
        post(namespace + "transit/keys/kms", "{}");
        post(namespace + "sys/auth/jwt", "{\"type\":\"jwt\"}");
        post(
                namespace + "auth/jwt/config",
                "{\"jwt_validation_pubkeys\":[\"%s\"]}"
                        .formatted(issuer.publicKeyPem().replace("\n", "\\n")));
        post(namespace + "auth/jwt/role/kms", """
            {"role_type":"jwt","user_claim":"sub","bound_audiences":["openbao"],"token_policies":["kms"],
            "token_no_default_policy":true,"token_ttl":"1h"}\
            """);
    }

    public void writePolicy(String name, String hcl) throws IOException {
        writePolicy("", name, hcl);
    }

    /** @param namespace with a slash at its end, empty for the root */
    public void writePolicy(String namespace, String name, String hcl) throws IOException {
        String quoted = hcl.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        post(namespace + "sys/policies/acl/" + name, "{\"policy\":\"" + quoted + "\"}");
    }
}
