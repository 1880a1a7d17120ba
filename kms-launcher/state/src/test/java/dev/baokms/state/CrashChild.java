package dev.baokms.state;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Saves ever larger memories in a process of its own, and stops dead at one boundary between two system calls. */
final class CrashChild {
    private CrashChild() {}

    /** @param args the state path, and how many boundaries to pass before the one to stop at */
    public static void main(String[] args) throws IOException, InterruptedException {
        var left = new AtomicInteger(Integer.parseInt(args[1]));
        try (StateFile file = Memories.open(Path.of(args[0]), (step, at) -> {
            if (left.getAndDecrement() == 0) {
                System.out.println("at " + step);
                stop();
            }
        })) {
            while (true) {
                int next = file.memory().pins().size() + 1;
                System.out.println("saving " + next);
                file.store(Memories.of(next));
                System.out.println("saved " + next);
            }
        }
    }

    private static void stop() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("only a kill ends this", e);
        }
    }
}
