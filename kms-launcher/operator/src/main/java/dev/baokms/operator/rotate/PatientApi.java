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

/** Asks again what an API server had no room for, no sooner than it says, and with longer and longer rests. */
final class PatientApi {
    /** Too many requests, unavailable, and a gateway's ways to say the same. */
    private static final Set<Integer> BUSY = Set.of(429, 502, 503, 504);

    private static final Duration FIRST_REST = Duration.ofSeconds(1);
    private static final Duration LONGEST_REST = Duration.ofSeconds(30);

    private final KubernetesApi api;
    private final RotationTime time;
    private final Duration patience;
    private final Consumer<String> told;

    /** @param patience how long it may have no room for one question */
    PatientApi(KubernetesApi api, RotationTime time, Duration patience, Consumer<String> told) {
        this.api = api;
        this.time = time;
        this.patience = patience;
        this.told = told;
    }

    /** @throws IOException in words for an operator, when it has no room, or does not answer, for longer than is waited */
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

    /** What went wrong, in words for an operator. */
    static String words(IOException problem) {
        return problem instanceof ToldException || problem instanceof UnusableStateException
                ? String.valueOf(problem.getMessage())
                : SystemWords.sentence(problem);
    }

    /** What an answer that is no good means, without what else it says: that may quote an object. */
    static String refusal(int status, String right) {
        return switch (status) {
            case 401 -> ClusterTexts.CREDENTIALS_NOT_KNOWN;
            case 403 -> ClusterTexts.notAllowed(right);
            default -> ClusterTexts.failsWith(status);
        };
    }
}
