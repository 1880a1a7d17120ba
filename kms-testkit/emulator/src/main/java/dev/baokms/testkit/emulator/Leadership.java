package dev.baokms.testkit.emulator;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Which node leads, as all nodes of one cluster see it at the same moment. */
final class Leadership {
    private final AtomicReference<@Nullable EmulatorNode> leader = new AtomicReference<>();
    private volatile boolean cluster;

    /** The node that takes writes; before the first node started, and after the last was closed, a dead one or none. */
    @Nullable
    EmulatorNode leader() {
        return leader.get();
    }

    void passTo(EmulatorNode next) {
        leader.set(next);
    }

    /** There is more than one node from now on: health pages say so. */
    void joined() {
        cluster = true;
    }

    boolean cluster() {
        return cluster;
    }
}
