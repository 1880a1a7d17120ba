package dev.baokms.host;

import dev.baokms.core.port.ByteSource;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.host.PathWalk.End;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A file that is read only if no one but root and this user can have written it, and, if it holds a secret, no one
 * else can read it.
 *
 * <p><strong>The rule.</strong> The file is regular. Every component of its path, links and directories alike,
 * belongs to root or to this user. No directory can be written by group or others, except a sticky one of root's
 * such as {@code /tmp} or the root of a projected volume: there others can add entries but neither rename nor
 * remove those of root and this user. The mode of the file has none of the bits that its {@link Kind} forbids.
 * Links are followed, so that projected volumes and the layout of cert-manager work. An access list that lets
 * others write shows in the group's bits and is refused with them.
 *
 * <p><strong>What is guaranteed.</strong> The content comes from one open descriptor. The path is walked and
 * judged before it is opened and once more after it was read to its end; the content is handed out only if both
 * walks end at the same place with the same device, inode, owner, mode, size and time of change. So it is one
 * version of one trusted file: not the beginning of one and the end of another, nor a version that was never
 * judged. The last component is opened without following a link.
 *
 * <p><strong>Why a race cannot matter.</strong> Only root and this user can exchange a component between a walk
 * and the open, as the walk has just established, and either could as well have put that content there from the
 * start. The second walk notices their changes too, but for one that is undone before it, or made in place within
 * one step of the kernel's clock. For the same reason a pipe cannot make a read hang: it is refused before it is
 * opened, and only root or this user could put one there in that moment.
 */
public final class TrustedFile implements ByteSource {
    /** What a file holds, which decides who else may have to do with it. */
    public enum Kind {
        /** A credential: at most its owner writes, at most its group reads. */
        SECRET(0037),
        /**
         * A certificate, a bundle of authorities, the configuration, a library: anyone may read, at most its owner
         * writes.
         */
        PUBLIC(0022),
        /** What this process writes itself, by renaming: owned by this user only, and never a link. */
        STATE(0137);

        private final int forbidden;

        Kind(int forbidden) {
            this.forbidden = forbidden;
        }
    }

    private static final Set<? extends OpenOption> READ_WITHOUT_LINK =
            Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final Path path;
    private final Kind kind;
    private final ProcessIdentity process;
    private final Advice advice;

    private TrustedFile(Path path, Kind kind, ProcessIdentity process) {
        this.path = path;
        this.kind = kind;
        this.process = process;
        this.advice = Advice.onFile(path, process);
    }

    /**
     * Looks at nothing yet: the file may come later, and each read judges it as it is then.
     *
     * @param path absolute
     * @throws IllegalArgumentException when it is relative, since its meaning would depend on where the process
     *     was started
     */
    public static TrustedFile of(Path path, Kind kind, ProcessIdentity process) {
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("path is %s, need an absolute one".formatted(PathText.printable(path)));
        }
        return new TrustedFile(path, kind, process);
    }

    /**
     * {@inheritDoc}
     *
     * <p>A file that is not there, or that changes under the read, is looked at once more: a projected volume
     * removes what its link pointed to when it is renewed.
     *
     * @throws IllegalArgumentException when {@code maxBytes} is below 1
     */
    @Override
    public Content read(int maxBytes) {
        if (maxBytes < 1) {
            throw new IllegalArgumentException("maxBytes is " + maxBytes + ", need 1 or more");
        }
        Reading first = attempt(maxBytes);
        return first.passing() ? attempt(maxBytes).content() : first.content();
    }

    /**
     * {@inheritDoc}
     *
     * <p>Made of device, inode, time of change and size of what the path leads to. Whether that may be trusted is
     * not asked.
     */
    @Override
    public Optional<String> stamp() {
        try {
            Map<String, Object> seen = Files.readAttributes(path, "unix:dev,ino,ctime,size");
            return Optional.of(
                    "%s:%s:%s:%s".formatted(seen.get("dev"), seen.get("ino"), seen.get("ctime"), seen.get("size")));
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    /**
     * Judges the file without opening it, by the same rule and in the same words: for a library that something
     * else loads by its path, and to tell a file that is not there from one that must not be read. What a library
     * loads in its turn is not looked at.
     */
    public Location locate() {
        End first = walk();
        return switch (isPassing(first) ? walk() : first) {
            case End.Reached reached -> new Location.Trusted(reached.at());
            case End.Absent absent -> new Location.Absent(absent.advice());
            case End.Changed _ -> new Location.Refused(Flaw.MISSING, advice.changing());
            case End.Refused refused -> new Location.Refused(refused.flaw(), refused.advice());
        };
    }

    @Override
    public String toString() {
        return PathText.printable(path);
    }

    /** @param passing whether another attempt may find something else */
    private record Reading(Content content, boolean passing) {}

    private Reading attempt(int maxBytes) {
        return switch (walk()) {
            case End.Reached reached -> readFrom(reached, maxBytes);
            case End.Absent absent -> new Reading(new Content.Unusable(Flaw.MISSING, absent.advice()), true);
            case End.Changed _ -> changed();
            case End.Refused refused -> settled(refused.flaw(), refused.advice());
        };
    }

    private Reading readFrom(End.Reached before, int maxBytes) {
        if (before.status().size() > maxBytes) {
            return settled(Flaw.TOO_LONG, advice.tooLong(maxBytes));
        }
        Optional<SecretBytes> content;
        try (ReadableByteChannel channel = Files.newByteChannel(before.at(), READ_WITHOUT_LINK)) {
            content = BoundedRead.of(channel, before.status().size(), maxBytes);
        } catch (IOException e) {
            if (!walk().equals(before)) {
                return changed();
            }
            String said = e instanceof AccessDeniedException
                    ? advice.closedFile(before.at(), before.status(), kind)
                    : advice.failed(before.at(), e);
            return settled(Flaw.MISSING, said);
        }
        if (!walk().equals(before)) {
            content.ifPresent(SecretBytes::close);
            return changed();
        }
        return content.map(bytes -> new Reading(new Content.Bytes(bytes), false))
                .orElseGet(() -> settled(Flaw.TOO_LONG, advice.tooLong(maxBytes)));
    }

    private End walk() {
        End end = new PathWalk(path, process, advice, kind != Kind.STATE).walk();
        return end instanceof End.Reached reached ? judged(reached) : end;
    }

    private End judged(End.Reached reached) {
        FileStatus status = reached.status();
        if (!status.is(FileStatus.Type.REGULAR)) {
            return unsafe(advice.notRegular(reached.at(), status));
        }
        if (kind == Kind.STATE && status.uid() != process.uid()) {
            return unsafe(advice.notOwn(reached.at(), status));
        }
        return status.hasAny(kind.forbidden) ? unsafe(advice.wrongMode(reached.at(), status, kind)) : reached;
    }

    private static End unsafe(String advice) {
        return new End.Refused(Flaw.UNSAFE, advice);
    }

    private static boolean isPassing(End end) {
        return end instanceof End.Absent || end instanceof End.Changed;
    }

    private Reading changed() {
        return new Reading(new Content.Unusable(Flaw.MISSING, advice.changing()), true);
    }

    private static Reading settled(Flaw flaw, String advice) {
        return new Reading(new Content.Unusable(flaw, advice), false);
    }
}
