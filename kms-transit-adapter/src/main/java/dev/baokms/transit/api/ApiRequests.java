package dev.baokms.transit.api;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.baokms.core.failure.Outcome;
import dev.baokms.core.key.TransitCiphertext;
import dev.baokms.core.keyring.KeyMetadata;
import dev.baokms.core.login.Credential.LoginRequest;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.transit.api.Operation.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Every request to OpenBao. Bodies are built as bytes in arrays of exact size, so that a plaintext ends up neither in a
 * {@link String} nor in the discarded part of a growing buffer.
 */
public final class ApiRequests {
    /** Stands for the latest version. */
    public static final int LATEST = 0;

    /** Fewer than the 249 that fit, which leaves room for a few more members. */
    public static final int MOST_AT_ONCE = 240;

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

    public ApiRequest<TransitCiphertext> encrypt(EncryptItem item) {
        byte[] members = members(item);
        byte[] body = joined(ascii("{"), members, ascii("}"));
        Arrays.fill(members, (byte) 0);
        return ApiRequest.post(
                Operation.ENCRYPT, mount + "/encrypt/" + key, body, ResponseDecoders.ciphertext(item.version()));
    }

    public ApiRequest<SecretBytes> decrypt(DecryptItem item) {
        return ApiRequest.post(
                Operation.DECRYPT,
                mount + "/decrypt/" + key,
                joined(ascii("{"), members(item), ascii("}")),
                ResponseDecoders.plaintext());
    }

    /**
     * Encrypts several items at once. Each item gets its ciphertext or its own error; an item without a usable result
     * is empty and must be sent alone.
     */
    public ApiRequest<List<Optional<Outcome<TransitCiphertext>>>> encryptAll(List<EncryptItem> items) {
        List<Optional<String>> references = references(items.size());
        var results = new ArrayList<BatchResults.Expected<TransitCiphertext>>(items.size());
        for (int i = 0; i < items.size(); i++) {
            int version = items.get(i).version();
            results.add(
                    new BatchResults.Expected<>(references.get(i), json -> ResponseDecoders.ciphertext(json, version)));
        }
        return ApiRequest.post(
                Operation.ENCRYPT_BATCH,
                mount + "/encrypt/" + key,
                batch(items.stream().map(ApiRequests::members).toList(), references),
                ResponseDecoders.batch(new BatchResults<>("ciphertext", Kind.ENCRYPT, results)));
    }

    /** As {@link #encryptAll}, for plaintexts. */
    public ApiRequest<List<Optional<Outcome<SecretBytes>>>> decryptAll(List<DecryptItem> items) {
        return decrypts(items, references(items.size()));
    }

    /**
     * As {@link #decryptAll}, for up to {@value #MOST_AT_ONCE} items: OpenBao reads 1000 JSON strings, an item takes
     * four, and two more with a reference number. So only the first and the last item carry a number, which shows that
     * the response belongs to the request and that none is missing; in between the code relies on OpenBao to keep the
     * order.
     */
    public ApiRequest<List<Optional<Outcome<SecretBytes>>>> decryptMany(List<DecryptItem> items) {
        List<Optional<String>> references = new ArrayList<>(Collections.nCopies(items.size(), Optional.empty()));
        references.set(0, references(1).getFirst());
        references.set(items.size() - 1, references(1).getFirst());
        return decrypts(items, references);
    }

    private ApiRequest<List<Optional<Outcome<SecretBytes>>>> decrypts(
            List<DecryptItem> items, List<Optional<String>> references) {
        return ApiRequest.post(
                Operation.DECRYPT_BATCH,
                mount + "/decrypt/" + key,
                batch(items.stream().map(ApiRequests::members).toList(), references),
                ResponseDecoders.batch(new BatchResults<>(
                        "plaintext",
                        Kind.DECRYPT,
                        references.stream()
                                .map(reference -> new BatchResults.Expected<>(
                                        reference, json -> Outcome.ok(ResponseDecoders.base64(json))))
                                .toList())));
    }

    /**
     * Unique numbers, one for each item. OpenBao keeps the order; the numbers show that nothing in between mixed up
     * responses.
     */
    private List<Optional<String>> references(int count) {
        long last = lastReference.addAndGet(count);
        return LongStream.rangeClosed(last - count + 1, last)
                .mapToObj(number -> Optional.of(Long.toString(number)))
                .toList();
    }

    /** @param items each the members of an item; wiped */
    private static byte[] batch(List<byte[]> items, List<Optional<String>> references) {
        var parts = new ArrayList<byte[]>(2 * items.size() + 1);
        String before = "{\"batch_input\":[{";
        for (int i = 0; i < items.size(); i++) {
            parts.add(ascii(before));
            parts.add(items.get(i));
            before = references
                            .get(i)
                            .map(number -> ",\"reference\":\"" + number + "\"")
                            .orElse("")
                    + "},{";
        }
        parts.add(ascii(before.substring(0, before.length() - 2) + "],\"partial_failure_response_code\":200}"));
        byte[] all = joined(parts.toArray(byte[][]::new));
        items.forEach(item -> Arrays.fill(item, (byte) 0));
        return all;
    }

    private static byte[] members(EncryptItem item) {
        byte[] base64 = item.plaintext().exposeTo(Base64.getEncoder()::encode);
        byte[] members = joined(
                ascii("\"plaintext\":\""),
                base64,
                ascii("\",\"associated_data\":\"" + item.aad().base64() + "\",\"key_version\":" + item.version()));
        Arrays.fill(base64, (byte) 0);
        return members;
    }

    private static byte[] members(DecryptItem item) {
        return joined(
                ascii("\"ciphertext\":\""),
                item.ciphertext().bytes(),
                ascii("\",\"associated_data\":\"" + item.aad().base64() + "\""));
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

    /** @param login stays the caller's; its body is sent unchanged */
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
