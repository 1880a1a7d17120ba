package dev.baokms.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The user and the groups that the kernel checks when this process opens a file.
 *
 * <p>Ids are numbers from 0 to {@value #MAX_ID}: the kernel's type is unsigned, and user namespaces use its upper half.
 *
 * @param uid the effective user
 * @param gid the effective group
 * @param groups the supplementary groups; whether {@code gid} is among them depends on how the process was started
 */
public record ProcessIdentity(long uid, long gid, Set<Long> groups) {
    // 2^32 - 1 means "unchanged" in the kernel's calls and is no id.
    static final long MAX_ID = 0xffff_fffeL;

    private static final Path STATUS = Path.of("/proc/self/status");

    public ProcessIdentity {
        groups = Set.copyOf(groups);
        requireId("uid", uid);
        requireId("gid", gid);
        groups.forEach(group -> requireId("group", group));
    }

    /**
     * Reads the identity of this process from {@code /proc/self/status}, since Java has no call for it. Read it once
     * and pass it on: the daemon never changes its user.
     *
     * @throws UncheckedIOException if there is no {@code /proc}; nothing can be trusted then
     */
    public static ProcessIdentity ofThisProcess() {
        try {
            return parse(Files.readAllLines(STATUS));
        } catch (IOException e) {
            throw new UncheckedIOException(HostTexts.USER_NOT_KNOWN, e);
        }
    }

    /** Returns an identity without supplementary groups. */
    public static ProcessIdentity of(long uid, long gid) {
        return new ProcessIdentity(uid, gid, Set.of());
    }

    /** @param status the lines of a {@code status} file as described in proc(5) */
    static ProcessIdentity parse(List<String> status) throws IOException {
        // The real, effective, saved and file system id, in this order.
        List<Long> users = ids(status, "Uid:");
        List<Long> groups = ids(status, "Gid:");
        if (users.size() < 2 || groups.size() < 2) {
            throw new IOException(HostTexts.noUserOrGroup(STATUS));
        }
        return new ProcessIdentity(users.get(1), groups.get(1), new LinkedHashSet<>(ids(status, "Groups:")));
    }

    /** Whether this process belongs to the group, as its effective or a supplementary group. */
    public boolean isIn(long group) {
        return gid == group || groups.contains(group);
    }

    private static List<Long> ids(List<String> status, String label) throws IOException {
        String line = status.stream()
                .filter(each -> each.startsWith(label))
                .findFirst()
                .orElseThrow(() -> new IOException(HostTexts.lineMissing(STATUS, label)));
        try {
            return Arrays.stream(line.substring(label.length()).strip().split("\\s+"))
                    .filter(id -> !id.isEmpty())
                    .map(Long::valueOf)
                    .toList();
        } catch (NumberFormatException e) {
            throw new IOException(HostTexts.lineWithoutNumbers(STATUS, label), e);
        }
    }

    private static void requireId(String name, long id) {
        if (id < 0 || id > MAX_ID) {
            throw new IllegalArgumentException("%s is %s, need 0 to %s".formatted(name, id, MAX_ID));
        }
    }
}
