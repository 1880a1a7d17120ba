package dev.baokms.auth.jwt;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import dev.baokms.core.secret.SecretBytes;
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
     * @param retryAfter zero when not given
     */
    GrantAnswer(int status, byte[] body, Duration retryAfter) {
        this.status = status;
        this.body = body;
        this.retryAfter = retryAfter;
    }

    /**
     * What was granted.
     *
     * @param token the text between the quotes, unchecked; the receiver closes it
     * @param lifetime counted from the answer, if the server gives it
     */
    record Granted(SecretBytes token, Optional<Duration> lifetime) {}

    JwtAttempt<Granted> granted() {
        if (status == 200) {
            return read(GrantAnswer::granted).orElse(JwtAttempt.stopped(JwtProblem.ANSWER_UNUSABLE));
        }
        return status == 429
                ? new JwtAttempt.Stopped<>(JwtProblem.SERVER_BUSY, retryAfter)
                : JwtAttempt.stopped(refusal());
    }

    private JwtProblem refusal() {
        if (status >= 500) {
            return JwtProblem.SERVER_UNREACHABLE;
        }
        if (status >= 300 && status < 400) {
            return JwtProblem.ANSWER_REDIRECTS;
        }
        Optional<String> error = status < 400 ? Optional.empty() : read(GrantAnswer::error);
        // 401 is always about the client: servers disagree on the error code for a wrong secret.
        if (status == 401 || error.filter("invalid_client"::equals).isPresent()) {
            return JwtProblem.CLIENT_REFUSED;
        }
        // Anything else without an OAuth2 error does not come from a token endpoint.
        return error.isPresent() ? JwtProblem.GRANT_REFUSED : JwtProblem.ANSWER_UNUSABLE;
    }

    private static JwtAttempt<Granted> granted(JsonReader json) throws IOException {
        Optional<SecretBytes> token = Optional.empty();
        boolean bearer = true;
        JwtAttempt<Optional<Duration>> lifetime = JwtAttempt.got(Optional.empty());
        var seen = new HashSet<String>();
        try {
            json.beginObject();
            while (json.hasNext()) {
                String name = json.nextName();
                if (!seen.add(name)) {
                    throw new JsonDataException("a member comes twice");
                }
                switch (name) {
                    case "access_token" -> token = GrantMembers.accessToken(json);
                    case "token_type" -> bearer = GrantMembers.isBearer(json);
                    case "expires_in" -> lifetime = GrantMembers.expiresIn(json);
                    default -> json.skipValue();
                }
            }
            json.endObject();
        } catch (IOException | JsonDataException malformed) {
            token.ifPresent(SecretBytes::close);
            throw malformed;
        }
        return judged(token, bearer, lifetime);
    }

    private static JwtAttempt<Granted> judged(
            Optional<SecretBytes> token, boolean bearer, JwtAttempt<Optional<Duration>> lifetime) {
        if (token.isEmpty()) {
            return JwtAttempt.stopped(JwtProblem.TOKEN_MISSING);
        }
        JwtAttempt<Granted> granted = bearer
                ? lifetime.then(duration -> JwtAttempt.got(new Granted(token.get(), duration)))
                : JwtAttempt.stopped(JwtProblem.TOKEN_TYPE_UNUSABLE);
        if (granted instanceof JwtAttempt.Stopped<Granted>) {
            token.get().close();
        }
        return granted;
    }

    private static String error(JsonReader json) throws IOException {
        String error = "";
        json.beginObject();
        while (json.hasNext()) {
            if (json.nextName().equals("error")) {
                error = json.nextString();
            } else {
                json.skipValue();
            }
        }
        json.endObject();
        if (error.isEmpty()) {
            throw new JsonDataException("no error is named");
        }
        return error;
    }

    /** Empty unless the body is one JSON value of this shape. */
    private <T> Optional<T> read(Shape<T> shape) {
        // Accepted risk: okio copies the body into buffers of its own, which it reuses and does not wipe.
        try (var buffer = new Buffer().write(body);
                var json = JsonReader.of(buffer)) {
            T value = shape.of(json);
            return json.peek() == JsonReader.Token.END_DOCUMENT ? Optional.of(value) : Optional.empty();
        } catch (IOException | JsonDataException malformed) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        Arrays.fill(body, (byte) 0);
    }

    private interface Shape<T> {
        T of(JsonReader json) throws IOException;
    }
}
