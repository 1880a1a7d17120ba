import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Makes the folder that is packaged: the jars, a Java runtime of the modules they need, the flags, the start script and an archive
 * of the classes that a run of {@code serve} against the emulator used. Run by the dist profile with the JDK that the daemon is to
 * have. Equal jars and an equal JDK give equal bytes, wherever the folder is.
 */
final class RuntimeImage {
    /** What the daemon uses. The token module is used by reflection, when PKCS#11 is configured. */
    private static final Set<String> MODULES =
            new TreeSet<>(Set.of("java.base", "java.logging", "java.management", "jdk.net", "jdk.unsupported"));
    /**
     * What parts of libraries name that are not used here: micrometer's bindings, gson's SQL dates, netty's JFR events, gRPC's look-up
     * of services in DNS. JNDI is not there at all.
     */
    private static final Set<String> UNUSED =
            Set.of("java.desktop", "java.naming", "java.sql", "jdk.jfr", "jdk.management");

    private final Path target;
    private final Path source;
    private final Path folder;
    private final FileTime time;
    private final String daemonJar;

    private RuntimeImage(Path target, Path source, FileTime time, String version) {
        this.target = target;
        this.source = source;
        this.folder = target.resolve("dist/bao-kms-provider");
        this.time = time;
        this.daemonJar = "kms-daemon-" + version + ".jar";
    }

    /** @param args the build folder with the jars in lib/, the folder of this program, the time of all files, the version */
    public static void main(String[] args) throws Exception {
        if (args.length != 4) {
            System.err.println("usage: RuntimeImage TARGET SOURCE TIME VERSION");
            System.exit(2);
        }
        var image = new RuntimeImage(
                Path.of(args[0]).toAbsolutePath(),
                Path.of(args[1]).toAbsolutePath(),
                FileTime.from(Instant.parse(args[2])),
                args[3]);
        image.copyJars();
        image.checkModules();
        image.link();
        image.strip();
        image.copyNativeLibrary();
        image.copyScript();
        image.setTimes();
        Path archive = ClassArchiveDump.dump(
                image.folder,
                image.daemon(),
                image.source.resolve("classes.list"),
                image.target.resolve("dist/archive.log"));
        image.setTimes();
        System.out.println(
                image.folder + " is ready, its class archive has " + Files.size(archive) / 1024 / 1024 + " MiB");
    }

    private void copyJars() throws IOException {
        Checksums.require(target.resolve("lib"), source.resolve("jars.sha256"));
        deleteTree(folder);
        Files.createDirectories(folder.resolve("lib"));
        for (Path jar : list(target.resolve("lib"))) {
            store(jar, folder.resolve("lib").resolve(jar.getFileName()));
        }
    }

    /** The same entries, uncompressed: a package compresses them together, and much better. */
    private static void store(Path jar, Path to) throws IOException {
        try (var in = new JarFile(jar.toFile());
                var out = new ZipOutputStream(Files.newOutputStream(to))) {
            out.setMethod(ZipOutputStream.STORED);
            for (var entry : (Iterable<JarEntry>) in.stream()::iterator) {
                var copy = new ZipEntry(entry.getName());
                copy.setTimeLocal(entry.getTimeLocal());
                copy.setSize(entry.getSize());
                copy.setCrc(entry.getCrc());
                out.putNextEntry(copy);
                try (var content = in.getInputStream(entry)) {
                    content.transferTo(out);
                }
            }
        }
    }

    private void checkModules() throws IOException {
        Path classes = target.resolve("dist/classes");
        deleteTree(classes);
        for (Path jar : list(folder.resolve("lib"))) {
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
            for (var entry : (Iterable<JarEntry>) in.stream()::iterator) {
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
                // It comes before strip-debug or after it, by identity hash; the class archive has its own.
                "--disable-plugin=generate-jli-classes",
                // By name, not by which packages this process happened to look at first.
                "--order-resources=**",
                // libsimdsort sorts large arrays, which is not done here.
                "--exclude-files=**/jrt-fs.jar,**/lib/classlist,**/lib/libsimdsort.so,**/bin/jwebserver,**/bin/keytool",
                // Names of characters, which are not asked for here.
                "--exclude-resources=/java.base/java/lang/uniName.dat",
                // Whose Java it is, for the bill of materials: jlink by itself writes the version alone.
                "--release-info=" + Path.of(System.getProperty("java.home"), "release"),
                "--output=" + folder.resolve("runtime"));
    }

    /** Names for crash reports, which java.args switches off: 5 MB on the disk, 1.5 in the image. */
    private void strip() throws IOException, InterruptedException {
        String library = folder.resolve("runtime/lib/server/libjvm.so").toString();
        int code;
        try {
            code = new ProcessBuilder("strip", "--strip-unneeded", library)
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new IllegalStateException("packaging needs strip; install binutils", e);
        }
        if (code != 0) {
            throw new IllegalStateException("strip ended with " + code + " over " + library);
        }
    }

    /** Where the start script lets Java look: netty would write it to a temporary folder first, which may not allow execution. */
    private void copyNativeLibrary() throws IOException {
        for (Path jar : list(folder.resolve("lib"))) {
            if (jar.getFileName().toString().startsWith("netty-transport-native-epoll-")) {
                String name = "libnetty_transport_native_epoll_x86_64.so";
                try (var in = new JarFile(jar.toFile());
                        var library = in.getInputStream(in.getEntry("META-INF/native/" + name))) {
                    Files.copy(library, folder.resolve("runtime/lib").resolve(name));
                    return;
                }
            }
        }
        throw new IllegalStateException("no jar holds netty's native library");
    }

    private void copyScript() throws IOException {
        Files.createDirectories(folder.resolve("bin"));
        Path script = folder.resolve("bin/bao-kms-provider");
        Files.copy(source.resolve("bao-kms-provider"), script);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String arguments : List.of("java.args", "java-large.args")) {
            Files.copy(source.resolve(arguments), folder.resolve(arguments));
        }
    }

    /** The JVM compares a jar's time with the one that the archive was made of, so packages must keep these. */
    private void setTimes() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.setLastModifiedTime(file, time);
            }
        }
    }

    /** What serve runs from, which is not all that is there: the daemon's jar, and those it names in their order. */
    private List<Path> daemon() throws IOException {
        Path lib = folder.resolve("lib");
        Path main = lib.resolve(daemonJar);
        try (var jar = new JarFile(main.toFile())) {
            String named = jar.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            return Stream.concat(Stream.of(main), Stream.of(named.split(" ")).map(lib::resolve))
                    .toList();
        }
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
