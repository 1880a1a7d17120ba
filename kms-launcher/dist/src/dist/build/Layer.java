import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A tar archive in which nothing depends on the machine: every entry belongs to root, has one time, and its mode is given here, not
 * read from the disk. Entries come in the order of the calls.
 */
final class Layer {
    private static final int BLOCK = 512;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Set<String> directories = new HashSet<>();
    private final long time;

    Layer(Instant time) {
        this.time = time.getEpochSecond();
    }

    void directory(String path, int mode) {
        if (directories.add(path)) {
            parents(path);
            entry(path + "/", mode, '5', new byte[0]);
        }
    }

    void file(String path, int mode, byte[] content) {
        parents(path);
        entry(path, mode, '0', content);
    }

    void text(String path, String content) {
        file(path, 0644, content.getBytes(StandardCharsets.UTF_8));
    }

    /** A folder with all below it, except what has one of these names there. Executable stays executable, all else is for reading; a program of the runtime is not for reading by others, as in the packages. */
    void tree(String path, Path folder, Set<String> without) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> sorted = files.filter(Files::isRegularFile).sorted().toList();
            for (Path file : sorted) {
                Path relative = folder.relativize(file);
                if (!without.contains(relative.getName(0).toString())) {
                    int mode = relative.startsWith("runtime/bin") ? 0711 : Files.isExecutable(file) ? 0755 : 0644;
                    file(path + "/" + relative, mode, Files.readAllBytes(file));
                }
            }
        }
    }

    byte[] tar() {
        write(new byte[2 * BLOCK]);
        return out.toByteArray();
    }

    private void parents(String path) {
        int end = path.lastIndexOf('/');
        if (end > 0) {
            directory(path.substring(0, end), 0755);
        }
    }

    /** POSIX ustar; no name here is near its limits, and one that is stops the build. */
    private void entry(String path, int mode, char type, byte[] content) {
        byte[] name = path.getBytes(StandardCharsets.US_ASCII);
        if (name.length > 100) {
            throw new IllegalArgumentException("a name in the image has " + name.length + " bytes, 100 fit: " + path);
        }
        ByteBuffer header = ByteBuffer.allocate(BLOCK);
        header.put(0, name);
        octal(header, 100, 8, mode);
        octal(header, 108, 8, 0);
        octal(header, 116, 8, 0);
        octal(header, 124, 12, content.length);
        octal(header, 136, 12, time);
        header.put(148, "        ".getBytes(StandardCharsets.US_ASCII));
        header.put(156, (byte) type);
        header.put(257, "ustar\00000".getBytes(StandardCharsets.US_ASCII));
        int sum = 0;
        for (byte each : header.array()) {
            sum += each & 0xff;
        }
        octal(header, 148, 7, sum);
        write(header.array());
        write(content);
        write(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
    }

    private static void octal(ByteBuffer header, int offset, int length, long value) {
        String digits = String.format(Locale.ROOT, "%0" + (length - 1) + "o", value);
        header.put(offset, (digits + "\0").getBytes(StandardCharsets.US_ASCII));
    }

    private void write(byte[] bytes) {
        out.writeBytes(bytes);
    }
}
