package dev.baokms.host.systemd;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A listening Unix socket that this process was started with. A supervisor that holds it while no daemon runs makes clients wait
 * in its queue instead of being refused.
 *
 * <p>systemd hands it over at descriptor 3 and names it in {@code LISTEN_FDS} and {@code LISTEN_PID} (sd_listen_fds(3));
 * with {@code StandardInput=socket}, and from other supervisors, it is standard input.
 */
public sealed interface InheritedListener {
    /** There is none. */
    record None() implements InheritedListener {}

    /**
     * It listens where the daemon is to listen, and an accept on it does not block.
     *
     * @param descriptor of this process
     */
    record At(int descriptor) implements InheritedListener {}

    /**
     * It listens somewhere else, so that clients of the configured path would not find it.
     *
     * @param path where it was bound
     */
    record Elsewhere(String path) implements InheritedListener {}

    /** What is done with a descriptor before it is served. */
    @FunctionalInterface
    interface Preparation {
        void ensure(int descriptor) throws IOException;
    }

    /**
     * Looks at what this process was given. Reads {@code /proc}; where that says nothing, there is none.
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
     * @param descriptors the links of this process's descriptors
     * @param sockets the kernel's table of Unix sockets
     * @param prepare sees to it that an accept does not block
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
            // A plain process has none, and is spared the table.
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
