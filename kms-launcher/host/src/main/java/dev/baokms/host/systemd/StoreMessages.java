package dev.baokms.host.systemd;

import dev.baokms.host.systemd.HeldPipe.End;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * The messages of sd_notify(3) about descriptors that systemd keeps for a service, and the check whether it keeps them.
 */
final class StoreMessages {
    /** systemd answers within milliseconds, except while it reloads all units. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final String PROBE = "bao-kms-probe";

    private final Datagrams datagrams;
    private final Duration patience;

    /** @param patience how long to wait for room in the receiver's queue, and for its answer */
    StoreMessages(Datagrams datagrams, Duration patience) {
        this.datagrams = datagrams;
        this.patience = patience;
    }

    /** Stores a copy. After the return, the receiver has the copy at least in its queue. */
    void store(String name, OwnDescriptor descriptor) throws IOException {
        // systemd can poll only pipes, sockets and devices; FDPOLL=0 spares older versions the attempt on this file.
        say("FDSTORE=1\nFDNAME=" + name + "\nFDPOLL=0\n", OptionalInt.of(descriptor.number()));
    }

    /** Removes every descriptor of that name. */
    void remove(String name) throws IOException {
        say("FDSTOREREMOVE=1\nFDNAME=" + name + "\n", OptionalInt.empty());
    }

    /**
     * Waits until the receiver has processed all earlier messages. It reads messages in order, and closes a descriptor
     * that no message asks it to keep.
     *
     * @return false if the receiver did not get there in time
     */
    boolean settled() throws IOException {
        try (HeldPipe pipe = HeldPipe.giving(End.WRITE)) {
            say("BARRIER=1", OptionalInt.of(pipe.given()));
            pipe.giveAway();
            return pipe.isLetGo(patience);
        }
    }

    /**
     * Returns whether systemd keeps a descriptor that it receives. Older versions report this in no other way. If the
     * test descriptor is left over, systemd drops it once this process closes the other end.
     *
     * @throws IOException if no one reads the messages
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
