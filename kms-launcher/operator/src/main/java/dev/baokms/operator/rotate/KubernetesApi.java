package dev.baokms.operator.rotate;

import dev.baokms.operator.report.ApiServerMetrics;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The API servers of one cluster. From any number of threads. */
public interface KubernetesApi {
    /**
     * A request.
     *
     * @param path with its query, both escaped
     * @param accept the form of the answer
     * @param type of the body
     * @param body empty for none
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
     * A whole answer.
     *
     * @param body JSON; of metadata alone where that was asked for
     * @param retryAfter zero when it is not said
     */
    record Reply(int status, String body, Duration retryAfter) {}

    /** What was asked for is longer than any answer may be; less may be asked for. */
    final class TooLongException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLongException(String message) {
            super(message);
        }
    }

    /** Names of all that were given. */
    List<String> servers();

    /**
     * What one of them says of the key_ids that it heard.
     *
     * @throws IOException in words for an operator
     */
    ApiServerMetrics metrics(String server, String providerName) throws IOException;

    /**
     * Asks one of them, and the next when it does not answer. Only for what may be asked twice.
     *
     * @throws TooLongException when the answer is too long
     * @throws IOException in words for an operator, when none answers
     */
    Reply ask(Question question) throws IOException;
}
