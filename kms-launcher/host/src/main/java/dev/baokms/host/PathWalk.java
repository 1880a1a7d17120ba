package dev.baokms.host;

import dev.baokms.core.port.ByteSource.Flaw;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A walk along a path in the kernel's order that judges each component: directories, links, and the file at the end. An
 * instance serves one walk.
 */
final class PathWalk {
    /** The limit of Linux. */
    static final int MAX_LINKS = 40;

    /** The end of a walk. */
    sealed interface End {
        /** Every component on the way is trusted, and the component at the end has a trusted owner. */
        record Reached(Path at, FileStatus status) implements End {}

        record Absent(String advice) implements End {}

        /** A component was replaced during the walk; the caller walks once more. */
        record Changed() implements End {}

        record Refused(Flaw flaw, String advice) implements End {}
    }

    /**
     * @param behind how many names were ahead when the walk met the link; with fewer, the walk has passed the link's
     *     target
     */
    private record Followed(Path link, int behind) {}

    private final ProcessIdentity process;
    private final Advice advice;
    private final boolean lastMayBeLink;
    private final Path root;
    private final Deque<Path> ahead = new ArrayDeque<>();
    private final List<Followed> links = new ArrayList<>();
    // The component that was judged last, and the directory that holds the next one.
    private Path at;
    // The component that is being judged, for the messages.
    private Path next;

    /** @param lastMayBeLink false for a file that is replaced by a rename, which would replace the link */
    PathWalk(Path path, ProcessIdentity process, Advice advice, boolean lastMayBeLink) {
        this.process = process;
        this.advice = advice;
        this.lastMayBeLink = lastMayBeLink;
        this.root = path.getRoot();
        this.at = root;
        this.next = root;
        push(path);
    }

    End walk() {
        try {
            return follow();
        } catch (NoSuchFileException absent) {
            return new End.Absent(advice.absent(next, !ahead.isEmpty(), danglingLink()));
        } catch (NotLinkException exchanged) {
            return new End.Changed();
        } catch (AccessDeniedException closed) {
            return refused(Flaw.MISSING, advice.closedDirectory(at));
        } catch (IOException e) {
            return refused(Flaw.MISSING, advice.failed(next, e));
        }
    }

    private End follow() throws IOException {
        FileStatus status = FileStatus.of(root);
        while (true) {
            Optional<String> unsafe = unsafe(at, status);
            if (unsafe.isPresent()) {
                return refused(Flaw.UNSAFE, unsafe.get());
            }
            if (ahead.isEmpty()) {
                return new End.Reached(at, status);
            }
            if (!status.is(FileStatus.Type.DIRECTORY)) {
                return refused(Flaw.MISSING, advice.notDirectory(at, status));
            }
            next = nextPlace(ahead.pop());
            status = FileStatus.of(next);
            if (!status.is(FileStatus.Type.LINK)) {
                at = next;
                continue;
            }
            Optional<End> end = followLink(next, status);
            if (end.isPresent()) {
                return end.get();
            }
            status = FileStatus.of(at);
        }
    }

    private Path nextPlace(Path name) {
        return switch (name.toString()) {
            // The walk stands at a place without links, so the parent name is the parent directory.
            case ".." -> at.getParent() == null ? at : at.getParent();
            case ".", "" -> at;
            default -> at.resolve(name);
        };
    }

    private Optional<End> followLink(Path link, FileStatus status) throws IOException {
        Optional<String> unsafe = unsafe(link, status);
        if (unsafe.isPresent()) {
            return Optional.of(refused(Flaw.UNSAFE, unsafe.get()));
        }
        if (ahead.isEmpty() && !lastMayBeLink) {
            return Optional.of(refused(Flaw.UNSAFE, advice.linkInPlaceOfFile(link)));
        }
        if (links.size() == MAX_LINKS) {
            return Optional.of(refused(Flaw.MISSING, advice.tooManyLinks(MAX_LINKS)));
        }
        Path target = Files.readSymbolicLink(link);
        if (!FileStatus.of(link).equals(status)) {
            // The target may belong to another link than the one that was judged.
            return Optional.of(new End.Changed());
        }
        links.add(new Followed(link, ahead.size()));
        push(target);
        if (target.isAbsolute()) {
            at = root;
        }
        return Optional.empty();
    }

    private Optional<String> unsafe(Path place, FileStatus status) {
        if (status.uid() != 0 && status.uid() != process.uid()) {
            return Optional.of(advice.wrongOwner(place, status));
        }
        // In a sticky directory of root's, others can add entries, but cannot rename or remove the entries of root and
        // of this user. Each entry that is used is also judged by its owner.
        boolean open = status.is(FileStatus.Type.DIRECTORY) && status.hasAny(FileStatus.WRITABLE_BY_OTHERS);
        return open && !(status.isSticky() && status.uid() == 0)
                ? Optional.of(advice.openDirectory(place, status))
                : Optional.empty();
    }

    /** Returns the link that leads to the missing component, unless that component is part of the path itself. */
    private Optional<Path> danglingLink() {
        return links.reversed().stream()
                .filter(each -> ahead.size() >= each.behind())
                .map(Followed::link)
                .findFirst();
    }

    private void push(Path more) {
        for (int i = more.getNameCount() - 1; i >= 0; i--) {
            ahead.push(more.getName(i));
        }
    }

    private static End.Refused refused(Flaw flaw, String advice) {
        return new End.Refused(flaw, advice);
    }
}
