package dev.baokms.testkit.emulator;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The leader of one cluster; all nodes see a change at the same moment. */
final class Leadership {
    private final AtomicReference<@Nullable EmulatorNode> leader = new AtomicReference<>();
    private volatile boolean cluster;

    /** The node that takes writes; before the first node started and after the last was closed, null or a dead node. */
    @Nullable
    EmulatorNode leader() {
        return leader.get();
    }

    void passTo(EmulatorNode next) {
        leader.set(next);
    }

    /** A second node joined, which health pages show. */
    void joined() {
        cluster = true;
    }

    boolean cluster() {
        return cluster;
    }
}
