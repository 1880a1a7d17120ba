import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the folder that is packaged: the jars, a Java runtime of the modules they need, the flags, the start script and an AOT cache
 * trained by a run against the emulator. Run by the dist profile with the JDK that the daemon shall have.
 */
final class RuntimeImage {
    /** What the daemon uses. The token module is used by reflection, when PKCS#11 is configured. */
    private static final Set<String> MODULES = new TreeSet<>(Set.of(
            "java.base",
            "java.logging",
            "java.management",
            "java.naming",
            "jdk.httpserver",
            "jdk.net",
            "jdk.unsupported"));
    /** What parts of libraries name that are not used here: micrometer's bindings, gson's SQL dates, netty's JFR events. */
    private static final Set<String> UNUSED = Set.of("java.desktop", "java.sql", "jdk.jfr", "jdk.management");

    private final Path target;
    private final Path folder;
    private final FileTime time;
    private final String mainJar;

    private RuntimeImage(Path target, FileTime time, String version) {
        this.target = target;
        this.folder = target.resolve("dist/bao-kms-provider");
        this.time = time;
        this.mainJar = "kms-launcher-" + version + ".jar";
    }

    /** @param args the launcher's build folder, the folder of this program, the time that all files shall have, the version */
    public static void main(String[] args) throws Exception {
        if (args.length != 4) {
            System.err.println("usage: RuntimeImage TARGET SOURCE TIME VERSION");
            System.exit(2);
        }
        var image = new RuntimeImage(Path.of(args[0]).toAbsolutePath(), FileTime.from(Instant.parse(args[2])), args[3]);
        image.copyJars();
        image.checkModules();
        image.link();
        image.copyScript(Path.of(args[1]));
        image.setTimes();
        image.train();
        image.setTimes();
    }

    private void copyJars() throws IOException {
        deleteTree(folder);
        Files.createDirectories(folder.resolve("lib"));
        Files.copy(target.resolve(mainJar), folder.resolve(mainJar));
        for (Path jar : list(target.resolve("lib"))) {
            // The emulator is for trials on a desk; a node must not have one.
            if (!jar.getFileName().toString().startsWith("kms-testkit")) {
                Files.copy(jar, folder.resolve("lib").resolve(jar.getFileName()));
            }
        }
    }

    private void checkModules() throws IOException {
        Path classes = target.resolve("dist/classes");
        deleteTree(classes);
        for (Path jar : jars()) {
            unpackClasses(jar, classes);
        }
        var seen = new TreeSet<>(Arrays.asList(
                run("jdeps", "--multi-release=25", "--ignore-missing-deps", "--print-module-deps", classes.toString())
                        .strip()
                        .split(",")));
        deleteTree(classes);
        seen.removeAll(MODULES);
        seen.removeAll(UNUSED);
        if (!seen.isEmpty()) {
            throw new IllegalStateException(
                    "a jar needs " + seen + ": add it to MODULES in RuntimeImage.java if the daemon"
                            + " uses it there, to UNUSED if it does not");
        }
    }

    /** Without module descriptors, which would make jdeps look for modules that are not there. */
    private static void unpackClasses(Path jar, Path into) throws IOException {
        try (var in = new JarFile(jar.toFile())) {
            for (var entry : (Iterable<java.util.jar.JarEntry>) in.stream()::iterator) {
                String name = entry.getName();
                if (name.endsWith(".class") && !name.startsWith("META-INF/") && !name.equals("module-info.class")) {
                    Path file = into.resolve(name);
                    Files.createDirectories(file.getParent());
                    try (var content = in.getInputStream(entry)) {
                        Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            }
        }
    }

    private void link() {
        run(
                "jlink",
                "--add-modules=" + String.join(",", MODULES),
                "--strip-debug",
                "--no-header-files",
                "--no-man-pages",
                "--compress=zip-0",
                "--output=" + folder.resolve("runtime"));
    }

    private void copyScript(Path source) throws IOException {
        Files.createDirectories(folder.resolve("bin"));
        Path script = folder.resolve("bin/bao-kms-provider");
        Files.copy(source.resolve("bao-kms-provider"), script);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.copy(source.resolve("java.args"), folder.resolve("java.args"));
    }

    /** The JVM compares a jar's time with the one at training, so packages must keep these. */
    private void setTimes() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.setLastModifiedTime(file, time);
            }
        }
    }

    /** The name carries the jars' hash: a package that replaces a jar cannot leave its cache in use by accident. */
    private void train() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (Path jar : jars()) {
            digest.update(Files.readAllBytes(jar));
        }
        Path cache = folder.resolve("app-" + HexFormat.of().formatHex(digest.digest(), 0, 8) + ".aot");
        try (var trial = Training.start(target, folder, mainJar)) {
            trial.record(cache);
        }
        if (!Files.exists(cache)) {
            throw new IllegalStateException("the training run left no " + cache);
        }
        System.out.println(folder + " is ready, its AOT cache is " + Files.size(cache) / 1024 / 1024 + " MiB");
    }

    private List<Path> jars() throws IOException {
        return Stream.concat(Stream.of(folder.resolve(mainJar)), list(folder.resolve("lib")).stream())
                .toList();
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    private static String run(String tool, String... arguments) {
        var out = new java.io.StringWriter();
        var writer = new java.io.PrintWriter(out);
        int code = ToolProvider.findFirst(tool).orElseThrow().run(writer, writer, arguments);
        writer.flush();
        if (code != 0) {
            throw new IllegalStateException(tool + " failed: " + out);
        }
        return out.toString();
    }

    static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).collect(Collectors.toCollection(ArrayList::new))) {
                Files.delete(file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
