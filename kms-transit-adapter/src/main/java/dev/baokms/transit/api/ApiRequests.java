package dev.baokms.transit.api;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.baokms.core.failure.Outcome;
import dev.baokms.core.key.Aad;
import dev.baokms.core.key.TransitCiphertext;
import dev.baokms.core.keyring.KeyMetadata;
import dev.baokms.core.login.Credential.LoginRequest;
import dev.baokms.core.secret.SecretBytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Everything that is ever asked of OpenBao. Bodies are put together byte by byte into arrays of exact size, so that a plaintext
 * becomes neither a {@link String} nor the left-over of a growing buffer.
 */
public final class ApiRequests {
    /** Stands for whichever version is the latest. */
    public static final int LATEST = 0;

    private static final String V1 = "v1/";

    private final String mount;
    private final String key;
    private final AtomicLong lastReference = new AtomicLong();

    /** @param mount where Transit is mounted, and {@code key} the name of the key, both checked */
    public ApiRequests(String mount, String key) {
        this.mount = V1 + mount;
        this.key = key;
    }

    public ApiRequest<KeyMetadata> readKey() {
        return ApiRequest.get(Operation.READ_KEY, mount + "/keys/" + key, KeyDescription.decoder());
    }

    public ApiRequest<Boolean> upsertAllowed() {
        return ApiRequest.get(Operation.READ_CONFIG, mount + "/config/keys", ResponseDecoders.upsert());
    }

    /** @param version 1 or more, or {@link #LATEST} */
    public ApiRequest<TransitCiphertext> encrypt(SecretBytes plaintext, int version, Aad aad) {
        byte[] base64 = plaintext.exposeTo(Base64.getEncoder()::encode);
        byte[] body = joined(
                ascii("{\"plaintext\":\""),
                base64,
                ascii("\",\"associated_data\":\"" + aad.base64() + "\",\"key_version\":" + version + "}"));
        Arrays.fill(base64, (byte) 0);
        return ApiRequest.post(
                Operation.ENCRYPT, mount + "/encrypt/" + key, body, ResponseDecoders.ciphertext(version));
    }

    public ApiRequest<SecretBytes> decrypt(DecryptItem item) {
        byte[] body = joined(
                ascii("{\"ciphertext\":\""),
                item.ciphertext().bytes(),
                ascii("\",\"associated_data\":\"" + item.aad().base64() + "\"}"));
        return ApiRequest.post(Operation.DECRYPT, mount + "/decrypt/" + key, body, ResponseDecoders.plaintext());
    }

    /**
     * Several at once. What comes back for an item is an error of its own, or its plaintext, or nothing that counts: then it must be asked
     * for alone.
     */
    public ApiRequest<List<Optional<Outcome<SecretBytes>>>> decryptAll(List<DecryptItem> items) {
        var references = new ArrayList<String>();
        var parts = new ArrayList<byte[]>();
        for (DecryptItem item : items) {
            // OpenBao keeps the order; a number that no other item ever had shows that nothing in between mixed up
            // responses.
            String reference = Long.toString(lastReference.incrementAndGet());
            references.add(reference);
            parts.add(ascii(references.size() == 1 ? "{\"batch_input\":[{\"ciphertext\":\"" : ",{\"ciphertext\":\""));
            parts.add(item.ciphertext().bytes());
            parts.add(ascii(
                    "\",\"associated_data\":\"" + item.aad().base64() + "\",\"reference\":\"" + reference + "\"}"));
        }
        parts.add(ascii("],\"partial_failure_response_code\":200}"));
        return ApiRequest.post(
                Operation.DECRYPT_BATCH,
                mount + "/decrypt/" + key,
                joined(parts.toArray(byte[][]::new)),
                ResponseDecoders.plaintexts(references));
    }

    /** @param paths without {@code v1/}, relative to the namespace */
    public static ApiRequest<Map<String, Set<String>>> capabilities(Collection<String> paths) {
        String list = paths.stream().map(ApiRequests::quoted).collect(Collectors.joining(",", "[", "]"));
        return ApiRequest.post(
                Operation.CAPABILITIES,
                V1 + "sys/capabilities-self",
                ascii("{\"paths\":" + list + "}"),
                ResponseDecoders.capabilities(paths));
    }

    /** @param login stays the caller's; its body is sent as it is */
    public static ApiRequest<AuthResponse> login(LoginRequest login) {
        return ApiRequest.post(
                Operation.login(login.operation(), login.provesCertificate()),
                V1 + login.mountPath() + "/login",
                login.body().exposeTo(byte[]::clone),
                ResponseDecoders.auth());
    }

    /** @param ownConnection OpenBao renews the token of a certificate login only for that certificate */
    public static ApiRequest<AuthResponse> renew(Duration increment, boolean ownConnection) {
        byte[] body = ascii("{\"increment\":\"" + increment.toSeconds() + "s\"}");
        return ApiRequest.post(
                Operation.renewal(ownConnection), V1 + "auth/token/renew-self", body, ResponseDecoders.auth());
    }

    private static String quoted(String text) {
        var json = new StringBuilder("\"");
        text.chars().forEach(c -> {
            boolean plain = c >= 0x20 && c <= 0x7e && c != '"' && c != '\\';
            json.append(plain ? Character.toString(c) : String.format(Locale.ROOT, "\\u%04x", c));
        });
        return json.append('"').toString();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    private static byte[] joined(byte[]... parts) {
        byte[] all = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
