package dev.baokms.host.systemd;

import dev.baokms.host.systemd.HeldPipe.End;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;

/** What sd_notify(3) has to say of descriptors that systemd keeps for a service, and how to find out whether it did. */
final class StoreMessages {
    /** systemd answers within milliseconds, but not while it reads all units again. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final String PROBE = "bao-kms-probe";

    private final Datagrams datagrams;
    private final Duration patience;

    /** @param patience how long to wait for room in the receiver's queue, and for its answer */
    StoreMessages(Datagrams datagrams, Duration patience) {
        this.datagrams = datagrams;
        this.patience = patience;
    }

    /** When this returns the receiver has a copy, in its queue at least. */
    void store(String name, OwnDescriptor descriptor) throws IOException {
        // What is no pipe, socket or device cannot be polled anyway; saying so spares older ones the attempt.
        say("FDSTORE=1\nFDNAME=" + name + "\nFDPOLL=0\n", OptionalInt.of(descriptor.number()));
    }

    /** All of that name. */
    void remove(String name) throws IOException {
        say("FDSTOREREMOVE=1\nFDNAME=" + name + "\n", OptionalInt.empty());
    }

    /**
     * Waits until the receiver has done what it was told before: messages are read in their order, and what is sent along with one
     * that asks for nothing is closed.
     *
     * @return false when it did not get there in time
     */
    boolean settled() throws IOException {
        try (HeldPipe pipe = HeldPipe.giving(End.WRITE)) {
            say("BARRIER=1", OptionalInt.of(pipe.given()));
            pipe.giveAway();
            return pipe.isLetGo(patience);
        }
    }

    /**
     * Whether a descriptor that is sent is kept. Older systemds say so in no other way, and one that is left over is dropped by
     * systemd itself when this process lets go of the other end.
     *
     * @throws IOException when no one reads the messages
     */
    boolean keeps() throws IOException {
        try (HeldPipe pipe = HeldPipe.giving(End.READ)) {
            say("FDSTORE=1\nFDNAME=" + PROBE + "\n", OptionalInt.of(pipe.given()));
            pipe.giveAway();
            if (!settled()) {
                throw new IOException(SystemdTexts.noAnswerWithin(patience.toMillis()));
            }
            boolean kept = !pipe.isLetGo(Duration.ZERO);
            remove(PROBE);
            return kept;
        }
    }

    private void say(String message, OptionalInt descriptor) throws IOException {
        datagrams.send(message, descriptor, patience);
    }
}
