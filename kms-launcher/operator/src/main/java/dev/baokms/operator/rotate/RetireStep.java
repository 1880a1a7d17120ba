package dev.baokms.operator.rotate;

import static dev.baokms.operator.rotate.JournalLine.INTENT;
import static dev.baokms.operator.rotate.RotationStep.RETIRE;

import dev.baokms.host.ToldException;
import dev.baokms.operator.rotate.DaemonPages.Page;
import dev.baokms.operator.rotate.OwnNode.Change;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes tombstones of the older versions on this node, and checks for them on the other nodes. Each node is changed
 * only on that node, with its daemon stopped.
 */
final class RetireStep {
    private static final String VERSION = "before_version";

    private final RotationSubject subject;
    private final DaemonPages daemons;
    private final OwnNode own;
    private final RotationJournal journal;
    private final Consumer<String> told;

    RetireStep(
            RotationSubject subject, DaemonPages daemons, OwnNode own, RotationJournal journal, Consumer<String> told) {
        this.subject = subject;
        this.daemons = daemons;
        this.own = own;
        this.journal = journal;
        this.told = told;
    }

    StepResult run() throws IOException {
        int version = subject.target(journal).version();
        Path proof = proof(journal);
        var open = new ArrayList<String>();
        List<String> nodes = daemons.nodes();
        // The first address is this machine's, if it is a node. Its state tells, whether its daemon runs or not.
        boolean isNode = own.isRetiredBelow(version).isPresent();
        if (isNode) {
            ownNode(version, proof).ifPresent(open::add);
        }
        for (String node : nodes.subList(isNode && !nodes.isEmpty() ? 1 : 0, nodes.size())) {
            missing(node, version).ifPresent(problem -> open.add(RotateTexts.node(node, problem)));
        }
        if (!isNode && nodes.isEmpty()) {
            open.add(RotateTexts.NO_NODE);
        }
        if (open.isEmpty()) {
            journal.done(RETIRE, Map.of(VERSION, Integer.toString(version)));
            return new StepResult.Done(RotateTexts.retired(version, nodes.size()));
        }
        own.commands(version, proof).forEach(told);
        return new StepResult.Open(RotateTexts.retireThere(open));
    }

    static Path proof(RotationJournal journal) throws IOException {
        return Path.of(journal.required(RotationStep.PROVE)
                .fact(ProveStep.PROOF)
                .orElseThrow(() -> new ToldException(RotateTexts.NO_PROOF_NAMED)));
    }

    private Optional<String> ownNode(int version, Path proof) throws IOException {
        if (own.isRetiredBelow(version).orElse(false)) {
            return Optional.empty();
        }
        journal.write(RETIRE, INTENT, Map.of(VERSION, Integer.toString(version), "node", "this"));
        return switch (own.retireBelow(version, proof)) {
            case Change.Made made -> {
                journal.write(RETIRE, "node_done", Map.of(VERSION, Integer.toString(version), "node", "this"));
                told.accept(RotateTexts.retiredHere(version));
                yield Optional.empty();
            }
            case Change.Refused(String problem) -> Optional.of(RotateTexts.thisNode(problem));
            case Change.ByHand(String why) -> Optional.of(RotateTexts.thisNode(why));
        };
    }

    /** Reports what a node's own page shows as missing. */
    private Optional<String> missing(String node, int version) {
        try {
            Page page = daemons.of(node);
            // The page names what was retired, but not which versions there were. The version right below is the last
            // to go.
            return page.retired().contains(version - 1)
                    ? Optional.empty()
                    : Optional.of(RotateTexts.notRetiredThere(version - 1));
        } catch (IOException e) {
            return Optional.of(PatientApi.words(e));
        }
    }
}
