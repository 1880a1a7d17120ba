package dev.baokms.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.login.Diagnosis.Status;
import dev.baokms.host.TerminalSize;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a person at a terminal sees of a report. */
class CheckScreenTest {
    private static final TextStyle PLAIN = new TextStyle(false, true, 72);

    private final CheckReport report = new CheckReport("doctor");

    private String shown(TextStyle style, boolean verbose) {
        var text = new StringWriter();
        report.print(new PrintWriter(text, true), style, verbose);
        return text.toString();
    }

    private void ill() {
        report.add("config.load", "the file", Status.PASS, "the configuration file can be read and is YAML");
        report.add("token.local", "the token file", Status.SKIP, "not used: auth.method is jwt");
        report.add("kubernetes.encryption_config", "the API server's side", Status.SKIP, "not looked at");
        report.add("openbao.auth", "the login", Status.FAIL, "OpenBao refuses the role; correct auth.jwt.role");
        report.add("kms.status_encrypt", "the running daemon", Status.WARN, "this user may not connect; run as root");
    }

    @Test
    void checks_areGroupedAlignedAndFolded_andTheFirstThingToDoIsLast() {
        ill();

        assertThat(shown(PLAIN, false)).isEqualTo("""
            This machine
              \u2714 config.load         the configuration file can be read and is YAML

            OpenBao
              \u2718 openbao.auth        OpenBao refuses the role; correct auth.jwt.role

            The API server's side
              ! kms.status_encrypt  this user may not connect; run as root

            \u2013 2 checks were skipped: token.local, kubernetes.encryption_config
              (--verbose says why)

            1 of 3 checks failed. Start with openbao.auth: correct auth.jwt.role
            More: docs/operations/troubleshooting.md#login-texts
            """);
    }

    @Test
    void verbose_givesSkippedChecksTheirLines() {
        ill();

        assertThat(shown(PLAIN, true))
                .contains("  \u2013 token.local                   not used: auth.method is jwt\n")
                .doesNotContain("--verbose");
    }

    @Test
    void longSentence_isWrappedUnderItsBeginning() {
        report.add("config.load", "the file", Status.FAIL, "one two three ".repeat(6) + "; correct it");

        assertThat(shown(PLAIN, false)).startsWith("""
            This machine
              \u2718 config.load  one two three one two three one two three one two three
                             one two three one two three ; correct it
            """);
    }

    @Test
    void withoutFailures_theSentenceSaysSo() {
        report.add("config.load", "the file", Status.PASS, "good");
        report.add("openbao.tls", "TLS", Status.PASS, "good");
        assertThat(shown(PLAIN, false)).endsWith("\nAll 2 checks passed.\n");

        report.add("transit.profile", "type", Status.WARN, "imported_key: it was imported; make one");
        assertThat(shown(PLAIN, false)).endsWith("""
            Nothing failed; 1 of 3 checks warns. Look at transit.profile: make one
            More: docs/operations/troubleshooting.md#profile-findings
            """);
    }

    @Test
    void reasonCode_isItsOwnAnchor() {
        report.add("kms.status", "Status", Status.FAIL, "Status says: OpenBao is sealed; unseal it [sealed]");

        assertThat(shown(PLAIN, false)).endsWith("\nMore: docs/operations/troubleshooting.md#sealed\n");
    }

    @Test
    void colours_sayNothingAlone() {
        ill();
        String coloured = shown(new TextStyle(true, true, 72), false);

        assertThat(coloured)
                .contains("  \u001b[32m\u2714\u001b[0m config.load", "\u001b[31m\u2718\u001b[0m openbao.auth");
        assertThat(coloured.replaceAll("\u001b\\[[0-9]*m", "")).isEqualTo(shown(PLAIN, false));
        assertThat(shown(new TextStyle(false, false, 72), false).chars()).allMatch(each -> each < 0x80);
    }

    @Test
    void whatOthersSaid_isNoCommandForATerminal() {
        report.add("kms.status", "Status", Status.FAIL, "healthz is \u001b[2J\r\n\u009b31m; see \u202e");

        assertThat(shown(PLAIN, false)).contains("\\u001b[2J").doesNotContain("\u001b", "\u009b", "\u202e", "\r");
    }

    @Test
    void terminal_isWhatTheEnvironmentSays() {
        Terminal usual = Terminal.of(true, true, Map.of("TERM", "xterm"), StandardCharsets.UTF_8);
        assertThat(usual.hasScreen()).isTrue();
        assertThat(usual.colours()).isTrue();
        assertThat(usual.symbols()).isTrue();

        Terminal grey = Terminal.of(true, true, Map.of("TERM", "xterm", "NO_COLOR", "1"), StandardCharsets.US_ASCII);
        assertThat(grey.hasScreen()).isTrue();
        assertThat(grey.colours()).isFalse();
        assertThat(grey.symbols()).isFalse();

        Terminal dumb = Terminal.of(true, true, Map.of("TERM", "dumb"), StandardCharsets.UTF_8);
        assertThat(dumb.hasScreen()).isFalse();
        assertThat(dumb.hasProgress()).isFalse();
        assertThat(dumb.colours()).isFalse();

        Terminal pipe = Terminal.of(false, true, Map.of("TERM", "xterm"), StandardCharsets.UTF_8);
        assertThat(pipe.hasScreen()).isFalse();
        assertThat(pipe.hasProgress()).isTrue();
        assertThat(pipe.style().verdict(Status.FAIL, "text")).isEqualTo("text");
    }

    @Test
    void sizeOfWhatIsNoTerminal_isTheUsualOne() {
        assertThat(TerminalSize.of(-1)).isEqualTo(TerminalSize.USUAL);
    }
}
