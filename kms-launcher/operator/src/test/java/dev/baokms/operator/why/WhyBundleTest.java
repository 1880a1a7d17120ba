package dev.baokms.operator.why;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.daemon.site.Tool;
import dev.baokms.host.ExitCode;
import dev.baokms.operator.command.CommandTree;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes to somebody else with a ticket. */
class WhyBundleTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int why(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        var all = new ArrayList<>(List.of("why"));
        all.addAll(List.of(arguments));
        return CommandTree.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }

    @Test
    void bundle_saysTheSameElsewhere_andHoldsNoSecret() throws Exception {
        Path bundle = folder.resolve("ticket.tar");
        List<String> marks = new ArrayList<>();
        String seen;
        try (var patient = new Patient(folder)) {
            String jwt = patient.site.issuer.issue("node-1", "openbao", Duration.ofHours(1));
            patient.site.writeJwt(jwt);
            marks.add(jwt.substring(jwt.lastIndexOf('.') + 1));
            marks.add(patient.site.emulator.rootToken());
            marks.add("MARKEDSECRETOFSOMEBODYELSE");
            Files.writeString(patient.log, """
                {"ts":"2026-01-01T00:00:00Z","level":"warn","message":"call failed","operation":"decrypt","reason":"sealed"}
                {"level":"error","message":"line of another program","password":"MARKEDSECRETOFSOMEBODYELSE"}
                MARKEDSECRETOFSOMEBODYELSE
                """);
            patient.encryption(
                    text -> text + "      - aescbc: {keys: [{name: a, secret: MARKEDSECRETOFSOMEBODYELSE}]}\n");
            patient.site.emulator.faults().seal();
            seen = patient.run("--bundle", bundle.toString());
        }

        assertThat(why("--from", bundle.toString())).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(out.toString()).isEqualTo(seen).startsWith("most likely: OpenBao is sealed\n");
        assertThat(Files.getPosixFilePermissions(bundle)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        String bytes = Files.readString(bundle, ISO_8859_1);
        assertThat(bytes).contains("\"reason\":\"sealed\"");
        marks.forEach(mark -> assertThat(bytes).doesNotContain(mark));
        assertThat(Tool.mustRun("tar", "-tf", bundle.toString())).contains("causes.txt", "evidence.json", "log.jsonl");
    }

    @Test
    void fileThatIsThere_isKept() throws Exception {
        Path precious = Files.writeString(folder.resolve("precious"), "precious");
        assertThat(why("--config", folder.resolve("none").toString(), "--bundle", precious.toString()))
                .isEqualTo(ExitCode.RUNTIME);
        assertThat(err.toString()).contains("is there already and is kept; name a new file");
        assertThat(precious).hasContent("precious");
    }

    @Test
    void whatIsNoBundle_isRefusedInOneSentence() throws Exception {
        Path bundle = folder.resolve("bundle");
        assertThat(why("--from", bundle.toString())).isEqualTo(ExitCode.RUNTIME);
        assertThat(err.toString()).contains("cannot be read; correct the path");

        why("--config", folder.resolve("none").toString(), "--log", "/dev/null", "--bundle", bundle.toString());
        byte[] good = Files.readAllBytes(bundle);
        for (int at = 0; at < good.length; at += 97) {
            byte[] broken = good.clone();
            broken[at] ^= 0x15;
            Files.write(bundle, broken);
            assertThat(why("--from", bundle.toString())).isIn(ExitCode.CHECK_FAILED, ExitCode.RUNTIME);
            Files.write(bundle, Arrays.copyOf(good, at));
            assertThat(why("--from", bundle.toString())).isIn(ExitCode.CHECK_FAILED, ExitCode.RUNTIME);
            assertThat(err.toString()).doesNotContain("Exception");
        }
    }
}
