package dev.baokms.auth.jwt;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;

/** One request for a token. Closing it wipes the body; the header cannot be wiped. */
final class GrantRequest implements AutoCloseable {
    private static final MediaType FORM = MediaType.get("application/x-www-form-urlencoded");

    private final OAuth2Settings client;
    private final byte[] body;
    private final Optional<String> authorization;

    /** @param secret the caller wipes it */
    GrantRequest(OAuth2Settings client, byte[] secret) {
        this.client = client;
        var form = new StringBuilder();
        FormText.add(form, "grant_type", "client_credentials");
        if (!client.scopes().isEmpty()) {
            FormText.add(form, "scope", String.join(" ", client.scopes()));
        }
        client.audience().ifPresent(audience -> FormText.add(form, "audience", audience));
        client.resources().forEach(resource -> FormText.add(form, "resource", resource));
        byte[] encoded = FormText.encoded(secret);
        if (client.secretPlace() == OAuth2Settings.SecretPlace.HEADER) {
            this.authorization = Optional.of(basic(client.clientId(), encoded));
            this.body = SecretText.ascii(form.toString());
        } else {
            this.authorization = Optional.empty();
            FormText.add(form, "client_id", client.clientId());
            this.body = SecretText.joined(SecretText.ascii(form + "&client_secret="), encoded);
        }
        Arrays.fill(encoded, (byte) 0);
    }

    Request request() {
        var request = new Request.Builder()
                .url(client.endpoint())
                .header("User-Agent", "bao-kms-provider")
                .header("Accept", "application/json")
                .header("Connection", "close")
                // The length of a compressed secret would depend on the secret.
                .header("Accept-Encoding", "identity")
                .post(RequestBody.create(body, FORM));
        authorization.ifPresent(value -> request.header("Authorization", value));
        return request.build();
    }

    /**
     * Both halves are form-encoded before they are joined (RFC 6749, section 2.3.1), so the id may contain a colon.
     *
     * <p>Accepted risk: OkHttp takes header values only as {@link String}, so each request makes one that cannot be
     * wiped.
     */
    private static String basic(String clientId, byte[] encodedSecret) {
        byte[] pair =
                SecretText.joined(FormText.encoded(clientId.getBytes(UTF_8)), SecretText.ascii(":"), encodedSecret);
        byte[] base64 = Base64.getEncoder().encode(pair);
        String header = "Basic " + new String(base64, US_ASCII);
        Arrays.fill(pair, (byte) 0);
        Arrays.fill(base64, (byte) 0);
        return header;
    }

    @Override
    public void close() {
        Arrays.fill(body, (byte) 0);
    }
}
