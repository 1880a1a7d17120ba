package dev.baokms.daemon.site;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.transit.http.ServerName;
import dev.baokms.transit.http.TrustedHttp;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Changes what a server holds, as an administrator does. */
public record Administrator(URI address, String caBundle, String serverName, String token) {
    /** The body of the answer. */
    public String post(String path, String json) throws IOException {
        OkHttpClient http = TrustedHttp.trusting(
                        caBundle.getBytes(UTF_8), Optional.of(new ServerName(serverName)), List.of())
                .client();
        var request = new Request.Builder()
                .url(address + "/v1/" + path)
                .header("X-Vault-Token", token)
                .post(RequestBody.create(json.getBytes(UTF_8)))
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

    public void writePolicy(String name, String hcl) throws IOException {
        String quoted = hcl.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        post("sys/policies/acl/" + name, "{\"policy\":\"" + quoted + "\"}");
    }
}
