package dev.baokms.host;

import dev.baokms.core.port.ByteSource.Flaw;
import dev.baokms.host.PathWalk.End;
import java.nio.file.Path;

/**
 * A directory in which this process keeps its files. Its path is judged by the rule of {@link TrustedFile}, with one
 * addition: the directory itself must not be open to others even if it is sticky, since others could then take the
 * names of future files.
 */
public final class TrustedDirectory {
    private final Path path;
    private final ProcessIdentity process;
    private final Advice advice;

    private TrustedDirectory(Path path, ProcessIdentity process) {
        this.path = path;
        this.process = process;
        this.advice = Advice.onDirectory(path, process);
    }

    /**
     * Creates the object without touching the disk.
     *
     * @param path absolute
     * @throws IllegalArgumentException if the path is relative
     */
    public static TrustedDirectory of(Path path, ProcessIdentity process) {
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("path is %s, need an absolute one".formatted(PathText.printable(path)));
        }
        return new TrustedDirectory(path, process);
    }

    /** Returns whether the directory exists and may be trusted. */
    public Location locate() {
        return switch (new PathWalk(path, process, advice, true).walk()) {
            case End.Reached reached -> judged(reached);
            case End.Absent absent -> new Location.Absent(absent.advice());
            case End.Changed _ -> new Location.Refused(Flaw.MISSING, advice.changing());
            case End.Refused refused -> new Location.Refused(refused.flaw(), refused.advice());
        };
    }

    private Location judged(End.Reached reached) {
        FileStatus status = reached.status();
        if (!status.is(FileStatus.Type.DIRECTORY)) {
            return new Location.Refused(Flaw.MISSING, advice.notAPlaceForFiles(reached.at(), status));
        }
        return status.hasAny(FileStatus.WRITABLE_BY_OTHERS)
                ? new Location.Refused(Flaw.UNSAFE, advice.openToAll(reached.at(), status))
                : new Location.Trusted(reached.at());
    }

    @Override
    public String toString() {
        return PathText.printable(path);
    }
}
