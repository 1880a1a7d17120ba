package dev.baokms.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.baokms.host.ToldException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When something is built and when not. Nothing is built here. */
class LabProgramsTest {
    @TempDir
    private Path folder;

    private final StringWriter said = new StringWriter();
    private final Narrator narrator = new Narrator(new PrintWriter(said));

    private Path program(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    /** A module, and a go that makes of it what it is asked for. */
    private KubernetesPrograms programs() throws IOException {
        Path module = Files.createDirectories(folder.resolve("module"));
        Files.writeString(module.resolve("go.mod"), "module a");
        Files.writeString(module.resolve("go.sum"), "sums");
        return new KubernetesPrograms(KubernetesRelease.NEWEST, module, folder.resolve("cache"));
    }

    @Test
    void kubernetesOfOtherModules_isBuiltAgain() throws Exception {
        KubernetesPrograms programs = programs();
        assertThat(programs.areBuilt()).isFalse();
        for (String name : KubernetesPrograms.NAMES) {
            program(programs.folder().resolve(name));
        }
        programs.remember();
        assertThat(programs.areBuilt()).isTrue();

        Files.writeString(folder.resolve("module/go.sum"), "other sums");

        assertThat(programs.areBuilt()).isFalse();
    }

    @Test
    void kubernetesWithoutOneOfItsPrograms_isBuiltAgain() throws Exception {
        KubernetesPrograms programs = programs();
        for (String name : KubernetesPrograms.NAMES) {
            program(programs.folder().resolve(name));
        }
        programs.remember();

        Files.delete(programs.folder().resolve("kubectl"));

        assertThat(programs.areBuilt()).isFalse();
    }

    @Test
    void packageOlderThanAJar_isMadeAgain() throws Exception {
        var provider = new PackagedProvider(folder, folder);
        Path jar = Files.createDirectories(folder.resolve("lib")).resolve("kms-daemon.jar");
        Files.writeString(jar, "");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));
        assertThat(provider.isCurrent()).isFalse();
        program(provider.folder().resolve("bin/bao-kms-provider"));
        Files.writeString(folder.resolve("dist/archive.log"), "");
        assertThat(provider.isCurrent()).isTrue();

        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(60)));

        assertThat(provider.isCurrent()).isFalse();
    }

    @Test
    void nothingToPackage_isToldWithItsCure() {
        assertThatExceptionOfType(ToldException.class)
                .isThrownBy(() -> new PackagedProvider(folder, folder).build(new Builder(narrator), narrator))
                .withMessageContaining("mvn -DskipTests package");
    }

    @Test
    void compilerThatFails_isQuoted() {
        Path log = folder.resolve("log");

        assertThatExceptionOfType(ToldException.class)
                .isThrownBy(() -> new Builder(narrator)
                        .run("kubectl", List.of("sh", "-c", "echo no space; exit 3"), Map.of(), folder, log, "lines"))
                .withMessageContainingAll("kubectl could not be made", log.toString(), "no space");
    }

    @Test
    void compilerThatSucceeds_isTimed() throws Exception {
        new Builder(narrator).run("kubectl", List.of("true"), Map.of(), folder, folder.resolve("log"), "lines");

        assertThat(said.toString()).matches("  kubectl: done in \\d+\\.\\d s\n");
    }
}
