package dev.baokms.operator.rotate;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the daemons of the cluster say of themselves on {@code /ready}. */
public interface DaemonPages {
    /**
     * Of one.
     *
     * @param keyIdHash of the key_id that it names to its API server
     * @param retired versions that it no longer opens
     */
    record Page(Optional<String> keyIdHash, Set<Integer> retired) {
        public Page {
            retired = Set.copyOf(retired);
        }
    }

    /** Health addresses, that of this node first. */
    List<String> nodes();

    /** @throws IOException in words for an operator */
    Page of(String node) throws IOException;
}
