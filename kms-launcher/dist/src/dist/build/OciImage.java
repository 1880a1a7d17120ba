import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Writes the packaged folder as an OCI image layout in one tar file: no engine, no registry, no base image. Equal folders on equal
 * systems give equal bytes.
 */
final class OciImage {
    private static final String HOME = "opt/bao-kms-provider";
    private static final String DOC = "usr/share/doc/bao-kms-provider/";

    private record Blob(String mediaType, byte[] bytes) {
        String digest() {
            return hex(bytes);
        }

        String descriptor() {
            return String.format(
                    Locale.ROOT,
                    "{\"mediaType\":\"%s\",\"digest\":\"sha256:%s\",\"size\":%d}",
                    mediaType,
                    digest(),
                    bytes.length);
        }
    }

    private final Path target;
    private final Path tree;
    private final Instant time;
    private final String version;
    private final List<Blob> layers = new ArrayList<>();
    private final List<String> unpacked = new ArrayList<>();
    private String sbom = "";

    private OciImage(Path target, Instant time, String version) {
        this.target = target;
        this.tree = target.resolve("dist/bao-kms-provider");
        this.time = time;
        this.version = version;
    }

    /** @param args the build folder of the packages, the time of all files, the version, the file to write */
    public static void main(String[] args) throws Exception {
        if (args.length != 4) {
            System.err.println("usage: OciImage TARGET TIME VERSION FILE");
            System.exit(2);
        }
        var image = new OciImage(Path.of(args[0]).toAbsolutePath(), Instant.parse(args[1]), args[2]);
        image.layers();
        image.write(Path.of(args[3]));
    }

    /** What changes least comes first. The class archive, which depends on all the rest, is alone and last. */
    private void layers() throws Exception {
        var debian = DebianFiles.neededBy(tree.resolve("runtime"));
        var bill = new Sbom(version, time.toString());
        bill.jars(tree, target.resolve("dist/coordinates"));
        bill.java(JavaRelease.of(tree.resolve("runtime/release")), tree.resolve("runtime/lib/modules"));
        bill.debian(debian);
        sbom = bill.json();

        var system = new Layer(time);
        system.text("etc/passwd", "root:x:0:0::/:/\nopenbao-kms:x:65532:65532::/:/\n");
        system.text("etc/group", "root:x:0:\nopenbao-kms:x:65532:\n");
        system.text("etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");
        system.directory("tmp", 01777);
        for (String mountPoint : List.of("etc/openbao-kms", "run/openbao-kms", "var/lib/openbao-kms/state")) {
            system.directory(mountPoint, 0755);
        }
        for (var file : debian.files().entrySet()) {
            system.file(file.getKey().toString().substring(1), 0755, Files.readAllBytes(file.getKey()));
        }
        for (var each : debian.packages()) {
            String copyright = "/usr/share/doc/" + each.name() + "/copyright";
            system.file(copyright.substring(1), 0644, Files.readAllBytes(Path.of(copyright)));
        }
        system.tree(HOME + "/runtime", tree.resolve("runtime"), Set.of());
        add(system);

        var application = new Layer(time);
        application.tree(HOME, tree, Set.of("runtime", "bin", classArchive()));
        application.text(DOC + "sbom.cdx.json", sbom);
        add(application);

        var archive = new Layer(time);
        archive.file(HOME + "/" + classArchive(), 0644, Files.readAllBytes(tree.resolve(classArchive())));
        add(archive);
    }

    private void add(Layer layer) throws IOException {
        byte[] tar = layer.tar();
        unpacked.add(hex(tar));
        layers.add(new Blob("application/vnd.oci.image.layer.v1.tar+gzip", gzip(tar)));
    }

    private void write(Path file) throws Exception {
        var config = new Blob("application/vnd.oci.image.config.v1+json", bytes(configuration()));
        var manifest = new Blob(
                "application/vnd.oci.image.manifest.v1+json",
                bytes(String.format(
                        Locale.ROOT,
                        """
                        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":%s,"layers":[%s]}\
                        """,
                        config.descriptor(),
                        layers.stream().map(Blob::descriptor).collect(Collectors.joining(",")))));
        String entry = manifest.descriptor().replaceFirst("}$", String.format(Locale.ROOT, """
            ,"platform":{"architecture":"amd64","os":"linux"},"annotations":{"org.opencontainers.image.ref.name":"%s"}}\
            """, version));
        var out = new Layer(time);
        out.text("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}");
        out.text("index.json", String.format(Locale.ROOT, """
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[%s]}\
            """, entry));
        for (Blob blob :
                Stream.concat(Stream.of(config, manifest), layers.stream()).toList()) {
            out.file("blobs/sha256/" + blob.digest(), 0644, blob.bytes());
        }
        byte[] tar = out.tar();
        Files.write(file, tar);
        Files.writeString(file.resolveSibling(file.getFileName() + ".cdx.json"), sbom);
        int compressed = layers.stream().mapToInt(layer -> layer.bytes().length).sum();
        System.out.printf(
                Locale.ROOT,
                "%s: sha256:%s, layers %s, %.1f MB compressed%n",
                file.getFileName(),
                manifest.digest(),
                layers.stream()
                        .map(each -> String.format(Locale.ROOT, "%.1f", each.bytes().length / 1e6))
                        .toList(),
                compressed / 1e6);
    }

    /** Started by the Java program itself: there is no shell that could run the start script. */
    private String configuration() throws IOException {
        List<String> command = List.of(
                "/" + HOME + "/runtime/bin/java",
                "@/" + HOME + "/java.args",
                "-Djava.library.path=/" + HOME + "/runtime/lib",
                "-Dbaokms.packaged=true",
                "-XX:SharedArchiveFile=/" + HOME + "/" + classArchive(),
                "-cp",
                // The class archive was made of the first alone. The second adds the other commands, which serve does
                // not open.
                String.format(
                        Locale.ROOT, "/%1$s/lib/kms-daemon-%2$s.jar:/%1$s/lib/kms-operator-%2$s.jar", HOME, version),
                "dev.baokms.daemon.Main");
        return String.format(
                Locale.ROOT,
                """
                {"created":"%s","architecture":"amd64","os":"linux","config":{"User":"65532:65532","Env":["MALLOC_ARENA_MAX=2","LC_ALL=C.UTF-8"],\
                "Entrypoint":[%s],"Cmd":["serve","--config","/etc/openbao-kms/config.yaml"],"WorkingDir":"/",\
                "Labels":{"org.opencontainers.image.title":"bao-kms-provider","org.opencontainers.image.version":"%s",\
                "org.opencontainers.image.licenses":"Apache-2.0"}},"rootfs":{"type":"layers","diff_ids":[%s]}}\
                """,
                time,
                command.stream().map(word -> '"' + word + '"').collect(Collectors.joining(",")),
                version,
                unpacked.stream().map(each -> "\"sha256:" + each + '"').collect(Collectors.joining(",")));
    }

    private String classArchive() throws IOException {
        try (Stream<Path> files = Files.list(tree)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jsa"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(tree + " has no class archive"));
        }
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(out) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String hex(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
