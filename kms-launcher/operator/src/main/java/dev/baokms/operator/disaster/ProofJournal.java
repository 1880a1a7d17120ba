package dev.baokms.operator.disaster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.host.PathText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which seeds of one snapshot are proven with one key: all objects of such a seed were opened. Lines of text; no seed,
 * no key_id and no name of an object is in it. What was unwrapped and not yet tried is not in it either, so that a run
 * that goes on asks for those again.
 */
final class ProofJournal implements AutoCloseable {
    private static final String FIRST = "bao-kms-provider verify-backup journal 1\n";
    private static final int MAX_BYTES = 1 << 27;
    private static final Pattern PROVEN = Pattern.compile("proven ([0-9a-f]{32}) ([0-9]{1,18}) ([0-9]{1,18})");

    /** How many objects of a seed an earlier run opened. */
    record Opened(long live, long superseded) {}

    private final String name;
    private final FileChannel channel;
    private final Map<String, Opened> earlier = new HashMap<>();

    private ProofJournal(String name, FileChannel channel) {
        this.name = name;
        this.channel = channel;
    }

    /**
     * Makes it, or goes on with one of the same snapshot and key.
     *
     * @param subject what the proof is about, a line
     * @throws IOException with the place and the cure: of another subject, of others, or in use
     */
    static ProofJournal open(Path file, String subject) throws IOException {
        String name = PathText.printable(file);
        requireOwn(file, name);
        FileChannel channel = opened(file, name);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw inUse(name);
            }
            var journal = new ProofJournal(name, channel);
            journal.begin(FIRST + subject + "\n");
            return journal;
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw inUse(name);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static IOException inUse(String name) {
        return new IOException(name + " is in use by another run; wait for it, or name another --journal");
    }

    private static void requireOwn(Path file, String name) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        boolean closed = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE)
                        .containsAll(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
        if (!closed) {
            throw new IOException(name + " is no file that its owner alone may use; name another --journal, or chmod"
                    + " 600 it if nobody else can have written it");
        }
    }

    private static FileChannel opened(Path file, String name) throws IOException {
        try {
            return FileChannel.open(
                    file,
                    Set.of(
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            LinkOption.NOFOLLOW_LINKS),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileSystemException e) {
            throw new IOException(name + " cannot be opened; name a --journal where this user may write", e);
        }
    }

    private void begin(String head) throws IOException {
        if (channel.size() > MAX_BYTES) {
            throw foreign("is larger than any");
        }
        ByteBuffer content = ByteBuffer.allocate((int) channel.size());
        while (content.hasRemaining() && channel.read(content, content.position()) >= 0) {
            // until all of it is there
        }
        String text = UTF_8.decode(content.flip()).toString();
        // A line that a crash cut off counts for nothing.
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        if (whole.isEmpty() || (!whole.startsWith(head) && head.startsWith(whole))) {
            channel.truncate(0);
            append(head);
            return;
        }
        if (!whole.startsWith(FIRST)) {
            throw foreign("is none");
        }
        if (!whole.startsWith(head)) {
            throw new IOException(
                    name + " is about another snapshot or another key: OpenBao's versions, its minimum, the identity"
                            + " fields and the snapshot must be the same; name a new --journal to begin again");
        }
        for (String line : whole.substring(head.length()).lines().toList()) {
            Matcher proven = PROVEN.matcher(line);
            if (!proven.matches()) {
                throw foreign("has a line that no run writes");
            }
            earlier.put(proven.group(1), new Opened(Long.parseLong(proven.group(2)), Long.parseLong(proven.group(3))));
        }
        channel.truncate(whole.getBytes(UTF_8).length);
    }

    private IOException foreign(String what) {
        return new IOException(name + " is no journal of verify-backup: it " + what + "; name a new --journal");
    }

    /** Whether an earlier run opened all of a seed's objects. */
    boolean hasProven(BookedSeed seed) {
        return new Opened(seed.live(), seed.superseded()).equals(earlier.get(seed.id()));
    }

    /** Writes down that all objects of these opened, durably. */
    void proven(Collection<BookedSeed> seeds) throws IOException {
        var lines = new StringBuilder();
        for (BookedSeed seed : seeds) {
            lines.append("proven ")
                    .append(seed.id())
                    .append(' ')
                    .append(seed.live())
                    .append(' ')
                    .append(seed.superseded())
                    .append('\n');
        }
        append(lines.toString());
    }

    private void append(String text) throws IOException {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
            channel.position(channel.size());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException e) {
            throw new IOException(name + " cannot be written; free space on its disk, and run it again", e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
