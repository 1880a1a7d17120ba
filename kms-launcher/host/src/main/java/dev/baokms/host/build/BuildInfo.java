package dev.baokms.host.build;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/**
 * Which build this is.
 *
 * @param version Maven version
 * @param commit first twelve digits of the commit, {@code unknown} when it was built outside a checkout or without git
 * @param date when it was built, from the build's reproducible timestamp
 * @param dirty whether the checkout had changes
 */
public record BuildInfo(String version, String commit, String date, String dirty) {
    /**
     * Read from a resource that the build fills in.
     *
     * @throws StaleCodeException when the running classes are of another build than the jar: an archive of classes (JDK 25's AOT
     *     cache) is used without a look at the jar, which may have been replaced under it
     */
    public static BuildInfo load() {
        requireOwnCode(BuildId.COMPILED, resource("build-id"));
        var properties = new Properties();
        try (var in = new StringReader(resource("build.properties") + resource("commit.properties"))) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new BuildInfo(
                properties.getProperty("version"),
                properties.getProperty("commit"),
                properties.getProperty("date"),
                properties.getProperty("dirty"));
    }

    static void requireOwnCode(String running, String inJar) {
        if (!running.equals(inJar)) {
            throw new StaleCodeException(running, inJar);
        }
    }

    private static String resource(String name) {
        try (InputStream in = BuildInfo.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }
}
