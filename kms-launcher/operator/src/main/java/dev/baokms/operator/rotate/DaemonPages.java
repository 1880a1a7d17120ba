package dev.baokms.operator.rotate;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the daemons of the cluster report on {@code /ready}. */
public interface DaemonPages {
    /**
     * The page of one daemon.
     *
     * @param keyIdHash hash of the key_id that it reports to its API server
     * @param retired versions that it no longer opens
     */
    record Page(Optional<String> keyIdHash, Set<Integer> retired) {
        public Page {
            retired = Set.copyOf(retired);
        }
    }

    /** Returns the health addresses, with this node's first. */
    List<String> nodes();

    /**
     * Reads the page of one node.
     *
     * @throws IOException in words for an operator
     */
    Page of(String node) throws IOException;
}
