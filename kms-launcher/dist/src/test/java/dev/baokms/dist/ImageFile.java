package dev.baokms.dist;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The image as an OCI layout on disk, read with nothing but what the specification says. */
record ImageFile(Path layout) {
    static Path built() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target/dist").toAbsolutePath())) {
            return files.filter(file -> file.toString().endsWith("-oci.tar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    static ImageFile unpackedTo(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        execute("tar", "--extract", "--file", built().toString(), "--directory", folder.toString());
        return new ImageFile(folder);
    }

    String index() throws IOException {
        return Files.readString(layout.resolve("index.json"));
    }

    String manifest() throws IOException {
        return Files.readString(blob(digests(index()).getFirst()));
    }

    String configuration() throws IOException {
        return Files.readString(blob(digests(manifest()).getFirst()));
    }

    List<Path> layers() throws IOException {
        return digests(manifest()).stream().skip(1).map(this::blob).toList();
    }

    Path blob(String digest) {
        return layout.resolve("blobs/sha256").resolve(digest);
    }

    /** As a container engine does: one layer over the other, owners and modes as written. */
    void rootFilesystem(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        for (Path layer : layers()) {
            execute(
                    "tar",
                    "--extract",
                    "--gzip",
                    "--same-owner",
                    "--preserve-permissions",
                    "--file",
                    layer.toString(),
                    "--directory",
                    folder.toString());
        }
    }

    /** The words of a JSON array of plain strings. */
    List<String> words(String name) throws IOException {
        Matcher array = Pattern.compile('"' + name + "\":\\[([^\\]]*)\\]").matcher(configuration());
        if (!array.find()) {
            throw new IllegalStateException(name + " is not in the image's configuration");
        }
        return Pattern.compile("\"([^\"]*)\"")
                .matcher(array.group(1))
                .results()
                .map(word -> word.group(1))
                .toList();
    }

    static List<String> digests(String json) {
        return Pattern.compile("\"digest\":\"sha256:([0-9a-f]{64})\"")
                .matcher(json)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    static String execute(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + out);
        }
        return out;
    }
}
