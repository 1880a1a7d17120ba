package dev.baokms.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.core.port.ByteSource.Content;
import dev.baokms.core.port.ByteSource.Flaw;
import dev.baokms.core.secret.SecretBytes;
import java.io.PrintStream;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A JVM started as a test wants it, which reads files and says one line for each. */
final class ReadingChild {
    private static final int MAX = 100;

    private final List<String> prefix;
    private final String classPath;
    private final Map<String, String> environment;

    private ReadingChild(List<String> prefix, String classPath, Map<String, String> environment) {
        this.prefix = prefix;
        this.classPath = classPath;
        this.environment = environment;
    }

    /** With an environment that holds this and nothing else. */
    static ReadingChild in(Map<String, String> environment) {
        return new ReadingChild(List.of(), System.getProperty("java.class.path"), environment);
    }

    /**
     * As another user and group, with no others.
     *
     * @param room a directory that user can enter, for a copy of the classes, which may lie where that user cannot
     */
    static ReadingChild as(ProcessIdentity process, Path room) throws Exception {
        for (Class<?> origin : new Class<?>[] {TrustedFile.class, SecretBytes.class, ReadingChild.class}) {
            Path from = Path.of(
                    origin.getProtectionDomain().getCodeSource().getLocation().toURI());
            copy(from, room.resolve("classes"));
        }
        return new ReadingChild(
                List.of("setpriv", "--reuid=" + process.uid(), "--regid=" + process.gid(), "--clear-groups"),
                room.resolve("classes") + ":" + room.resolve("classes/*"),
                Map.of());
    }

    private static void copy(Path from, Path to) throws Exception {
        boolean isJar = Files.isRegularFile(from);
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Path copy = to.resolve((isJar ? from.getFileName() : from.relativize(each)).toString());
                if (Files.isDirectory(each)) {
                    Ground.mode(Files.createDirectories(copy), 0755);
                } else {
                    Ground.mode(Files.createDirectories(to), 0755);
                    Ground.mode(Files.copy(each, copy, StandardCopyOption.REPLACE_EXISTING), 0644);
                }
            }
        }
    }

    /** The encoding of the child, what Path.of does with text beyond ASCII there, and one line for each file. */
    List<String> read(List<String> flags, TrustedFile.Kind kind, String... files) throws Exception {
        var command = new ArrayList<String>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xshare:auto"));
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath, ReadingChild.class.getName(), kind.name()));
        // Arguments are read in the locale, so they stay within ASCII.
        Stream.of(files).map(file -> URLEncoder.encode(file, UTF_8)).forEach(command::add);
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().keySet().retainAll(List.of("PATH"));
        builder.environment().putAll(environment);
        Process child = builder.start();
        try {
            List<String> said = new String(child.getInputStream().readAllBytes(), UTF_8)
                    .lines()
                    .toList();
            if (!child.waitFor(60, TimeUnit.SECONDS) || child.exitValue() != 0) {
                throw new AssertionError("the child failed after " + said);
            }
            return said;
        } finally {
            child.destroyForcibly();
        }
    }

    /** @param arguments the kind and then paths, in the escapes of a form */
    public static void main(String[] arguments) {
        var out = new PrintStream(System.out, true, UTF_8);
        ProcessIdentity process = ProcessIdentity.ofThisProcess();
        out.println(System.getProperty("sun.jnu.encoding"));
        out.println(pathOfWorks());
        for (String argument : List.of(arguments).subList(1, arguments.length)) {
            Path path = PathText.parse(URLDecoder.decode(argument, UTF_8));
            out.println(line(TrustedFile.of(path, TrustedFile.Kind.valueOf(arguments[0]), process)));
        }
    }

    private static String pathOfWorks() {
        try {
            return "Path.of works: " + Files.exists(Path.of("/schl\u00fcssel"), LinkOption.NOFOLLOW_LINKS);
        } catch (InvalidPathException e) {
            return "Path.of fails";
        }
    }

    private static String line(TrustedFile file) {
        return switch (file.read(MAX)) {
            case Content.Bytes(SecretBytes bytes) -> {
                try (bytes) {
                    yield "content: " + bytes.exposeTo(raw -> new String(raw, UTF_8));
                }
            }
            case Content.Unusable(Flaw flaw, String advice) -> flaw + ": " + advice;
        };
    }
}
