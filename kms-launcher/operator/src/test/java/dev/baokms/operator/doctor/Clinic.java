package dev.baokms.operator.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.daemon.site.Site;
import dev.baokms.host.ExitCode;
import dev.baokms.operator.command.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A site to make ill, and what a checking command finds there. */
final class Clinic implements AutoCloseable {
    private static final Pattern LINE = Pattern.compile("\\[(pass|warn|fail|skip)] ([a-z0-9_.]+): [^-]+ - (.*)");

    /** How a sentence begins that needs its title to be one. */
    private static final Pattern HALF =
            Pattern.compile("(is|are|can|cannot|does|do|has|have|gives|keeps?|knows|wraps|agrees|lacks) .*");

    final Site site;
    private String printed = "";

    Clinic(Path folder) throws Exception {
        site = Site.in(folder);
    }

    /** Runs a command; check id to {@code status: message}. The exit code must agree with it. */
    Map<String, String> run(String command, String... more) {
        var arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--config", site.config().toString()));
        arguments.addAll(List.of(more));
        int code = raw(arguments.toArray(String[]::new));
        var findings = new LinkedHashMap<String, String>();
        printed.lines().forEach(line -> {
            Matcher finding = LINE.matcher(line);
            assertThat(finding.matches()).as(line).isTrue();
            findings.put(finding.group(2), finding.group(1) + ": " + finding.group(3));
            assertThat(finding.group(3))
                    .as("a whole sentence")
                    .doesNotMatch(HALF)
                    .doesNotEndWith(".");
        });
        boolean failed = findings.values().stream().anyMatch(finding -> finding.startsWith("fail"));
        assertThat(code).as(printed).isEqualTo(failed ? ExitCode.CHECK_FAILED : ExitCode.OK);
        return findings;
    }

    /** Runs a command line as it is. */
    int raw(String... arguments) {
        CommandRun run = CommandRun.of(arguments);
        printed = run.text();
        return run.code();
    }

    /** What was printed last, on both streams. */
    String printed() {
        return printed;
    }

    void configured(UnaryOperator<String> change) throws IOException {
        Files.writeString(site.config(), change.apply(Files.readString(site.config())));
    }

    Path encryptionConfig(UnaryOperator<String> change) throws IOException {
        return site.encryptionConfig(change);
    }

    @Override
    public void close() {
        site.close();
    }
}
