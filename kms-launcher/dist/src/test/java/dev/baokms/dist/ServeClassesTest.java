package dev.baokms.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.daemon.Main;
import dev.baokms.daemon.site.Site;
import dev.baokms.testkit.kms.KmsClient;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} on the class path of the whole product: nothing of the other commands is loaded, although it is there. */
class ServeClassesTest {
    private static final String[] OF_THE_COMMANDS = {" dev.baokms.operator.", " picocli."};

    @TempDir
    private Path folder;

    @Test
    void serve_loadsNoClassOfTheCommands() throws Exception {
        try (Site site = Site.in(folder)) {
            Process daemon = start("serve", "--config", site.config().toString());
            try (KmsClient client = site.client()) {
                Site.await("Status is ok", () -> Site.healthy(client));
            } finally {
                daemon.destroy();
                assertThat(daemon.waitFor()).isZero();
            }
        }

        assertThat(loaded()).contains(" dev.baokms.daemon.serve.Daemon ").doesNotContain(OF_THE_COMMANDS);
    }

    @Test
    void otherCommand_loadsThem() throws Exception {
        assertThat(start("version").waitFor()).isZero();

        assertThat(loaded()).contains(OF_THE_COMMANDS);
    }

    private String loaded() throws IOException {
        return Files.readString(folder.resolve("classes"));
    }

    private Process start(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xlog:class+load:file=" + folder.resolve("classes"),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classPath(),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    /** Ours without SLF4J, which a test library brings and the daemon does not have. */
    static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("slf4j"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
