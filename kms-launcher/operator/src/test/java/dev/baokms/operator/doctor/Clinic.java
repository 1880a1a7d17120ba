package dev.baokms.operator.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.daemon.site.Site;
import dev.baokms.host.ExitCode;
import dev.baokms.operator.command.CommandTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
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
        });
        boolean failed = findings.values().stream().anyMatch(finding -> finding.startsWith("fail"));
        assertThat(code).as(printed).isEqualTo(failed ? ExitCode.CHECK_FAILED : ExitCode.OK);
        return findings;
    }

    /** Runs a command line as it is. */
    int raw(String... arguments) {
        var text = new StringWriter();
        int code = CommandTree.commandLine()
                .setOut(new PrintWriter(text, true))
                .setErr(new PrintWriter(text, true))
                .execute(arguments);
        printed = text.toString();
        return code;
    }

    /** What was printed last, on both streams. */
    String printed() {
        return printed;
    }

    void configured(UnaryOperator<String> change) throws IOException {
        Files.writeString(site.config(), change.apply(Files.readString(site.config())));
    }

    /** An EncryptionConfiguration with one group of resources that fits the site but for a change. */
    Path encryptionConfig(UnaryOperator<String> change) throws IOException {
        Path file = site.config().resolveSibling("encryption-config.yaml");
        Files.writeString(file, change.apply("""
            apiVersion: apiserver.config.k8s.io/v1
            kind: EncryptionConfiguration
            resources:
              - resources:
                  - secrets
                providers:
                  - kms:
                      apiVersion: v2
                      name: openbao-kms
                      endpoint: unix://%s
                      timeout: 3s
            """.formatted(site.socket())));
        return file;
    }

    @Override
    public void close() {
        site.close();
    }
}
