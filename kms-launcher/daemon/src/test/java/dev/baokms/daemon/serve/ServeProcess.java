package dev.baokms.daemon.serve;

import dev.baokms.daemon.Main;
import dev.baokms.daemon.site.Site;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** {@code serve} as a process of its own. */
final class ServeProcess {
    private ServeProcess() {}

    /** Not started yet: where its log goes is for the test to say. */
    static ProcessBuilder of(Site site, String... jvmFlags) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(List.of(jvmFlags));
        command.addAll(List.of(
                "-cp",
                classPath(),
                Main.class.getName(),
                "serve",
                "--config",
                site.config().toString()));
        return new ProcessBuilder(command);
    }

    /** That of the tests without SLF4J, which a test library brings and the daemon does not have. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("slf4j"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
