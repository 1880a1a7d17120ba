package dev.baokms.testkit.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What has been added to the provider's log files since this object was made. */
final class LogTail {
    private final List<Path> files;
    private final List<Long> starts = new ArrayList<>();

    LogTail(List<Path> files) {
        this.files = files;
        files.forEach(file -> starts.add(size(file)));
    }

    /** One char per byte, so that decoding loses nothing. */
    String text() {
        var text = new StringBuilder();
        for (int i = 0; i < files.size(); i++) {
            try (var channel = Files.newByteChannel(files.get(i));
                    var in = Channels.newInputStream(channel)) {
                // A file that shrank was rotated, so all of it is new.
                channel.position(starts.get(i) > channel.size() ? 0 : starts.get(i));
                text.append(new String(in.readAllBytes(), ISO_8859_1)).append('\n');
            } catch (IOException e) {
                throw unreadable(files.get(i), e);
            }
        }
        return text.toString();
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static Violation unreadable(Path file, IOException e) {
        return new Violation("log file " + file + " cannot be read; give the path the provider writes to", e);
    }
}
