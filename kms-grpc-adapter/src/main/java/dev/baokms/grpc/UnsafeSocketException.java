package dev.baokms.grpc;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The socket cannot be served safely at the configured path. The message is for the operator: the path, what is wrong
 * with it, and how to fix it. Nothing was removed or changed.
 */
public final class UnsafeSocketException extends IOException {
    UnsafeSocketException(Path path, String wrong, String cure) {
        super(path + ": " + wrong + "; " + cure);
    }
}
