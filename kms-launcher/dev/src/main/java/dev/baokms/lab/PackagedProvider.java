package dev.baokms.lab;

import dev.baokms.host.ToldException;
import dev.baokms.host.build.BuildInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The packaged folder, including its own Java. The start script of the checkout has already built the jars; this class
 * does with them what {@code mvn -Pdist} does.
 */
final class PackagedProvider {
    /** The time of the files in a package. This package is not published, so any time will do. */
    private static final String TIME = "2026-11-21T00:00:00Z";

    private final Path target;
    private final Path packager;

    PackagedProvider(Checkout checkout) {
        this(checkout.packaging(), checkout.packager());
    }

    PackagedProvider(Path target, Path packager) {
        this.target = target;
        this.packager = packager;
    }

    Path folder() {
        return target.resolve("dist/bao-kms-provider");
    }

    /**
     * Whether the folder exists and no jar is newer. Its files have a fixed time, but the log of its class archive has
     * a real one.
     */
    boolean isCurrent() throws IOException {
        Path made = target.resolve("dist/archive.log");
        if (!Files.isExecutable(folder().resolve("bin/bao-kms-provider")) || !Files.exists(made)) {
            return false;
        }
        FileTime then = Files.getLastModifiedTime(made);
        return newestJar().filter(jar -> jar.compareTo(then) <= 0).isPresent();
    }

    void build(Builder builder, Narrator narrator) throws IOException, InterruptedException {
        if (newestJar().isEmpty()) {
            throw new ToldException(LabTexts.noJars(target.resolve("lib")));
        }
        narrator.say(LabTexts.PACKAGING);
        Files.createDirectories(target.resolve("dist"));
        builder.run(
                "bao-kms-provider",
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        packager.resolve("RuntimeImage.java").toString(),
                        target.toString(),
                        packager.toString(),
                        TIME,
                        BuildInfo.load().version()),
                Map.of(),
                packager,
                target.resolve("dist/lab.log"),
                "lines");
    }

    private Optional<FileTime> newestJar() throws IOException {
        Path lib = target.resolve("lib");
        if (!Files.isDirectory(lib)) {
            return Optional.empty();
        }
        FileTime newest = null;
        try (Stream<Path> jars = Files.list(lib)) {
            for (Path jar : (Iterable<Path>) jars::iterator) {
                FileTime time = Files.getLastModifiedTime(jar);
                newest = newest == null || time.compareTo(newest) > 0 ? time : newest;
            }
        }
        return Optional.ofNullable(newest);
    }
}
