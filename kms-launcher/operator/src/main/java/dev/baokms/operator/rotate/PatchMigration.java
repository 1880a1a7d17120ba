package dev.baokms.operator.rotate;

import static dev.baokms.operator.rotate.RotationStep.MIGRATE;

import dev.baokms.host.ToldException;
import dev.baokms.operator.report.ProgressLine;
import dev.baokms.operator.rotate.KubernetesApi.Question;
import dev.baokms.operator.rotate.KubernetesApi.Reply;
import dev.baokms.operator.rotate.KubernetesApi.TooLongException;
import dev.baokms.operator.rotate.ObjectPage.ListedObject;
import dev.baokms.telemetry.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Writes every object of a resource again by a patch that changes nothing: the API server writes what it read under
 * another key_id. The patch includes uid and resourceVersion, so no change by someone else is lost. The answers carry
 * only metadata. After each page the journal records where the next page begins; repeating a page does no harm.
 */
final class PatchMigration {
    static final String PAGE = "page";
    static final String RESOURCE = "resource";
    private static final String CONTINUE = "continue";

    private static final String AS_LIST = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
    private static final String AS_OBJECT = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    private static final int LIMIT = 500;
    private static final int OK = 200;
    private static final int GONE = 410;

    private final PatientApi api;
    private final RotationJournal journal;
    private final RotationTime time;
    private final int parallel;
    private final ProgressLine progress;
    private final PatchPace pace = new PatchPace();

    /**
     * Creates a migration.
     *
     * @param parallel how many patches run in parallel, 1 or more
     */
    PatchMigration(PatientApi api, RotationJournal journal, RotationTime time, int parallel, ProgressLine progress) {
        this.api = api;
        this.journal = journal;
        this.time = time;
        this.parallel = parallel;
        this.progress = progress;
    }

    /**
     * Patches all objects, or those that an earlier run left.
     *
     * @return the outcome for the objects
     * @throws IOException in words for an operator, when the migration cannot continue
     */
    PatchCount migrate(FoundResource resource) throws IOException, InterruptedException {
        Optional<JournalLine> reached = journal.all(MIGRATE, PAGE).stream()
                .filter(line ->
                        line.fact(RESOURCE).filter(resource.code()::equals).isPresent())
                .reduce((first, second) -> second);
        PatchCount count = reached.map(PatchCount::of).orElse(PatchCount.NONE);
        String next = reached.flatMap(line -> line.fact(CONTINUE)).orElse("");
        if (reached.isPresent() && next.isEmpty()) {
            return count;
        }
        Instant begun = time.instant();
        long already = count.tried();
        int limit = LIMIT;
        try {
            do {
                ObjectPage page;
                try {
                    page = list(resource, next, limit);
                } catch (TooLongException e) {
                    if (limit == 1) {
                        throw new ToldException(
                                ClusterTexts.pageTooLong(resource.name(), String.valueOf(e.getMessage())), e);
                    }
                    limit = Math.max(1, limit / 10);
                    continue;
                }
                for (List<ListedObject> round : rounds(page.items())) {
                    count = count.plus(new PatchRound(item -> patch(resource, item), parallel).of(round));
                    tell(resource, count, already, begun, page);
                }
                next = page.next();
                journal.write(MIGRATE, PAGE, count.facts(resource.code(), next));
            } while (!next.isEmpty());
        } finally {
            progress.done();
        }
        return count;
    }

    private List<List<ListedObject>> rounds(List<ListedObject> items) {
        int size = parallel * 10;
        return IntStream.range(0, (items.size() + size - 1) / size)
                .mapToObj(round -> items.subList(round * size, Math.min(items.size(), (round + 1) * size)))
                .toList();
    }

    private ObjectPage list(FoundResource resource, String from, int limit) throws IOException, InterruptedException {
        String path = resource.listPath() + "?limit=" + limit
                + (from.isEmpty() ? "" : "&continue=" + URLEncoder.encode(from, StandardCharsets.UTF_8));
        Reply reply = api.ask(new Question("GET", path, AS_LIST, "", ""));
        if (reply.status() == OK) {
            return ObjectPage.parse(reply.body());
        }
        if (reply.status() == GONE && !from.isEmpty()) {
            // The list's revision is compacted. The new token continues from the same key in the present state.
            String fresh = ObjectPage.parse(reply.body()).next();
            return fresh.isEmpty() ? list(resource, "", limit) : new ObjectPage(List.of(), fresh, 0);
        }
        throw new ToldException(
                resource.name() + ": " + PatientApi.refusal(reply.status(), ClusterTexts.listOn(resource.name())));
    }

    private PatchCount patch(FoundResource resource, ListedObject item) throws IOException, InterruptedException {
        String body = Json.of(Map.of("metadata", Map.of("uid", item.uid(), "resourceVersion", item.version())));
        Instant begun = time.instant();
        Reply reply =
                api.ask(new Question("PATCH", resource.path(item), AS_OBJECT, "application/merge-patch+json", body));
        Duration rest = pace.restAfter(Duration.between(begun, time.instant()));
        if (rest.isPositive()) {
            time.pause(rest);
        }
        return switch (reply.status()) {
            case OK ->
                ObjectPage.versionOf(reply.body()).equals(item.version()) ? PatchCount.CURRENT : PatchCount.WRITTEN;
            // Someone else has just written or deleted the object.
            case 404, 409 -> PatchCount.CURRENT;
            case 401, 403 ->
                throw new ToldException(resource.name() + ": "
                        + PatientApi.refusal(reply.status(), ClusterTexts.patchOn(resource.name())));
            default -> PatchCount.refused(item, reply.status());
        };
    }

    private void tell(FoundResource resource, PatchCount count, long already, Instant begun, ObjectPage page) {
        double seconds = Math.max(0.001, Duration.between(begun, time.instant()).toMillis() / 1e3);
        double rate = (count.tried() - already) / seconds;
        String left = page.next().isEmpty()
                ? ""
                : String.format(Locale.ROOT, ", %,d more, %,.0f s left", page.remaining(), page.remaining() / rate);
        progress.say(String.format(
                Locale.ROOT, "%s: %,d objects, %,.0f a second%s", resource.name(), count.tried(), rate, left));
    }
}
