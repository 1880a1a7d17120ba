package dev.baokms.lab;

import dev.baokms.host.ToldException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The sources that this runs from.
 *
 * @param root where the start script is
 */
record Checkout(Path root) {
    private static final String MODULE = "kms-testkit/kube-apiserver-client/lab";

    /** The one that holds the running classes. */
    static Checkout ofThisProcess() throws IOException {
        Path code;
        try {
            code = Path.of(Checkout.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the place of a class is a URI", e);
        }
        for (Path folder = code; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(MODULE))) {
                return new Checkout(folder);
            }
        }
        throw new ToldException(LabTexts.noCheckout(code));
    }

    /** The Go module that has Kubernetes' own programs as its tools. */
    Path kubernetes() {
        return root.resolve(MODULE);
    }

    /** What packages are made of, the jars in {@code lib} among it. */
    Path packaging() {
        return root.resolve("kms-launcher/dist/target");
    }

    /** The program that makes the packaged folder, and what it takes. */
    Path packager() {
        return root.resolve("kms-launcher/dist/src/dist/build");
    }
}
