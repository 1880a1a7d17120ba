package dev.baokms.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.GsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageLayoutIT {
    @TempDir
    private Path folder;

    private ImageFile image = new ImageFile(Path.of("."));

    @BeforeEach
    void unpack() throws Exception {
        image = ImageFile.unpackedTo(folder.resolve("layout"));
    }

    @Test
    void layoutIndexManifestAndConfiguration_areAsTheSpecificationSays() throws IOException {
        requireValid("layout", Files.readString(image.layout().resolve("oci-layout")));
        requireValid("index", image.index());
        requireValid("manifest", image.manifest());
        requireValid("config", image.configuration());
    }

    @Test
    void manifestWithAnUnknownField_isRefusedByTheSchema() throws IOException {
        String planted = image.manifest().replaceFirst("\\{", "{\"extra\":1,");
        assertThat(validator().validate(schema("manifest"), planted).isValid()).isFalse();
    }

    @Test
    void everyBlob_isNamedByItsDigestAndReferredTo() throws Exception {
        var referred = new TreeSet<>(ImageFile.digests(image.index()));
        referred.addAll(ImageFile.digests(image.manifest()));
        var found = new TreeSet<String>();
        try (Stream<Path> blobs = Files.list(image.layout().resolve("blobs/sha256"))) {
            for (Path blob : blobs.toList()) {
                assertThat(blob.getFileName()).hasToString(sha256(Files.readAllBytes(blob)));
                found.add(blob.getFileName().toString());
            }
        }
        assertThat(found).isEqualTo(referred);
    }

    @Test
    void diffIds_areTheDigestsOfTheUnpackedLayers() throws Exception {
        List<String> named = image.words("diff_ids");
        List<Path> layers = image.layers();
        assertThat(named).hasSameSizeAs(layers);
        for (int i = 0; i < named.size(); i++) {
            try (var in = new GZIPInputStream(Files.newInputStream(layers.get(i)))) {
                assertThat(named.get(i)).isEqualTo("sha256:" + sha256(in.readAllBytes()));
            }
        }
    }

    @Test
    void noShellPackageManagerOrEmulator_isInside() throws Exception {
        assertThat(names())
                .noneMatch(
                        name -> name.matches(
                                "(.*/)?(sh|bash|dash|busybox|apt|apt-get|dpkg|rpm|apk|env|kms-(emulator|model|conformance).*|junit.*|assertj.*)"));
        assertThat(names())
                .filteredOn(name -> name.contains("/bin/") && !name.endsWith("/"))
                .allMatch(name -> name.startsWith("opt/bao-kms-provider/runtime/bin/"));
    }

    @Test
    void billOfMaterials_listsEveryJarLibcAndJava() throws Exception {
        String bill = Files.readString(
                ImageFile.built().resolveSibling(ImageFile.built().getFileName() + ".cdx.json"));
        assertThat(bill).contains("pkg:deb/debian/libc6@", "\"specVersion\": \"1.6\"");
        // This test runs in the Java that is bundled.
        assertThat(bill)
                .contains("\"group\": \"" + System.getProperty("java.vendor") + "\", \"name\": \"java-runtime\","
                        + " \"version\": \"" + System.getProperty("java.runtime.version") + "\"");
        long jars = names().stream()
                .filter(name -> name.endsWith(".jar") && !name.contains("/runtime/"))
                .count();
        assertThat(bill.split("pkg:maven/[^\"]*\", \"hashes\"", -1)).hasSize((int) jars + 1);
        assertThat(bill).doesNotContain("kms-emulator", "kms-model", "kms-conformance");
        assertThat(names()).contains("usr/share/doc/bao-kms-provider/sbom.cdx.json");
    }

    /** Java, flags, class archive and image once more from the same jars: nothing remembers where or when it was made. */
    @Test
    void secondBuildInAnotherFolder_hasTheSameBytes() throws Exception {
        Path target = folder.resolve("another/target");
        Files.createDirectories(target.resolve("dist"));
        Files.copy(Path.of("target/dist/coordinates"), target.resolve("dist/coordinates"));
        String version = ImageFile.built().getFileName().toString().replaceAll("^bao-kms-provider-|-oci\\.tar$", "");
        ImageFile.execute("cp", "--recursive", "target/lib", target.toString());
        String time = image.configuration().replaceAll("(?s).*\"created\":\"([^\"]*)\".*", "$1");
        String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        Path again = folder.resolve("again.tar");

        // Other identity hashes: what comes in their order shows.
        ImageFile.execute(
                java,
                "-XX:+UnlockExperimentalVMOptions",
                "-XX:hashCode=0",
                "src/dist/build/RuntimeImage.java",
                target.toString(),
                "src/dist/build",
                time,
                version);
        ImageFile.execute(java, "src/dist/build/OciImage.java", target.toString(), time, version, again.toString());

        assertThat(Files.mismatch(again, ImageFile.built())).isEqualTo(-1);
    }

    private List<String> names() throws Exception {
        var names = new TreeSet<String>();
        for (Path layer : image.layers()) {
            names.addAll(ImageFile.execute("tar", "--list", "--gzip", "--file", layer.toString())
                    .lines()
                    .toList());
        }
        return List.copyOf(names);
    }

    private static void requireValid(String name, String json) throws IOException {
        var result = validator().validate(schema(name), json);
        assertThat(result.isValid()).as(name + ": " + json + result.getErrors()).isTrue();
    }

    private static ValidatorFactory validator() {
        return new ValidatorFactory().withJsonNodeFactory(new GsonNode.Factory());
    }

    private static String schema(String name) throws IOException {
        try (var in = Objects.requireNonNull(
                ImageLayoutIT.class.getResourceAsStream("/dev/baokms/dist/oci-" + name + ".schema.json"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
