package dev.baokms.host;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipException;

/**
 * An error of a file system or a connection, in this product's words. The JDK's messages are a bare path, a class or
 * the kernel's phrase, sometimes with a part of what was read.
 *
 * @param seen the problem, after the place and a colon
 * @param cure the remedy
 */
public record SystemWords(String seen, String cure) {
    private static final String RIGHTS = "run this as its owner, or give this user the right to it";
    private static final String ROOM = "free space on its file system";

    /** The words for each phrase of the kernel that the JDK passes on; the first match counts. */
    private static final List<Map.Entry<String, SystemWords>> PHRASES = List.of(
            Map.entry("No space left", new SystemWords("its file system is full", ROOM)),
            Map.entry("quota", new SystemWords("the disk quota of this user is used up", ROOM)),
            Map.entry("Read-only", new SystemWords("its file system is read-only", "mount it writable")),
            Map.entry("Is a directory", new SystemWords("it is a directory", "name a file")),
            Map.entry("Not a directory", new SystemWords("a part of its path is not a directory", "correct the path")),
            Map.entry("name too long", new SystemWords("its name is too long", "name a shorter path")),
            Map.entry("symbolic links", new SystemWords("its links lead in a circle", "correct the links")),
            Map.entry("Input/output error", new SystemWords("its disk reports an error", "look at the disk")),
            Map.entry(
                    "Too many open files", new SystemWords("too many files are open", "raise the limit of open files")),
            Map.entry("Permission denied", new SystemWords("this user may not", RIGHTS)),
            Map.entry("Operation not permitted", new SystemWords("this user may not", RIGHTS)),
            Map.entry(
                    "Connection reset",
                    new SystemWords("the other side ended the connection", "look why, and try again")),
            Map.entry(
                    "Broken pipe", new SystemWords("the other side ended the connection", "look why, and try again")));

    /** Whether the cure is more room on the disk. */
    public boolean wantsRoom() {
        return cure.equals(ROOM);
    }

    /** Returns the words for an exception, never with the exception's own text. */
    public static SystemWords of(IOException problem) {
        return switch (problem) {
            case NoSuchFileException missing ->
                new SystemWords("it does not exist", "correct the path, or put the file there");
            case AccessDeniedException denied -> new SystemWords("this user may not", RIGHTS);
            case FileAlreadyExistsException there ->
                new SystemWords("something is there already", "name another path, or remove what is there");
            case NotDirectoryException file -> new SystemWords("it is not a directory", "correct the path");
            case FileSystemLoopException loop -> new SystemWords("its links lead in a circle", "correct the links");
            case ConnectException refused ->
                new SystemWords("nothing accepts connections there", "start what should, or correct the address");
            case SocketTimeoutException late ->
                new SystemWords("no answer came in time", "look at the load, and try again");
            case UnknownHostException unknown -> new SystemWords("its host name has no address", "correct the name");
            case EOFException end -> new SystemWords("it ends too early", "get a whole copy");
            case ZipException damaged -> new SystemWords("it is damaged", "get another copy");
            case CharacterCodingException binary -> new SystemWords("it is not text in UTF-8", "correct the path");
            default -> byPhrase(problem);
        };
    }

    private static SystemWords byPhrase(IOException problem) {
        String said = problem instanceof FileSystemException failed
                ? Optional.ofNullable(failed.getReason()).orElse("")
                : Optional.ofNullable(problem.getMessage()).orElse("");
        return PHRASES.stream()
                .filter(phrase -> said.contains(phrase.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(() -> new SystemWords(
                        "the system gives an error without a better name ("
                                + problem.getClass().getSimpleName() + ")",
                        "look at the disk, the network and the system's log"));
    }

    /** Returns a whole sentence, with the place if the exception has one. */
    public static String sentence(IOException problem) {
        SystemWords words = of(problem);
        String place = problem instanceof FileSystemException failed && failed.getFile() != null
                ? PathText.printable(failed.getFile()) + ": "
                : "";
        return place + words.seen + "; " + words.cure;
    }
}
