package dev.baokms.host.systemd;

import java.nio.file.Path;

/**
 * The texts about systemd, about the memory that it keeps for the next process, and about what it passed on. The rules:
 *
 * <ul>
 *   <li>A warning is fixed, because the log counts equal warnings by their text; its detail holds what was seen.
 *   <li>The reason why nothing is kept reaches the log and doctor: systemd's behaviour, then what to set in the unit.
 *   <li>"It" is the kept memory: the caller says its name. A text states only the broken rule, nothing of the content.
 *   <li>A setting of systemd has its own name; a system call has its name and errno, which an operator can look up.
 * </ul>
 */
final class SystemdTexts {
    static final String WRONG_ENVIRONMENT =
            "NOTIFY_SOCKET or WATCHDOG_USEC is not as systemd sets it; the daemon's state is not reported";
    static final String RIGHT_ENVIRONMENT =
            "NOTIFY_SOCKET must be an absolute path or @ and a name, WATCHDOG_USEC a number of microseconds; unset"
                    + " them, or let systemd start the daemon";
    static final String CANNOT_BE_TOLD =
            "systemd cannot be told about the daemon's state; check that NOTIFY_SOCKET can be written";

    static final String NO_LISTENER = "no service manager listens to this process";
    static final String NOTHING_KEEPS =
            NO_LISTENER + ", and only systemd keeps memory for the next one; run the daemon as its unit";
    static final String KEEPS_NO_DESCRIPTORS =
            "the service manager keeps no descriptors for this service; set FileDescriptorStoreMax=4 in the [Service]"
                    + " section of its unit";
    static final String FORMER_REFUSED = "what the process before this one left is refused and dropped";
    static final String FORMER_NOT_DROPPED = "the service manager cannot be told to drop what was kept before";
    static final String KEPT_NOT_DROPPED = "the service manager cannot be told to drop what it keeps";
    static final String NOT_CONFIRMED_IN_TIME = "the service manager has not confirmed it in time";

    static final String CANNOT_BE_SEALED = "it cannot be sealed";
    static final String NOT_A_FILE = "it is not a regular file";
    static final String OF_ANOTHER_USER = "it belongs to another user";
    static final String NOT_SEALED = "it is not sealed, so somebody may have changed it";
    static final String NOT_OF_A_DAEMON = "it does not begin as what a daemon keeps";

    private SystemdTexts() {}

    static String keepingNotKnown(String problem) {
        return "the service manager does not say whether it keeps descriptors: " + problem;
    }

    static String cannotBeHandedOver(String problem) {
        return "memory for the next process cannot be handed to the service manager: " + problem;
    }

    static String notConfirmed(String problem) {
        return "the service manager has not confirmed it: " + problem;
    }

    static String noAnswerWithin(long millis) {
        return "no answer within " + millis + " ms";
    }

    static String wrongSize(long bytes) {
        return "its size is " + bytes + " bytes";
    }

    static String failed(String call, int errno) {
        return call + " failed with errno " + errno;
    }

    static String noFlags(Path info) {
        return info + " has no line of flags";
    }
}
