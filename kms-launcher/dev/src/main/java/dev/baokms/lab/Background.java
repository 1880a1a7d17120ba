package dev.baokms.lab;

import dev.baokms.host.ToldException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts programs that outlive this process. Each runs in a session of its own, so that neither a Ctrl-C here nor the
 * end of the terminal reaches it.
 */
final class Background {
    private static final String SCRIPT = "run-in-background.sh";

    private final LabFolder folder;
    private boolean closed;

    Background(LabFolder folder) {
        this.folder = folder;
    }

    /** Starts a program that ends once. */
    void once(String name, Map<String, String> environment, List<String> command) throws IOException {
        start(name, "once", environment, command);
    }

    /** Starts a program that is restarted whenever it ends, as a service manager would. */
    void again(String name, Map<String, String> environment, List<String> command) throws IOException {
        start(name, "again", environment, command);
    }

    /** Refuses further starts, because the lab is being taken down. */
    synchronized void close() {
        closed = true;
    }

    private synchronized void start(String name, String mode, Map<String, String> environment, List<String> command)
            throws IOException {
        if (closed) {
            throw new ToldException(LabTexts.TAKEN_DOWN);
        }
        var line = new ArrayList<>(List.of(
                "setsid",
                "sh",
                folder.script(SCRIPT).toString(),
                name,
                folder.table().toString(),
                mode));
        line.addAll(command);
        var builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(folder.log(name).toFile()))
                .redirectInput(Path.of("/dev/null").toFile())
                .directory(folder.path().toFile());
        builder.environment().putAll(environment);
        builder.start();
    }
}
