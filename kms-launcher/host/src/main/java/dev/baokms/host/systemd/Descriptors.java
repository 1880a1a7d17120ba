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

/** What the kernel says of the descriptors that a process begins with. */
final class Descriptors {
    private static final int FIRST = 3;
    private static final int MOST = 16;
    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");

    // Num RefCount Protocol Flags Type St Inode Path, as unix_seq_show of the kernel writes it.
    private static final Pattern ROW =
            Pattern.compile("[0-9a-fA-F]+: [0-9A-F]+ [0-9A-F]+ ([0-9A-F]{8}) 0001 [0-9A-F]+ +(\\d+) (/.*)");

    private static final long ACCEPTS_CONNECTIONS = 0x10000;

    private Descriptors() {}

    /** As sd_listen_fds(3) has it: only those that are meant for this process. */
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

    /** Those with the names that systemd gives them; without names that fit, none can be told from another. */
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

    /** Empty for what is no socket, or is closed. */
    static String inode(Path descriptors, int descriptor) throws IOException {
        Path link = descriptors.resolve(Integer.toString(descriptor));
        if (!Files.isSymbolicLink(link)) {
            return "";
        }
        Matcher socket = SOCKET.matcher(Files.readSymbolicLink(link).toString());
        return socket.matches() ? socket.group(1) : "";
    }

    /** Of the stream sockets that listen, inode to path. */
    static Map<String, String> listening(Path sockets) throws IOException {
        var paths = new HashMap<String, String>();
        // Paths of others may be of any bytes.
        for (String line : new String(Files.readAllBytes(sockets), UTF_8).split("\n", -1)) {
            Matcher row = ROW.matcher(line);
            if (row.matches() && (Long.parseLong(row.group(1), 16) & ACCEPTS_CONNECTIONS) != 0) {
                paths.put(row.group(2), row.group(3));
            }
        }
        return paths;
    }
}
