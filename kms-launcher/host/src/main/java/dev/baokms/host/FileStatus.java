package dev.baokms.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;

/**
 * The kernel's data about one directory entry; for a link, about the link and not its target. If two equal values were
 * read at the same place, nothing happened to the entry in between: each change of its content, name, owner or mode
 * moves {@code changed}, to within the step of the kernel's clock (at most 10 ms).
 */
record FileStatus(int mode, long uid, long gid, long device, long inode, FileTime changed, long size) {
    static final int WRITABLE_BY_OTHERS = 0022;

    private static final int TYPE = 0170000;
    private static final int PERMISSIONS = 07777;
    private static final int STICKY = 01000;
    private static final String ATTRIBUTES = "unix:mode,uid,gid,dev,ino,ctime,size";

    /** The kinds of directory entries, as the upper bits of the mode define them. */
    enum Type {
        REGULAR(0100000, "a regular file"),
        DIRECTORY(0040000, "a directory"),
        LINK(0120000, "a link"),
        PIPE(0010000, "a pipe"),
        SOCKET(0140000, "a socket"),
        CHARACTER_DEVICE(0020000, "a device"),
        BLOCK_DEVICE(0060000, "a device");

        private final int bits;
        private final String text;

        Type(int bits, String text) {
            this.bits = bits;
            this.text = text;
        }

        /** Returns the name of the kind with its article. */
        String text() {
            return text;
        }
    }

    static FileStatus of(Path at) throws IOException {
        return of(Files.readAttributes(at, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS));
    }

    private static FileStatus of(Map<String, Object> seen) {
        return new FileStatus(
                (int) number(seen, "mode"),
                number(seen, "uid") & 0xffff_ffffL,
                number(seen, "gid") & 0xffff_ffffL,
                number(seen, "dev"),
                number(seen, "ino"),
                attribute(seen, "ctime", FileTime.class),
                number(seen, "size"));
    }

    private static long number(Map<String, Object> seen, String name) {
        return attribute(seen, name, Number.class).longValue();
    }

    private static <T> T attribute(Map<String, Object> seen, String name, Class<T> type) {
        return type.cast(Objects.requireNonNull(seen.get(name), name));
    }

    Type type() {
        for (Type type : Type.values()) {
            if ((mode & TYPE) == type.bits) {
                return type;
            }
        }
        throw new IllegalStateException("the kernel names a type of file that POSIX does not know: " + mode);
    }

    boolean is(Type type) {
        return (mode & TYPE) == type.bits;
    }

    int permissions() {
        return mode & PERMISSIONS;
    }

    boolean isSticky() {
        return (mode & STICKY) != 0;
    }

    boolean hasAny(int bits) {
        return (mode & bits) != 0;
    }

    /**
     * Whether owner and mode grant a process one of the three bits of its class: 4 to read, 1 to pass through a
     * directory.
     */
    boolean permits(ProcessIdentity process, int bit) {
        int shift = process.uid() == uid ? 6 : process.isIn(gid) ? 3 : 0;
        return (mode >> shift & bit) != 0;
    }
}
