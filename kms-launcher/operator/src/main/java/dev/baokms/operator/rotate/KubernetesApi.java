package dev.baokms.operator.rotate;

import dev.baokms.operator.report.ApiServerMetrics;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The API servers of one cluster. Any number of threads may use it. */
public interface KubernetesApi {
    /**
     * A request.
     *
     * @param path the path with its query, both escaped
     * @param accept the media type of the answer
     * @param type the media type of the body
     * @param body the body; empty for none
     */
    record Question(String method, String path, String accept, String type, String body) {
        private static final String JSON = "application/json";

        static Question get(String path) {
            return new Question("GET", path, JSON, "", "");
        }

        static Question post(String path, String body) {
            return new Question("POST", path, JSON, JSON, body);
        }
    }

    /**
     * A complete answer.
     *
     * @param body JSON; only metadata where the request asked for that
     * @param retryAfter the time of a Retry-After header; zero without one
     */
    record Reply(int status, String body, Duration retryAfter) {}

    /** The answer is too long. A request for less may succeed. */
    final class TooLongException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLongException(String message) {
            super(message);
        }
    }

    /** Returns the names of all given servers. */
    List<String> servers();

    /**
     * Returns the key_ids that one API server has received, by its own metrics.
     *
     * @throws IOException in words for an operator
     */
    ApiServerMetrics metrics(String server, String providerName) throws IOException;

    /**
     * Asks one server, and the next one when it does not answer. Use it only for requests that may be sent twice.
     *
     * @throws TooLongException when the answer is too long
     * @throws IOException in words for an operator, when none answers
     */
    Reply ask(Question question) throws IOException;
}
