package dev.baokms.auth.jwt;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import okio.Buffer;

/**
 * The compact form of a signed token: three parts of unpadded base64url, the first two of them JSON objects. The token never
 * becomes a {@link String}; its header and claims, which are not secret, do.
 */
final class CompactJws {
    private CompactJws() {}

    /** The claims; empty if the token does not have this form or says that it is not signed. */
    static Optional<Map<?, ?>> claims(byte[] token) {
        int first = next(token, 0);
        int second = next(token, first + 1);
        if (second == token.length || next(token, second + 1) != token.length) {
            return Optional.empty();
        }
        boolean signed = part(token, second + 1, token.length)
                .map(signature -> {
                    boolean present = signature.length > 0;
                    Arrays.fill(signature, (byte) 0);
                    return present;
                })
                .orElse(false);
        boolean algorithm = part(token, 0, first)
                .flatMap(CompactJws::object)
                .filter(header ->
                        header.get("alg") instanceof String alg && !alg.isEmpty() && !alg.equalsIgnoreCase("none"))
                .isPresent();
        return signed && algorithm ? part(token, first + 1, second).flatMap(CompactJws::object) : Optional.empty();
    }

    /** The position of the next dot, or the end. */
    private static int next(byte[] token, int from) {
        int at = from;
        while (at < token.length && token[at] != '.') {
            at++;
        }
        return Math.min(at, token.length);
    }

    private static Optional<byte[]> part(byte[] token, int from, int to) {
        byte[] text = Arrays.copyOfRange(token, from, to);
        try {
            byte[] decoded = Base64.getUrlDecoder().decode(text);
            // The decoder also accepts padding and stray bits at the end, but a token has only one spelling.
            boolean canonical =
                    Arrays.equals(Base64.getUrlEncoder().withoutPadding().encode(decoded), text);
            return canonical ? Optional.of(decoded) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    private static Optional<Map<?, ?>> object(byte[] json) {
        try (var buffer = new Buffer().write(json);
                var reader = JsonReader.of(buffer)) {
            // This refuses duplicate members: this process and OpenBao might use different ones.
            return reader.readJsonValue() instanceof Map<?, ?> object && reader.peek() == JsonReader.Token.END_DOCUMENT
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (IOException | JsonDataException e) {
            return Optional.empty();
        }
    }
}
