package dev.baokms.auth.jwt;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import dev.baokms.core.outcome.Failure;
import dev.baokms.core.outcome.Failure.Busy;
import dev.baokms.core.outcome.Failure.LoginFailed;
import dev.baokms.core.outcome.Failure.LoginFailed.Problem;
import dev.baokms.core.outcome.Failure.Unreachable;
import dev.baokms.core.outcome.Outcome;
import dev.baokms.core.outcome.SecretBytes;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import okio.Buffer;

/** A complete answer of the token endpoint and what it means (RFC 6749, sections 5.1 and 5.2). */
final class GrantAnswer implements AutoCloseable {
    private final int status;
    private final byte[] body;
    private final Duration retryAfter;

    /**
     * @param body taken over
     * @param retryAfter zero when not said
     */
    GrantAnswer(int status, byte[] body, Duration retryAfter) {
        this.status = status;
        this.body = body;
        this.retryAfter = retryAfter;
    }

    /**
     * What was granted.
     *
     * @param token for the receiver to close
     * @param lifetime counted from the moment of the answer, if the server says it
     */
    record Granted(SecretBytes token, Optional<Duration> lifetime) {}

    Outcome<Granted> granted() {
        return status == 200 ? token() : Outcome.failed(refusal());
    }

    private Outcome<Granted> token() {
        return read(GrantAnswer::granted)
                .<Outcome<Granted>>map(Outcome::ok)
                .orElseGet(() -> Outcome.failed(new LoginFailed(Problem.GRANT_UNUSABLE)));
    }

    private Failure refusal() {
        if (status == 429) {
            return new Busy(retryAfter);
        }
        if (status >= 500) {
            return new Unreachable(Unreachable.Cause.TOKEN_SERVER);
        }
        Optional<String> error = status < 400 ? Optional.empty() : read(GrantAnswer::error);
        // 401 is about the client whatever word comes with it: servers disagree on the word for a wrong secret.
        if (status == 401 || error.filter("invalid_client"::equals).isPresent()) {
            return new LoginFailed(Problem.CLIENT_REFUSED);
        }
        // Anything else without an OAuth2 error was not said by a token endpoint; a redirect is never followed.
        return new LoginFailed(error.isPresent() ? Problem.GRANT_REFUSED : Problem.GRANT_UNUSABLE);
    }

    private static Optional<Granted> granted(JsonReader json) throws IOException {
        Optional<SecretBytes> token = Optional.empty();
        boolean bearer = false;
        Optional<Duration> lifetime = Optional.empty();
        var seen = new HashSet<String>();
        json.beginObject();
        while (json.hasNext()) {
            String name = json.nextName();
            if (!seen.add(name)) {
                throw new JsonDataException("a member comes twice");
            }
            switch (name) {
                case "access_token" -> token = Optional.of(rawString(json));
                case "token_type" -> bearer = json.nextString().equalsIgnoreCase("Bearer");
                case "expires_in" -> lifetime = Optional.of(seconds(json));
                default -> json.skipValue();
            }
        }
        json.endObject();
        Optional<Duration> seconds = lifetime;
        return bearer ? token.map(text -> new Granted(text, seconds)) : Optional.empty();
    }

    private static Optional<String> error(JsonReader json) throws IOException {
        Optional<String> error = Optional.empty();
        json.beginObject();
        while (json.hasNext()) {
            if (json.nextName().equals("error")) {
                error = Optional.of(json.nextString());
            } else {
                json.skipValue();
            }
        }
        json.endObject();
        return error;
    }

    /** What stands between the quotes, as it is: an escape is no part of a JWT, so none need be undone. */
    private static SecretBytes rawString(JsonReader json) throws IOException {
        if (json.peek() != JsonReader.Token.STRING) {
            throw new JsonDataException("access_token is not a string");
        }
        byte[] quoted;
        try (var raw = json.nextSource()) {
            quoted = raw.readByteArray();
        }
        byte[] text = Arrays.copyOfRange(quoted, 1, quoted.length - 1);
        Arrays.fill(quoted, (byte) 0);
        return SecretBytes.adopting(text);
    }

    private static Duration seconds(JsonReader json) throws IOException {
        if (json.peek() != JsonReader.Token.NUMBER) {
            throw new JsonDataException("expires_in is not a number");
        }
        long seconds = json.nextLong();
        if (seconds < 0) {
            throw new JsonDataException("expires_in is negative");
        }
        return Duration.ofSeconds(seconds);
    }

    private <T> Optional<T> read(Shape<T> shape) {
        // Accepted risk: okio copies the body into buffers of its own, which it reuses and does not wipe.
        try (var buffer = new Buffer().write(body);
                var json = JsonReader.of(buffer)) {
            Optional<T> value = shape.of(json);
            return json.peek() == JsonReader.Token.END_DOCUMENT ? value : Optional.empty();
        } catch (IOException | JsonDataException malformed) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        Arrays.fill(body, (byte) 0);
    }

    private interface Shape<T> {
        Optional<T> of(JsonReader json) throws IOException;
    }
}
