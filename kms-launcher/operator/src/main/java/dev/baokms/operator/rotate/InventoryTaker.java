package dev.baokms.operator.rotate;

import dev.baokms.operator.inventory.InventoryRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/** Reads etcd and the backups, and keeps what was found. */
public interface InventoryTaker {
    /**
     * One reading of all sources, and a watch of the cluster.
     *
     * @param agreedSince since when everybody uses the newest key_id
     * @throws IOException in words for an operator, when the state cannot be read
     */
    InventoryRun.Result take(Instant agreedSince) throws IOException;

    /**
     * Puts it on record in a new file.
     *
     * @throws IOException with the place and the cure
     */
    Path keep(InventoryRun.Result.Done inventory, String name) throws IOException;
}
