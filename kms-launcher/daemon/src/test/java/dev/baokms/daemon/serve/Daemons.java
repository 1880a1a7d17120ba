package dev.baokms.daemon.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.daemon.site.Site;
import dev.baokms.daemon.site.Tool;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One daemon after the other, started again by a supervisor whenever one ends.
 *
 * <p>They are those of {@code -Dhandover.packages=DIRECTORY:DIRECTORY}, unpacked, of which the second is the upgrade of the first and
 * the other way round; without it, that of the class path.
 */
final class Daemons implements AutoCloseable {
    /** What the supervisor does with the socket. */
    enum Socket {
        DESCRIPTOR_3("3", "nonblock"),
        STANDARD_INPUT("0", "block"),
        /** Nothing: each daemon binds its own. */
        NONE("none", "");

        private final String descriptor;
        private final String blocking;

        Socket(String descriptor, String blocking) {
            this.descriptor = descriptor;
            this.blocking = blocking;
        }
    }

    private final Path folder;
    private final List<String> packages =
            List.of(System.getProperty("handover.packages", "").split(File.pathSeparator, -1));
    private final Process supervisor;
    private final BufferedReader ids;
    private int upgrades;

    Daemons(Site site, Path folder, Socket socket) throws Exception {
        Tool.require("perl", "perl-base");
        this.folder = folder;
        var command = new ArrayList<>(List.of(
                "perl",
                Path.of(Objects.requireNonNull(Daemons.class.getResource("/supervisor.pl"))
                                .toURI())
                        .toString(),
                site.socket().toString(),
                socket.descriptor,
                socket.blocking));
        if (isPackaged()) {
            upgrade();
            command.addAll(List.of(
                    folder.resolve("current/bin/bao-kms-provider").toString(),
                    "serve",
                    "--config",
                    site.config().toString()));
        } else {
            command.addAll(ServeProcess.of(site).command());
        }
        supervisor = new ProcessBuilder(command)
                .redirectError(Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        ids = supervisor.inputReader(UTF_8);
    }

    boolean isPackaged() {
        return !packages.getFirst().isEmpty();
    }

    /** Blocks until it was started; it need not listen yet. */
    ProcessHandle next() throws IOException {
        return ProcessHandle.of(Long.parseLong(ids.readLine())).orElseThrow();
    }

    /** Lets the next daemon be that of the other package. */
    void upgrade() throws IOException {
        if (isPackaged()) {
            Path fresh = folder.resolve("current.new");
            Files.createSymbolicLink(fresh, Path.of(packages.get(upgrades % packages.size())));
            Files.move(fresh, folder.resolve("current"), StandardCopyOption.ATOMIC_MOVE);
            upgrades++;
        }
    }

    /** With SIGTERM, and the daemon with it. */
    void end() {
        supervisor.destroy();
    }

    @Override
    public void close() {
        supervisor.descendants().forEach(ProcessHandle::destroyForcibly);
        supervisor.destroyForcibly().onExit().join();
    }
}
