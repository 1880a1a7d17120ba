package dev.baokms.daemon.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.daemon.site.Site;
import dev.baokms.testkit.kms.KmsClient;
import dev.baokms.testkit.kms.WrappedSeed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * For {@code systemd.sh}: sixteen callers beside a daemon that somebody else runs and restarts. Seeds begin with {@value #MARK}, so that
 * they can be searched for.
 */
final class RestartsMain {
    static final String MARK = "marked-seed-";

    private RestartsMain() {}

    /**
     * @param arguments the socket, how many seeds to wrap and unwrap first, how many restarts, and the commands of a restart, of which
     *     each is run in its turn; the word {@code SIGKILL} in one says that calls may be cut off
     */
    public static void main(String[] arguments) throws Exception {
        var callers = new Callers(Path.of(arguments[0]));
        int seeds = Integer.parseInt(arguments[1]);
        int restarts = Integer.parseInt(arguments[2]);
        List<String> commands = List.of(arguments).subList(3, arguments.length);
        WrappedSeed wrapped;
        try (KmsClient client = callers.client()) {
            Site.await("Status is ok", () -> Site.healthy(client));
            wrapped = client.encrypt("uid", marked(0));
            for (int seed = 1; seed < seeds; seed++) {
                client.decrypt("uid", client.encrypt("uid", marked(seed)));
            }
        }
        callers.start(wrapped);
        for (int restart = 0; restart < restarts; restart++) {
            int before = callers.answered();
            String command = commands.get(restart % commands.size());
            if (command.contains("SIGKILL")) {
                callers.whileKilling(() -> run(command));
            } else {
                run(command);
            }
            Site.await("calls are answered again", () -> callers.answered() > before + Callers.COUNT);
        }
        callers.stop();
        System.out.println(restarts + " restarts: " + callers.report());
        if (callers.refused() > 0 || !callers.lost().isEmpty()) {
            throw new AssertionError("refused " + callers.refused() + ", lost " + callers.lost());
        }
    }

    private static byte[] marked(int seed) {
        return String.format(Locale.ROOT, "%s%020d", MARK, seed).getBytes(UTF_8);
    }

    private static void run(String command) {
        try {
            int code =
                    new ProcessBuilder("sh", "-c", command).inheritIO().start().waitFor();
            if (code != 0) {
                throw new AssertionError(command + " ended with " + code);
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(command, e);
        }
    }
}
