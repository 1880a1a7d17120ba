package dev.baokms.operator.rotate;

import static dev.baokms.operator.rotate.JournalLine.INTENT;
import static dev.baokms.operator.rotate.RotationStep.MIGRATE;

import dev.baokms.operator.rotate.RotationWish.MigrationWay;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Has every object written again that was wrapped under another version. */
final class MigrateStep {
    private static final String PART = "resource_done";
    private static final String RESOURCES = "resources";
    private static final String BETWEEN = " ";

    private final ResourceFinder finder;
    private final ControllerMigration controller;
    private final PatchMigration patches;
    private final RotationJournal journal;
    private final RotationWish wish;

    MigrateStep(
            ResourceFinder finder,
            ControllerMigration controller,
            PatchMigration patches,
            RotationJournal journal,
            RotationWish wish) {
        this.finder = finder;
        this.controller = controller;
        this.patches = patches;
        this.journal = journal;
        this.wish = wish;
    }

    StepResult run() throws IOException, InterruptedException {
        List<FoundResource> resources = resources();
        if (resources.isEmpty()) {
            return new StepResult.Open(RotateTexts.NO_RESOURCE_OF_OURS);
        }
        Optional<String> version = wish.way() == MigrationWay.patches ? Optional.empty() : controller.served();
        if (wish.way() == MigrationWay.migration && version.isEmpty()) {
            return new StepResult.Open(ClusterTexts.MIGRATION_NOT_SERVED);
        }
        for (FoundResource resource : resources) {
            if (part(resource).isPresent()) {
                continue;
            }
            if (version.isEmpty()) {
                byPatches(resource);
                continue;
            }
            Optional<String> problem = byController(resource, version.get());
            if (problem.isPresent()) {
                return new StepResult.Open(resource.name() + ": " + problem.get());
            }
        }
        String parts = resources.stream()
                .map(resource -> resource.name() + " "
                        + part(resource).flatMap(line -> line.fact("result")).orElse(""))
                .collect(Collectors.joining("; "));
        journal.done(MIGRATE, Map.of());
        return new StepResult.Done(parts);
    }

    private List<FoundResource> resources() throws IOException, InterruptedException {
        Optional<JournalLine> planned = journal.last(MIGRATE, INTENT);
        if (planned.isPresent()) {
            return Stream.of(planned.get().fact(RESOURCES).orElse("").split(BETWEEN, -1))
                    .map(FoundResource::parse)
                    .toList();
        }
        List<FoundResource> found = new ArrayList<>(
                wish.coverage().isPresent() ? finder.covered(wish.coverage().get()) : finder.named(wish.resources()));
        if (!found.isEmpty()) {
            journal.write(
                    MIGRATE,
                    INTENT,
                    Map.of(RESOURCES, found.stream().map(FoundResource::code).collect(Collectors.joining(BETWEEN))));
        }
        return found;
    }

    private Optional<JournalLine> part(FoundResource resource) {
        return journal.all(MIGRATE, PART).stream()
                .filter(line -> line.fact(PatchMigration.RESOURCE)
                        .filter(resource.code()::equals)
                        .isPresent())
                .findFirst();
    }

    private Optional<String> byController(FoundResource resource, String version)
            throws IOException, InterruptedException {
        Instant begun = journal.begun();
        String name = "openbao-kms-" + resource.resource().dashed() + "-" + begun.getEpochSecond();
        Optional<String> problem = controller.migrate(resource, version, name);
        if (problem.isEmpty()) {
            finish(resource, RotateTexts.byMigration(name));
        }
        return problem;
    }

    private void byPatches(FoundResource resource) throws IOException, InterruptedException {
        // A refused object may already have the newest key. The proof shows whether it has, and names the object if
        // not.
        PatchCount count = patches.migrate(resource);
        finish(resource, count.toString());
    }

    private void finish(FoundResource resource, String result) throws IOException {
        journal.write(MIGRATE, PART, Map.of(PatchMigration.RESOURCE, resource.code(), "result", result));
    }
}
