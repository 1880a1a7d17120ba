package dev.baokms.host.systemd;

import dev.baokms.core.port.Survivor;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.host.systemd.ServiceManager.Warnings;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sealed memory in systemd's store of file descriptors. systemd holds it while no daemon runs, passes it to the next
 * one, and drops it when the service is stopped for good ({@code FileDescriptorStoreMax=}, sd_notify(3)).
 *
 * <p>Each content is stored under a new name with a growing number before the former content is removed. A process that
 * is killed in between therefore leaves two, and the next process takes the later one.
 */
public final class DescriptorStore implements Survivor {
    private static final String PREFIX = "bao-kms-kept-";
    private static final Pattern NUMBERED = Pattern.compile(PREFIX + "(\\d{1,18})");

    private final Optional<StoreMessages> messages;
    private final long owner;
    private final Warnings warnings;
    /** The descriptors that this process received and has not read yet, by the number of their content. */
    private final TreeMap<Long, OwnDescriptor> given = new TreeMap<>();
    /** The numbers of the contents that systemd holds, as far as this process can know. */
    private final TreeSet<Long> stored = new TreeSet<>();

    private long last;
    /** Whether systemd has kept a descriptor that was sent. */
    private boolean proved;
    /** Whether the service manager has processed every message. */
    private boolean settled = true;

    /** @param given the name of each descriptor */
    DescriptorStore(Optional<StoreMessages> messages, long owner, Warnings warnings, Map<Integer, String> given) {
        this.messages = messages;
        this.owner = owner;
        this.warnings = warnings;
        given.forEach((descriptor, name) -> {
            Matcher numbered = NUMBERED.matcher(name);
            if (numbered.matches()) {
                long number = Long.parseLong(numbered.group(1));
                this.given.put(number, new OwnDescriptor(descriptor));
                stored.add(number);
                last = Math.max(last, number);
            }
        });
    }

    /**
     * Creates the store. It loads no native code before its first use, nor for an erase that has nothing to erase. A
     * process creates one store only, because the descriptors that it received can be taken once.
     *
     * @param environment the variables from systemd: {@code NOTIFY_SOCKET}, {@code LISTEN_FDS} and so on
     * @param uid the user of this process, who must also have run the former process
     * @param warnings receives each kept content that is refused, and why
     */
    public static DescriptorStore of(Map<String, String> environment, long uid, Warnings warnings) {
        return new DescriptorStore(
                messages(environment.getOrDefault("NOTIFY_SOCKET", "")),
                uid,
                warnings,
                Descriptors.named(environment, ProcessHandle.current().pid()));
    }

    private static Optional<StoreMessages> messages(String socket) {
        try {
            return socket.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new StoreMessages(new Datagrams(socket), StoreMessages.PATIENCE));
        } catch (IllegalArgumentException notSystemds) {
            return Optional.empty();
        }
    }

    @Override
    public synchronized Optional<String> unavailable() {
        if (messages.isEmpty()) {
            return Optional.of(SystemdTexts.NOTHING_KEEPS);
        }
        // After a no, ask again next time: systemd may have been busy, and drop-ins change without a restart.
        if (!proved) {
            try {
                if (!messages.get().keeps()) {
                    return Optional.of(SystemdTexts.KEEPS_NO_DESCRIPTORS);
                }
            } catch (IOException e) {
                return Optional.of(SystemdTexts.keepingNotKnown(String.valueOf(e.getMessage())));
            }
            proved = true;
        }
        return Optional.empty();
    }

    @Override
    public synchronized Optional<SecretBytes> kept() {
        Map.Entry<Long, OwnDescriptor> newest = given.lastEntry();
        if (newest == null) {
            return Optional.empty();
        }
        Optional<SecretBytes> found = read(newest.getKey(), newest.getValue());
        closeGiven();
        // An older content does not replace a refused newest one, because the changes in between are unknown.
        List.copyOf(stored).stream()
                .filter(number -> found.isEmpty() || number < newest.getKey())
                .forEach(this::drop);
        return found;
    }

    private Optional<SecretBytes> read(long number, OwnDescriptor memory) {
        try {
            return Optional.of(SealedMemory.read(memory.number(), owner, MAX_BYTES));
        } catch (IOException e) {
            warnings.warn(SystemdTexts.FORMER_REFUSED, name(number) + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public synchronized Optional<String> keep(SecretBytes content) {
        if (content.length() < 1 || content.length() > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "content to keep is " + content.length() + " bytes, need 1 to " + MAX_BYTES);
        }
        Optional<String> unavailable = unavailable();
        if (unavailable.isPresent()) {
            return unavailable;
        }
        closeGiven();
        // The store has few places. A content that could not be removed before must go now, or systemd would not keep
        // the new one.
        while (stored.size() > 1) {
            if (!drop(stored.first())) {
                return Optional.of(SystemdTexts.FORMER_NOT_DROPPED);
            }
        }
        long number = last + 1;
        try (OwnDescriptor memory = SealedMemory.of(name(number), content)) {
            messages.orElseThrow().store(name(number), memory);
        } catch (IOException e) {
            return Optional.of(SystemdTexts.cannotBeHandedOver(String.valueOf(e.getMessage())));
        }
        last = number;
        dropAll();
        stored.add(number);
        return confirmed();
    }

    @Override
    public synchronized Optional<String> erase() {
        closeGiven();
        if (stored.isEmpty() && settled) {
            return Optional.empty();
        }
        return dropAll() ? confirmed() : Optional.of(SystemdTexts.KEPT_NOT_DROPPED);
    }

    private boolean dropAll() {
        boolean dropped = true;
        for (long number : List.copyOf(stored)) {
            dropped &= drop(number);
        }
        return dropped;
    }

    /** Returns whether the service manager received the message; if not, the next change sends it again. */
    private boolean drop(long number) {
        settled = false;
        try {
            messages.orElseThrow(() -> new IOException(SystemdTexts.NO_LISTENER))
                    .remove(name(number));
            stored.remove(number);
            return true;
        } catch (IOException e) {
            warnings.warn(SystemdTexts.KEPT_NOT_DROPPED, String.valueOf(e.getMessage()));
            return false;
        }
    }

    private Optional<String> confirmed() {
        try {
            settled = messages.orElseThrow().settled();
            return settled ? Optional.empty() : Optional.of(SystemdTexts.NOT_CONFIRMED_IN_TIME);
        } catch (IOException e) {
            return Optional.of(SystemdTexts.notConfirmed(String.valueOf(e.getMessage())));
        }
    }

    private void closeGiven() {
        given.values().forEach(memory -> {
            try {
                memory.close();
            } catch (IOException notOpen) {
                // Nothing is left to release.
            }
        });
        given.clear();
    }

    private static String name(long number) {
        return PREFIX + number;
    }
}
