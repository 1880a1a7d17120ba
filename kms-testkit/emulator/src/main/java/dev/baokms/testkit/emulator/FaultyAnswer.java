package dev.baokms.testkit.emulator;

import static java.util.stream.Collectors.joining;

import java.util.Base64;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Makes the answers that {@link Fault} describes. */
final class FaultyAnswer {
    private static final int PADDING_CHARACTERS = 8 << 20;
    private static final Pattern CIPHERTEXT = Pattern.compile("(?<=\"ciphertext\":\"vault:v\\d{1,9}:)[A-Za-z0-9+/=]+");
    private static final Pattern PLAINTEXT = Pattern.compile("(?<=\"plaintext\":\")[A-Za-z0-9+/=]*");
    /** Port 1 of this machine, where there is no listener. */
    private static final String DEAD = "127.0.0.1:1";

    private FaultyAnswer() {}

    /** Some faults belong to one operation. */
    static boolean concerns(Fault fault, String path) {
        return switch (fault) {
            case RENEWAL_WITHOUT_ANSWER -> path.equals("/v1/auth/token/renew-self");
            case CORRUPT_CIPHERTEXT -> path.contains("/encrypt/");
            case WRONG_PLAINTEXT -> path.contains("/decrypt/");
            default -> true;
        };
    }

    /** The answer instead of carrying out the request. */
    static Optional<Response> instead(Fault fault, Request request, String scheme) {
        return switch (fault) {
            case RESET -> Optional.of(Response.reset());
            case TOKEN_REFUSED -> Optional.of(Response.errors(403, "permission denied"));
            case POLICY_DENIED -> Optional.of(Response.errors(403, "1 error occurred:\n\t* permission denied\n\n"));
            case RATE_LIMITED -> Optional.of(rateLimited(request));
            case INTERNAL_ERROR -> Optional.of(Response.errors(500, "1 error occurred:\n\t* internal error\n\n"));
            case LONG_INTERNAL_ERROR -> Optional.of(Response.errors(500, certificates()));
            case UNAVAILABLE -> Optional.of(Response.errors(503, "Vault is sealed"));
            case DEAD_LEADER -> Optional.of(Router.redirect(scheme + "://" + DEAD + request.target()));
            case RENEWAL_WITHOUT_ANSWER -> Optional.of(Response.noContent());
            case DROP_MID_BODY, OVERSIZE_BODY, MALFORMED_JSON, CORRUPT_CIPHERTEXT, WRONG_PLAINTEXT -> Optional.empty();
        };
    }

    /** Applies the fault to the right answer. */
    static Response spoiled(Fault fault, Response right) {
        String text = right.body();
        return switch (fault) {
            case DROP_MID_BODY -> right.ending(Response.Ending.HALF);
            case OVERSIZE_BODY ->
                right.body("{\"padding\":\"" + "A".repeat(PADDING_CHARACTERS) + "\"," + text.substring(1));
            case MALFORMED_JSON -> right.body(text.substring(0, text.length() / 2));
            case CORRUPT_CIPHERTEXT ->
                right.body(CIPHERTEXT
                        .matcher(text)
                        .replaceAll(found -> altered(found.group(), bytes -> {
                            bytes[bytes.length - 1] ^= 1;
                            return bytes;
                        })));
            case WRONG_PLAINTEXT ->
                right.body(PLAINTEXT
                        .matcher(text)
                        .replaceAll(found -> altered(found.group(), bytes -> {
                            if (bytes.length == 0) {
                                return new byte[1];
                            }
                            bytes[0] ^= 1;
                            return bytes;
                        })));
            default -> right;
        };
    }

    private static String altered(String base64, UnaryOperator<byte[]> change) {
        return Base64.getEncoder()
                .encodeToString(change.apply(Base64.getDecoder().decode(base64)));
    }

    private static Response rateLimited(Request request) {
        String path = request.rawPath().substring("/v1/".length());
        return Response.errors(429, "request path \"" + path + "\": rate limit quota exceeded")
                .header("Retry-After", "1")
                .header("X-Ratelimit-Limit", "2")
                .header("X-Ratelimit-Remaining", "0")
                .header("X-Ratelimit-Reset", "1");
    }

    /** The error text of a renewal after the client certificate changed. */
    private static String certificates() {
        String decimal = IntStream.range(0, 400)
                .mapToObj(i -> String.valueOf((48 + i * 37) % 256))
                .collect(joining(" "));
        return "1 error occurred:\n"
                + "\t* failed to renew entry: client identity during renewal not matching client identity used during"
                + " login:\n"
                + "\toriginal:"
                + " [" + decimal + "]\n\tcurrent: [" + decimal + "]\n\n";
    }
}
