package dev.baokms.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baokms.daemon.site.Tool;
import dev.baokms.host.build.BuildInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stranger's project that uses {@code kms-core}, {@code kms-emulator} and {@code kms-conformance} as they will be published. Its Maven sees two
 * repositories: one with this build's artifacts, and the local repository of this build for everything else. Its own local
 * repository is thrown away, so nothing half-made stays behind on the machine.
 */
class OutsideProjectIT {
    private static final Path REACTOR = Path.of("../..");
    private static final String VERSION = BuildInfo.load().version();

    @TempDir
    private Path folder;

    @Test
    void projectOfAStranger_buildsAgainstTheArtifacts() throws Exception {
        Tool.require("mvn", "maven");
        String localRepository = System.getProperty("dist.localRepository", "");
        assumeTrue(!localRepository.isEmpty(), "run by the dist profile, which names the local repository");
        publish("bao-kms-provider", REACTOR);
        publish("kms-core", REACTOR.resolve("kms-core"));
        publish("kms-testkit", REACTOR.resolve("kms-testkit"));
        publish("kms-emulator", REACTOR.resolve("kms-testkit/emulator"));
        publish("kms-model", REACTOR.resolve("kms-testkit/model"));
        publish("kms-conformance", REACTOR.resolve("kms-testkit/conformance"));
        Path settings = Files.writeString(folder.resolve("settings.xml"), settings(localRepository));
        Path project = copyOf(Path.of("src/test/outside"));

        Tool.Said built = Tool.run(
                "env",
                "-C",
                project.toString(),
                "JAVA_HOME=" + System.getProperty("java.home"),
                "mvn",
                "-B",
                "-s",
                settings.toString(),
                "-Dmaven.repo.local=" + folder.resolve("local"),
                "-Dkms.version=" + VERSION,
                "test");

        assertThat(built.code()).as(built.text()).isZero();
        assertThat(built.text()
                        .lines()
                        .filter(line -> line.contains("Tests run: 1, Failures: 0, Errors: 0, Skipped: 0")))
                .as("one test in each of three modules, each counted twice")
                .hasSize(6);
    }

    private void publish(String artifact, Path module) throws IOException {
        Path place = Files.createDirectories(
                folder.resolve("published/dev/baokms").resolve(artifact).resolve(VERSION));
        String name = artifact + "-" + VERSION;
        Files.copy(module.resolve("pom.xml"), place.resolve(name + ".pom"));
        Path jar = module.resolve("target").resolve(name + ".jar");
        if (Files.exists(jar)) {
            Files.copy(jar, place.resolve(name + ".jar"));
        }
    }

    private String settings(String localRepository) {
        return """
            <settings>
              <profiles><profile><id>here</id>
                <repositories>%1$s%2$s</repositories>
                <pluginRepositories>%3$s</pluginRepositories>
              </profile></profiles>
              <activeProfiles><activeProfile>here</activeProfile></activeProfiles>
            </settings>
            """.formatted(
                        repository("repository", "published", folder.resolve("published")),
                        repository("repository", "central", Path.of(localRepository)),
                        repository("pluginRepository", "central", Path.of(localRepository)));
    }

    private static String repository(String element, String id, Path at) {
        return "<%1$s><id>%2$s</id><url>%3$s</url><releases><checksumPolicy>ignore</checksumPolicy></releases></%1$s>"
                .formatted(element, id, at.toUri());
    }

    private Path copyOf(Path sources) throws IOException {
        Path copy = folder.resolve("outside");
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = copy.resolve(sources.relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
        return copy;
    }
}
