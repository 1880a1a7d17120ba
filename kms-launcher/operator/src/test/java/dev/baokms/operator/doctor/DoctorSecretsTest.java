package dev.baokms.operator.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.daemon.site.Site;
import dev.baokms.testkit.emulator.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** I12 for the checks: marked secrets in everything they read, looked for in everything they print. */
class DoctorSecretsTest {
    /** Every token of the emulator. */
    private static final Pattern TOKEN = Pattern.compile("\\bs\\.[A-Za-z0-9]{24}");

    @TempDir
    private Path folder;

    private final StringBuilder printed = new StringBuilder();

    private void run(Clinic clinic, String... arguments) {
        clinic.raw(arguments);
        printed.append(clinic.printed());
    }

    private void examine(Clinic clinic, Path encryption, String format) {
        String config = clinic.site.config().toString();
        run(
                clinic,
                "doctor",
                "--timeout",
                "2s",
                "--config",
                config,
                "--encryption-config",
                encryption.toString(),
                "--output",
                format);
    }

    @Test
    void nothingThatIsPrinted_carriesASecret() throws Exception {
        var marks = new ArrayList<String>();
        try (var clinic = new Clinic(folder)) {
            Site site = clinic.site;
            String jwt = site.issuer.issue("node-1", "openbao", Duration.ofHours(1));
            site.writeJwt(jwt);
            marks.add(jwt);
            marks.add(jwt.substring(jwt.lastIndexOf('.') + 1));
            marks.add(site.emulator.rootToken());
            marks.add("MARKEDKEYOFANOTHERPROVIDERAAAAAAAAAAAAAAAAA=");
            Path good = clinic.encryptionConfig(text -> text
                    + "      - aescbc: {keys: [{name: a, secret: MARKEDKEYOFANOTHERPROVIDERAAAAAAAAAAAAAAAAA=}]}\n");

            examine(clinic, good, "text");
            run(clinic, "verify-key", "--config", site.config().toString());
            // From here on things fail anyway, and need not do so slowly.
            clinic.configured(text -> text.replace("instanceId: bao-test", "instanceId: bao-test\n  timeout: 1s"));
            for (Fault fault : Fault.values()) {
                site.emulator.faults().inject(fault);
                examine(clinic, good, "json");
                site.emulator.faults().clear();
            }
            for (String broken : List.of(
                    "      - aescbc: MARKEDKEYOFANOTHERPROVIDERAAAAAAAAAAAAAAAAA=: {",
                    "      - aescbc: *MARKEDKEYOFANOTHERPROVIDERAAAAAAAAAAAAAAAAA=",
                    "      - MARKEDKEYOFANOTHERPROVIDERAAAAAAAAAAAAAAAAA=: {}",
                    "      - identity: {MARKEDKEYOFANOTHERPROVIDERAAAAAAAAAAAAAAAAA=: 1,"
                            + " MARKEDKEYOFANOTHERPROVIDERAAAAAAAAAAAAAAAAA=: 1}",
                    "%MARKEDKEYOFANOTHERPROVIDERAAAAAAAAAAAAAAAAA=")) {
                examine(clinic, clinic.encryptionConfig(text -> text + broken + "\n"), "json");
            }
            Files.writeString(site.jwt(), jwt.replace('.', ' '));
            examine(clinic, good, "text");
            Files.writeString(site.jwt(), jwt.substring(0, jwt.length() - 5) + "\"quot");
            examine(clinic, good, "text");
        }

        assertThat(printed).contains("[pass] transit.probe", "[fail] jwt.local");
        assertThat(printed).contains("refuses the credential or the role", "is not YAML", "no such field");
        assertThat(marks)
                .allSatisfy(
                        mark -> assertThat(printed.toString().contains(mark)).isFalse());
        assertThat(marks)
                .anySatisfy(mark -> assertThat(TOKEN.matcher(mark).matches()).isTrue());
        assertThat(TOKEN.matcher(printed).find()).isFalse();
    }
}
