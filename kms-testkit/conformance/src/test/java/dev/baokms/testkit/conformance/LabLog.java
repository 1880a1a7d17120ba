package dev.baokms.testkit.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A log file, once there is one. */
class LabLog {
    @Nullable
    Path file;

    void call(String method, String uid) {
        write(method + " uid=" + uid.replaceAll("\\p{Cntrl}", "?"));
    }

    final synchronized void write(String line) {
        if (file != null) {
            try {
                Files.writeString(file, line + "\n", UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
