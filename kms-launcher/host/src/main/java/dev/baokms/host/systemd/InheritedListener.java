package dev.baokms.host.systemd;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A listening Unix socket that this process inherited. If a supervisor holds it while no daemon runs, clients wait in
 * its queue instead of being refused.
 *
 * <p>systemd passes it as descriptor 3 and announces it in {@code LISTEN_FDS} and {@code LISTEN_PID}
 * (sd_listen_fds(3)). With {@code StandardInput=socket}, and from other supervisors, it is standard input.
 */
public sealed interface InheritedListener {
    /** The process inherited no such socket. */
    record None() implements InheritedListener {}

    /**
     * The socket listens at the daemon's path, and an accept on it does not block.
     *
     * @param descriptor of this process
     */
    record At(int descriptor) implements InheritedListener {}

    /**
     * The socket listens somewhere else, so clients of the configured path would not reach it.
     *
     * @param path the path it is bound to
     */
    record Elsewhere(String path) implements InheritedListener {}

    /** Prepares a descriptor before it is served. */
    @FunctionalInterface
    interface Preparation {
        void ensure(int descriptor) throws IOException;
    }

    /**
     * Examines the descriptors that this process inherited. Reads {@code /proc}; if that has no answer, the process has
     * no listener.
     *
     * @param environment of this process
     * @param socket the configured path, absolute
     */
    static InheritedListener find(Map<String, String> environment, Path socket) {
        return find(
                environment,
                ProcessHandle.current().pid(),
                Path.of("/proc/self/fd"),
                Path.of("/proc/self/net/unix"),
                socket.toString(),
                NonBlocking::ensure);
    }

    /**
     * @param descriptors the directory with the links of this process's descriptors
     * @param sockets the kernel's table of Unix sockets
     * @param prepare makes accept non-blocking
     */
    static InheritedListener find(
            Map<String, String> environment,
            long pid,
            Path descriptors,
            Path sockets,
            String socket,
            Preparation prepare) {
        InheritedListener found = new None();
        try {
            var inodes = new LinkedHashMap<Integer, String>();
            for (int descriptor : Descriptors.given(environment, pid)) {
                inodes.put(descriptor, Descriptors.inode(descriptors, descriptor));
            }
            inodes.put(0, Descriptors.inode(descriptors, 0));
            inodes.values().removeIf(String::isEmpty);
            // A process without a socket need not read the table.
            Map<String, String> listening = inodes.isEmpty() ? Map.of() : Descriptors.listening(sockets);
            for (Map.Entry<Integer, String> candidate : inodes.entrySet()) {
                int descriptor = candidate.getKey();
                String path = listening.getOrDefault(candidate.getValue(), "");
                if (path.equals(socket)) {
                    prepare.ensure(descriptor);
                    return new At(descriptor);
                }
                if (!path.isEmpty() && found instanceof None) {
                    found = new Elsewhere(path);
                }
            }
        } catch (IOException noProc) {
            return new None();
        }
        return found;
    }
}
