package dev.baokms.operator.rotate;

import dev.baokms.operator.inventory.InventoryRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/** Reads etcd and the backups, and keeps the result. */
public interface InventoryTaker {
    /**
     * Reads all sources once and watches the cluster.
     *
     * @param agreedSince the time since which everyone uses the newest key_id
     * @throws IOException in words for an operator, when the state cannot be read
     */
    InventoryRun.Result take(Instant agreedSince) throws IOException;

    /**
     * Records an inventory in a new file.
     *
     * @throws IOException with the place and the cure
     */
    Path keep(InventoryRun.Result.Done inventory, String name) throws IOException;
}
