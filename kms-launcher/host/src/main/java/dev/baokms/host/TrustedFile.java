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
 * A file that is read only if no one but root and this user can have written it, and, if it holds a secret, no one else
 * can read it.
 *
 * <p><strong>The rule.</strong> The file is regular. Every component of its path, links and directories alike, belongs
 * to root or to this user. No directory is writable by group or others, except a sticky directory of root's such as
 * {@code /tmp} or the root of a projected volume: others can add entries there but cannot rename or remove the entries
 * of root and this user. The mode of the file has none of the bits that its {@link Kind} forbids. Links are followed,
 * so that projected volumes and the layout of cert-manager work. An access list that lets others write shows in the
 * group's bits and is refused with them.
 *
 * <p><strong>The guarantee.</strong> The content comes from one open descriptor. The path is walked and judged before
 * the file is opened, and once more after it was read to its end. The content is returned only if both walks end at the
 * same place with the same device, inode, owner, mode, size and time of change. So it is one version of one trusted
 * file. It never combines the beginning of one version with the end of another, and it is never a version that was
 * not judged. The last component is opened without following a link.
 *
 * <p><strong>Why a race cannot matter.</strong> Only root and this user can replace a component between a walk and the
 * open, as the walk has just established, and either could have put that content there from the start. The second walk
 * notices their changes too, except a change that is undone before it, or that is made in place within one step of the
 * kernel's clock. For the same reason a pipe cannot make a read hang: it is refused before it is opened, and only root
 * or this user could put one there in that moment.
 */
public final class TrustedFile implements ByteSource {
    /** The kind of content, which decides who else may access the file. */
    public enum Kind {
        /** A credential: at most its owner may write and its group may read. */
        SECRET(0037),
        /**
         * A certificate, a bundle of authorities, the configuration, a library: anyone may read, at most its owner may
         * write.
         */
        PUBLIC(0022),
        /** A file that this process itself writes, by renaming: owned by this user only, and never a link. */
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
     * Creates the object without touching the disk: the file may appear later, and each read judges its state at that
     * time.
     *
     * @param path absolute
     * @throws IllegalArgumentException if the path is relative, since its meaning would depend on the working directory
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
     * <p>If the file does not exist, or changes during the read, the method tries once more: the renewal of a projected
     * volume removes the old target of its link.
     *
     * @throws IllegalArgumentException if {@code maxBytes} is below 1
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
     * <p>The stamp consists of the device, inode, time of change and size of the path's target. It does not judge
     * whether the target may be trusted.
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
     * Judges the file without opening it, by the same rule and in the same words. It serves for a library that
     * something else loads by its path, and tells a file that does not exist from one that must not be read. The
     * further libraries that a library loads are not judged.
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

    /** @param passing whether another attempt may have another result */
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
