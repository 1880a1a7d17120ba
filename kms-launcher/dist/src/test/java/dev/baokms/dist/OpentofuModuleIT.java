package dev.baokms.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baokms.daemon.site.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs the provider plug-in from its registry, so it is no part of the gate. */
class OpentofuModuleIT {
    @TempDir
    private Path folder;

    @Test
    void module_isValid() throws Exception {
        String program = Tool.find("tofu").isPresent() ? "tofu" : "terraform";
        assumeTrue(Tool.find(program).isPresent(), "tofu is not here: install the package tofu of opentofu.org");
        try (Stream<Path> sources = Files.list(Path.of("src/dist/opentofu"))) {
            for (Path source : sources.toList()) {
                Files.copy(source, folder.resolve(source.getFileName()));
            }
        }
        assumeTrue(
                Tool.run("env", "-C", folder.toString(), program, "init", "-backend=false", "-no-color")
                                .code()
                        == 0,
                "the provider plug-in cannot be had from its registry here");

        Tool.Said validated = Tool.run("env", "-C", folder.toString(), program, "validate", "-no-color");

        assertThat(validated.code()).as(validated.text()).isZero();
    }
}
