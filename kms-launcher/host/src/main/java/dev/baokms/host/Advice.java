package dev.baokms.host;

import static dev.baokms.host.PathText.printable;
import static dev.baokms.host.PathText.shellWord;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * The sentences about one path: the place, the rule it breaks, and after a colon the cure.
 *
 * <p>In a volume that kubelet projects, no command on the node helps, because kubelet owns the content and writes it
 * again. The cure is then in the pod's manifest.
 */
final class Advice {
    // The name of the link that kubelet replaces when the content of a volume changes.
    private static final String VOLUME_LINK = "..data";

    private final Path path;
    private final ProcessIdentity process;
    private final String creation;

    private Advice(Path path, ProcessIdentity process, String creation) {
        this.path = path;
        this.process = process;
        this.creation = creation;
    }

    static Advice onFile(Path path, ProcessIdentity process) {
        return new Advice(path, process, "write the file there");
    }

    static Advice onDirectory(Path path, ProcessIdentity process) {
        return new Advice(path, process, "run install -d -m 0750 -o %s %s".formatted(process.uid(), shellWord(path)));
    }

    /**
     * @param missing the place at which the walk ended
     * @param directory whether the path continues below that place
     * @param link the link that points there, if one does
     */
    String absent(Path missing, boolean directory, Optional<Path> link) {
        if (inVolume(missing)) {
            return printable(path) + " does not exist: name it in the items of the pod's volume, or correct the path";
        }
        if (link.isPresent()) {
            return "%s leads through the link %s to %s, which does not exist: create what is missing or replace the link"
                    .formatted(printable(path), printable(link.get()), printable(missing));
        }
        if (directory) {
            return "%s does not exist, because its directory %s is missing: run install -d -m 0755 %s, or correct the path"
                    .formatted(printable(path), printable(missing), shellWord(missing));
        }
        String place = missing.equals(path) ? "" : ", which is " + printable(missing) + ",";
        return "%s%s does not exist: %s, or correct the path".formatted(printable(path), place, creation);
    }

    String notDirectory(Path at, FileStatus status) {
        return "%s is %s, and %s goes on below it: correct the path"
                .formatted(printable(at), status.type().text(), printable(path));
    }

    String notRegular(Path at, FileStatus status) {
        String cure = status.is(FileStatus.Type.DIRECTORY)
                ? "add the name of a file in it to the path"
                : "write the content to a regular file and name that";
        return "%s is %s, not a regular file: %s"
                .formatted(printable(at), status.type().text(), cure);
    }

    String notAPlaceForFiles(Path at, FileStatus status) {
        return "%s is %s, not a directory: correct the path"
                .formatted(printable(at), status.type().text());
    }

    String linkInPlaceOfFile(Path link) {
        return "%s is a link, which the next write would replace: put the file itself there, or name the place it links to"
                .formatted(printable(link));
    }

    String tooManyLinks(int most) {
        return "%s goes through more than %s links, probably in a circle: look at them with namei -l %s"
                .formatted(printable(path), most, shellWord(path));
    }

    String wrongOwner(Path at, FileStatus status) {
        String flaw = "%s belongs to user %s, %s".formatted(printable(at), status.uid(), trustedOwners());
        if (inVolume(at)) {
            return "%s: give the pod and its containers the same runAsUser, %s".formatted(flaw, process.uid());
        }
        String command = status.is(FileStatus.Type.LINK) ? "chown -h root" : "chown root";
        return "%s: run %s %s%s".formatted(flaw, command, shellWord(at), elsewhere(status));
    }

    private String trustedOwners() {
        return process.uid() == 0 ? "not to root" : "neither to root nor to user " + process.uid();
    }

    String notOwn(Path at, FileStatus status) {
        return "%s belongs to user %s, and only user %s may own it: run chown %s %s"
                .formatted(printable(at), status.uid(), process.uid(), process.uid(), shellWord(at));
    }

    String openDirectory(Path at, FileStatus status) {
        String flaw = "%s can be written by group or others (mode %s), and so what is in it can be exchanged"
                .formatted(printable(at), octal(status));
        return inVolume(at)
                ? flaw + ": delete the pod, so that kubelet makes the volume again"
                : flaw + goMinusW(at) + elsewhere(status);
    }

    String openToAll(Path at, FileStatus status) {
        return status.isSticky() && status.uid() == 0
                ? "%s is open to all users (mode %s): name a directory of this process's own"
                        .formatted(printable(at), octal(status))
                : openDirectory(at, status);
    }

    String wrongMode(Path at, FileStatus status, TrustedFile.Kind kind) {
        String flaw = kind == TrustedFile.Kind.PUBLIC
                ? "%s can be written by group or others (mode %s)".formatted(printable(at), octal(status))
                : "%s has mode %s, need 0640 or tighter".formatted(printable(at), octal(status));
        if (inVolume(at)) {
            return flaw + ": set defaultMode of the pod's volume, and mode of its items, to " + volumeMode(kind);
        }
        return kind == TrustedFile.Kind.PUBLIC ? flaw + goMinusW(at) : flaw + ": run chmod 0640 " + shellWord(at);
    }

    String closedFile(Path at, FileStatus status, TrustedFile.Kind kind) {
        String flaw = "%s cannot be read by user %s".formatted(printable(at), process.uid());
        if (status.permits(process, 4)) {
            return flaw + refusedElsewhere();
        }
        if (inVolume(at)) {
            return "%s (%s): set fsGroup of the pod, or runAsUser to the owner, and defaultMode of the volume to %s"
                    .formatted(flaw, rights(status), volumeMode(kind));
        }
        String cure = kind == TrustedFile.Kind.PUBLIC
                ? "chmod a+r " + shellWord(at)
                : "chgrp %s %s && chmod g+r %s".formatted(process.gid(), shellWord(at), shellWord(at));
        return "%s (%s): run %s".formatted(flaw, rights(status), cure);
    }

    String closedDirectory(Path at) {
        String flaw = "%s cannot be entered by user %s on the way to %s"
                .formatted(printable(at), process.uid(), printable(path));
        FileStatus status;
        try {
            status = FileStatus.of(at);
        } catch (IOException e) {
            return flaw + refusedElsewhere();
        }
        if (status.permits(process, 1)) {
            return flaw + refusedElsewhere();
        }
        return inVolume(at)
                ? "%s (%s): set fsGroup of the pod, or runAsUser to the owner".formatted(flaw, rights(status))
                : "%s (%s): run chgrp %s %s && chmod g+x %s, or keep the file elsewhere"
                        .formatted(flaw, rights(status), process.gid(), shellWord(at), shellWord(at));
    }

    private static String refusedElsewhere() {
        return " although owner and mode allow it: look in the audit log for a denial by SELinux or AppArmor, or by the"
                + " sandbox of the service manager";
    }

    String failed(Path at, IOException cause) {
        // The system's own message, such as "Input/output error".
        String said = cause instanceof FileSystemException failure && failure.getReason() != null
                ? failure.getReason().toLowerCase(Locale.ROOT)
                : cause.getClass().getSimpleName();
        return "%s cannot be read (%s): check its file system with ls -l %s"
                .formatted(printable(at), said, shellWord(path));
    }

    String tooLong(int maxBytes) {
        return "%s is longer than %s bytes: it holds something else, correct its content or the path"
                .formatted(printable(path), maxBytes);
    }

    String changing() {
        return "%s changed while it was read, twice: write another file beside it and rename that over it"
                .formatted(printable(path));
    }

    /** Whether the path is in a volume of kubelet: a directory with a link of this name, and all content below it. */
    private static boolean inVolume(Path at) {
        for (Path directory = at; directory != null; directory = directory.getParent()) {
            if (Files.isSymbolicLink(directory.resolve(VOLUME_LINK))) {
                return true;
            }
        }
        return false;
    }

    private static String volumeMode(TrustedFile.Kind kind) {
        return kind == TrustedFile.Kind.PUBLIC ? "0444" : "0440";
    }

    /** Offers another place for the file, because a directory may have its owner and mode for a good reason. */
    private static String elsewhere(FileStatus status) {
        return status.is(FileStatus.Type.DIRECTORY) ? ", or keep the file elsewhere" : "";
    }

    private static String goMinusW(Path at) {
        return ": run chmod go-w " + shellWord(at);
    }

    private static String rights(FileStatus status) {
        return "user %s, group %s, mode %s".formatted(status.uid(), status.gid(), octal(status));
    }

    private static String octal(FileStatus status) {
        return String.format(Locale.ROOT, "%04o", status.permissions());
    }
}
