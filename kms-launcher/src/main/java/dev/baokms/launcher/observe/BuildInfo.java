package dev.baokms.launcher.observe;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/**
 * Which build this is.
 *
 * @param version Maven version
 * @param commit abbreviated commit, {@code unknown} outside a checkout
 * @param date when it was built, from the build's reproducible timestamp
 * @param dirty whether the checkout had changes
 */
public record BuildInfo(String version, String commit, String date, String dirty) {
    /** Read from a resource that the build fills in. */
    public static BuildInfo load() {
        var properties = new Properties();
        try (InputStream in = BuildInfo.class.getResourceAsStream("/dev/baokms/launcher/build.properties")) {
            if (in == null) {
                throw new IllegalStateException("build.properties is missing from the jar");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new IllegalStateException("build.properties cannot be read", e);
        }
        return new BuildInfo(
                properties.getProperty("version"),
                properties.getProperty("commit"),
                properties.getProperty("date"),
                properties.getProperty("dirty"));
    }
}
