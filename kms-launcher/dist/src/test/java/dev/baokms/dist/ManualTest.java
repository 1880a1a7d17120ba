package dev.baokms.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.configuration.FieldReference;
import dev.baokms.daemon.site.Tool;
import dev.baokms.operator.command.CommandTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ManualTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws Exception {
        Manual.main(new String[] {folder.toString()});
    }

    private String page(String name) throws Exception {
        return Files.readString(folder.resolve("man").resolve(name)).replace("\\-", "-");
    }

    @Test
    void everyCommandAndFlag_isInItsPage() throws Exception {
        List<CommandLine> commands = Manual.all(CommandTree.commandLine());
        assertThat(commands).hasSizeGreaterThan(15);
        for (CommandLine command : commands) {
            String page = page(command.getCommandSpec().qualifiedName("-") + ".1");
            assertThat(page).contains(".B " + command.getCommandSpec().qualifiedName());
            assertThat(page).doesNotContain("${", "@|");
            command.getCommandSpec()
                    .options()
                    .forEach(option -> assertThat(page).contains(option.names()));
            command.getSubcommands()
                    .values()
                    .forEach(below -> assertThat(page)
                            .contains(".BR " + below.getCommandSpec().qualifiedName("-") + " (1)"));
        }
    }

    @Test
    void everyField_isInTheConfigurationPage() throws Exception {
        String page = page("bao-kms-provider-config.5");
        assertThat(FieldReference.all())
                .hasSizeGreaterThan(50)
                .allSatisfy(field -> assertThat(page).contains(".B " + field.path() + "\n", field.meaning()));
    }

    @Test
    void pages_formatWithoutAWarning() throws Exception {
        Tool.require("groff", "groff-base");
        try (Stream<Path> pages = Files.list(folder.resolve("man"))) {
            for (Path page : pages.toList()) {
                Tool.Said said = Tool.run("groff", "-man", "-Tutf8", "-ww", "-z", page.toString());
                assertThat(said).as(page.toString()).isEqualTo(new Tool.Said(0, ""));
            }
        }
    }

    @Test
    void completion_offersCommandsFlagsAndChoices() throws Exception {
        Tool.require("bash", "bash");
        String script = folder.resolve("completion/bao-kms-provider").toString();
        assertThat(Tool.run("bash", "-n", script)).isEqualTo(new Tool.Said(0, ""));
        assertThat(completed(script, "bao-kms-provider", "ver")).contains("verify-rotation", "version");
        assertThat(completed(script, "bao-kms-provider", "init", "--soc")).containsExactly("--socket-gid");
        assertThat(completed(script, "bao-kms-provider", "init", "--model", "")).contains("systemd", "static-pod");
        assertThat(completed(script, "bao-kms-provider", "config", "sch")).containsExactly("schema");
    }

    /** What the shell would offer for the last word. It allows compopt only while somebody types, so that is left out. */
    private static List<String> completed(String script, String... words) throws Exception {
        String asked =
                "source %s; compopt() { :; }; COMP_WORDS=(%s); COMP_CWORD=%s; f=$(complete -p bao-kms-provider | sed 's/.*-F \\([^ ]*\\).*/\\1/'); $f; printf '%%s\\n' \"${COMPREPLY[@]}\""
                        .formatted(
                                script,
                                Stream.of(words).map(word -> "'" + word + "'").collect(Collectors.joining(" ")),
                                words.length - 1);
        return Tool.run("bash", "-c", asked).text().lines().map(String::strip).toList();
    }
}
