package dev.baokms.host.systemd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The kernel's data about the descriptors that a process starts with. */
final class Descriptors {
    private static final int FIRST = 3;
    private static final int MOST = 16;
    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");

    // The columns "Num RefCount Protocol Flags Type St Inode Path", as the kernel's unix_seq_show writes it.
    private static final Pattern ROW =
            Pattern.compile("[0-9a-fA-F]+: [0-9A-F]+ [0-9A-F]+ ([0-9A-F]{8}) 0001 [0-9A-F]+ +(\\d+) (/.*)");

    private static final long ACCEPTS_CONNECTIONS = 0x10000;

    private Descriptors() {}

    /** Returns the descriptors that are meant for this process, as defined in sd_listen_fds(3). */
    static List<Integer> given(Map<String, String> environment, long pid) {
        if (!Long.toString(pid).equals(environment.get("LISTEN_PID"))) {
            return List.of();
        }
        String count = environment.getOrDefault("LISTEN_FDS", "");
        return count.matches("[0-9]{1,3}")
                ? IntStream.range(FIRST, FIRST + Math.min(MOST, Integer.parseInt(count)))
                        .boxed()
                        .toList()
                : List.of();
    }

    /** Returns the descriptors with systemd's names; none if the names do not match them in number. */
    static Map<Integer, String> named(Map<String, String> environment, long pid) {
        List<Integer> given = given(environment, pid);
        String[] names = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
        if (!Integer.toString(names.length).equals(environment.get("LISTEN_FDS"))) {
            return Map.of();
        }
        var named = new HashMap<Integer, String>();
        for (int i = 0; i < given.size(); i++) {
            named.put(given.get(i), names[i]);
        }
        return named;
    }

    /** Returns the inode of a socket; empty if the descriptor is no socket or is closed. */
    static String inode(Path descriptors, int descriptor) throws IOException {
        Path link = descriptors.resolve(Integer.toString(descriptor));
        if (!Files.isSymbolicLink(link)) {
            return "";
        }
        Matcher socket = SOCKET.matcher(Files.readSymbolicLink(link).toString());
        return socket.matches() ? socket.group(1) : "";
    }

    /** Returns the path of each listening stream socket, by inode. */
    static Map<String, String> listening(Path sockets) throws IOException {
        var paths = new HashMap<String, String>();
        // The paths of other programs may hold any bytes.
        for (String line : new String(Files.readAllBytes(sockets), UTF_8).split("\n", -1)) {
            Matcher row = ROW.matcher(line);
            if (row.matches() && (Long.parseLong(row.group(1), 16) & ACCEPTS_CONNECTIONS) != 0) {
                paths.put(row.group(2), row.group(3));
            }
        }
        return paths;
    }
}
