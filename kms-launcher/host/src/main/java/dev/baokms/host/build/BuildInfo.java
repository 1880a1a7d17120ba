package dev.baokms.host.build;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/**
 * Identifies this build.
 *
 * @param version the Maven version
 * @param commit the first twelve digits of the commit; {@code unknown} for a build outside a checkout or without git
 * @param date the time of the build, from its reproducible timestamp
 * @param dirty whether the checkout had changes
 */
public record BuildInfo(String version, String commit, String date, String dirty) {
    /**
     * Reads the information from a resource that the build fills in.
     *
     * @throws StaleCodeException if the running classes and the jar are of different builds: the JVM uses an archive of
     *     classes (JDK 25's AOT cache) without checking the jar, which may have been replaced
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
