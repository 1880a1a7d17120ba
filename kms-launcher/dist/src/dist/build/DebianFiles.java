import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The shared libraries that the Java runtime needs from its system, taken from the Debian packages of the machine that builds. Each
 * must be as its package brought it.
 */
final class DebianFiles {
    private static final Path INFO = Path.of("/var/lib/dpkg/info");

    /** Which package in which version a file came from. */
    record Origin(String name, String version, String architecture) {}

    private final Map<Path, Origin> files = new TreeMap<>();

    private DebianFiles() {}

    static DebianFiles neededBy(Path runtime) throws Exception {
        if (!Files.isDirectory(INFO)) {
            throw new IllegalStateException(
                    "the image takes libc from Debian packages: build it on Debian or in a Debian container");
        }
        var needed = new TreeSet<Path>();
        try (Stream<Path> all = Files.walk(runtime)) {
            List<Path> native_ = all.filter(file -> file.toString().endsWith(".so") || file.endsWith("bin/java"))
                    .toList();
            for (Path file : native_) {
                needed.addAll(librariesOf(file, runtime));
            }
        }
        var found = new DebianFiles();
        for (Path file : needed) {
            found.files.put(file, originOf(file));
        }
        return found;
    }

    Map<Path, Origin> files() {
        return files;
    }

    List<Origin> packages() {
        return files.values().stream().distinct().toList();
    }

    private static List<Path> librariesOf(Path file, Path runtime) throws Exception {
        var ldd = new ProcessBuilder("ldd", file.toString());
        ldd.environment().put("LD_LIBRARY_PATH", runtime.resolve("lib") + ":" + runtime.resolve("lib/server"));
        String out = output(ldd);
        if (out.contains("not found")) {
            throw new IllegalStateException(file + " needs a library that this machine lacks: " + out.strip());
        }
        return out.lines()
                .flatMap(line -> Stream.of(line.strip().split(" ")))
                .filter(word -> word.startsWith("/"))
                .map(word -> Path.of(word).normalize())
                .filter(path -> !path.startsWith(runtime))
                .toList();
    }

    private static Origin originOf(Path file) throws Exception {
        String owner = output(new ProcessBuilder("dpkg-query", "--search", file.toString()));
        String name = owner.substring(0, owner.indexOf(": "));
        String[] about = output(new ProcessBuilder(
                        "dpkg-query", "--show", "--showformat=${Package} ${Version} ${Architecture}", name))
                .split(" ");
        requireUnchanged(file, name);
        return new Origin(about[0], about[1], about[2]);
    }

    private static void requireUnchanged(Path file, String owner) throws Exception {
        Path sums = INFO.resolve(owner + ".md5sums");
        if (!Files.exists(sums)) {
            sums = INFO.resolve(owner.replaceAll(":.*", "") + ".md5sums");
        }
        // dpkg keeps no stronger sum; it finds a damaged file, an attacker who can write here needs no trick with MD5.
        byte[] real = MessageDigest.getInstance("MD5").digest(Files.readAllBytes(file));
        String path = file.toString().substring(1);
        String line = HexFormat.of().formatHex(real) + "  ";
        // The loader is named by a link; the package lists the file behind it.
        String target = file.toRealPath().toString().replaceFirst("^/(usr/)?", "");
        List<String> listed = Files.readAllLines(sums);
        if (Stream.of(path, target, "usr/" + target).noneMatch(each -> listed.contains(line + each))) {
            throw new IllegalStateException(
                    file + " is not as package " + owner + " brought it; install the package again");
        }
    }

    private static String output(ProcessBuilder command) throws IOException, InterruptedException {
        command.environment().put("LC_ALL", "C");
        Process process = command.redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command.command() + " failed: " + out.strip());
        }
        return out;
    }
}
