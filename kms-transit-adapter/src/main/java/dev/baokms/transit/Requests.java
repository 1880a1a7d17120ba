package dev.baokms.transit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.baokms.core.key.Aad;
import dev.baokms.core.key.TransitCiphertext;
import dev.baokms.core.outcome.Failure.LoginFailed;
import dev.baokms.core.outcome.Failure.LoginFailed.Problem;
import dev.baokms.core.outcome.Outcome;
import dev.baokms.core.outcome.SecretBytes;
import dev.baokms.core.port.CredentialSource.Credential;
import dev.baokms.core.port.KeyMetadata;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The eight questions. Bodies are put together byte by byte into arrays of exact size, so that plaintext and JWT become neither a
 * {@link String} nor the left-over of a growing buffer.
 */
final class Requests {
    private final String mount;
    private final String key;

    Requests(String mount, String key) {
        this.mount = mount;
        this.key = key;
    }

    Question<KeyMetadata> readKey() {
        return Question.reading(Operation.READ_KEY, mount + "/keys/" + key, KeyDescription.reader());
    }

    Question<Boolean> upsertAllowed() {
        return Question.reading(Operation.READ_CONFIG, mount + "/config/keys", Readers.upsert());
    }

    Question<TransitCiphertext> encrypt(SecretBytes plaintext, int version, Aad aad) {
        byte[] base64 = plaintext.exposeTo(Base64.getEncoder()::encode);
        byte[] body = joined(
                ascii("{\"plaintext\":\""),
                base64,
                ascii("\",\"associated_data\":\"" + aad.base64() + "\",\"key_version\":" + version + "}"));
        Arrays.fill(base64, (byte) 0);
        return Question.posting(Operation.ENCRYPT, mount + "/encrypt/" + key, body, Readers.ciphertext(version));
    }

    Question<SecretBytes> decrypt(TransitCiphertext ciphertext, Aad aad) {
        byte[] body = joined(
                ascii("{\"ciphertext\":\""),
                ciphertext.bytes(),
                ascii("\",\"associated_data\":\"" + aad.base64() + "\"}"));
        return Question.posting(Operation.DECRYPT, mount + "/decrypt/" + key, body, Readers.plaintext());
    }

    static Question<Map<String, Set<String>>> capabilities(Collection<String> paths) {
        String list = paths.stream().map(Requests::quoted).collect(Collectors.joining(",", "[", "]"));
        return Question.posting(
                Operation.CAPABILITIES,
                "sys/capabilities-self",
                ascii("{\"paths\":" + list + "}"),
                Readers.capabilities(paths));
    }

    /** Fails for what could not be put into JSON as it is; no JWT is like that. */
    static Outcome<Question<Grant>> login(Credential.Jwt credential) {
        if (!TransitSettings.isPath(credential.mountPath())) {
            throw new IllegalArgumentException("mountPath of the credential must be plain path segments");
        }
        return credential.jwt().exposeTo(jwt -> {
            for (byte b : jwt) {
                if (b <= 0x20 || b == '"' || b == '\\' || b == 0x7f) {
                    return Outcome.failed(new LoginFailed(Problem.CREDENTIAL_INVALID));
                }
            }
            byte[] body = joined(ascii("{\"role\":" + quoted(credential.role()) + ",\"jwt\":\""), jwt, ascii("\"}"));
            return Outcome.ok(
                    Question.posting(Operation.LOGIN, credential.mountPath() + "/login", body, Readers.grant()));
        });
    }

    /** The proof is in the TLS handshake; only the role's name is said. */
    static Question<Grant> login(Credential.Certificate credential) {
        if (!TransitSettings.isPath(credential.mountPath())) {
            throw new IllegalArgumentException("mountPath of the credential must be plain path segments");
        }
        String body =
                credential.name().map(name -> "{\"name\":" + quoted(name) + "}").orElse("{}");
        return Question.posting(Operation.CERT_LOGIN, credential.mountPath() + "/login", ascii(body), Readers.grant());
    }

    /** @param operation which of the two renewals */
    static Question<Grant> renew(Operation operation, Duration increment) {
        byte[] body = ascii("{\"increment\":\"" + increment.toSeconds() + "s\"}");
        return Question.posting(operation, "auth/token/renew-self", body, Readers.grant());
    }

    private static String quoted(String text) {
        var json = new StringBuilder("\"");
        text.chars().forEach(c -> {
            boolean plain = c >= 0x20 && c <= 0x7e && c != '"' && c != '\\';
            json.append(plain ? Character.toString(c) : "\\u%04x".formatted(c));
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
