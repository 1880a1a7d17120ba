package dev.baokms.operator.rotate;

import dev.baokms.host.SystemWords;
import dev.baokms.host.ToldException;
import dev.baokms.operator.rotate.KubernetesApi.Question;
import dev.baokms.operator.rotate.KubernetesApi.Reply;
import dev.baokms.operator.rotate.KubernetesApi.TooLongException;
import dev.baokms.state.UnusableStateException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Consumer;

/** Asks an API server again when it was too busy, no sooner than it allows, and with increasing rests. */
final class PatientApi {
    /** Too many requests, service unavailable, and a gateway's equivalents. */
    private static final Set<Integer> BUSY = Set.of(429, 502, 503, 504);

    private static final Duration FIRST_REST = Duration.ofSeconds(1);
    private static final Duration LONGEST_REST = Duration.ofSeconds(30);

    private final KubernetesApi api;
    private final RotationTime time;
    private final Duration patience;
    private final Consumer<String> told;

    /**
     * Creates a patient client.
     *
     * @param patience how long the server may be too busy for one request
     */
    PatientApi(KubernetesApi api, RotationTime time, Duration patience, Consumer<String> told) {
        this.api = api;
        this.time = time;
        this.patience = patience;
        this.told = told;
    }

    /**
     * Asks until the server answers.
     *
     * @throws IOException in words for an operator, when it is too busy or does not answer for longer than the patience
     */
    Reply ask(Question question) throws IOException, InterruptedException {
        Instant end = time.instant().plus(patience);
        Duration rest = FIRST_REST;
        while (true) {
            String problem;
            Duration wanted = Duration.ZERO;
            try {
                Reply reply = api.ask(question);
                if (!BUSY.contains(reply.status())) {
                    return reply;
                }
                problem = ClusterTexts.answers(reply.status());
                wanted = reply.retryAfter();
            } catch (TooLongException e) {
                throw e;
            } catch (IOException e) {
                problem = words(e);
            }
            Duration pause = wanted.compareTo(rest) > 0 ? wanted : rest;
            if (time.instant().plus(pause).isAfter(end)) {
                throw new ToldException(ClusterTexts.noRoomFor(problem, patience));
            }
            told.accept(ClusterTexts.askingAgain(problem, pause));
            time.pause(pause);
            rest = rest.multipliedBy(2).compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest.multipliedBy(2);
        }
    }

    /** Describes the problem in words for an operator. */
    static String words(IOException problem) {
        return problem instanceof ToldException || problem instanceof UnusableStateException
                ? String.valueOf(problem.getMessage())
                : SystemWords.sentence(problem);
    }

    /** Explains a refusal by its status alone, because the rest of the answer may quote an object. */
    static String refusal(int status, String right) {
        return switch (status) {
            case 401 -> ClusterTexts.CREDENTIALS_NOT_KNOWN;
            case 403 -> ClusterTexts.notAllowed(right);
            default -> ClusterTexts.failsWith(status);
        };
    }
}
