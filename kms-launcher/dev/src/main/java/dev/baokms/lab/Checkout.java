package dev.baokms.lab;

import dev.baokms.host.ToldException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The sources that this process runs from.
 *
 * @param root the directory with the start script
 */
record Checkout(Path root) {
    private static final String MODULE = "kms-testkit/kube-apiserver-client/lab";

    /** Returns the checkout that holds the running classes. */
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

    /** Returns the Go module that has Kubernetes' own programs as its tools. */
    Path kubernetes() {
        return root.resolve(MODULE);
    }

    /** Returns the directory with the parts of a package, including the jars in {@code lib}. */
    Path packaging() {
        return root.resolve("kms-launcher/dist/target");
    }

    /** Returns the directory with the program that makes the packaged folder, and its inputs. */
    Path packager() {
        return root.resolve("kms-launcher/dist/src/dist/build");
    }
}
