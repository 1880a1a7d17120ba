package dev.baokms.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.daemon.site.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit and its drop-in in the eyes of systemd's own tool. Nothing is started. */
class SystemdUnitTest {
    private static final Path UNIT =
            Path.of("../install/src/main/resources/dev/baokms/install/bao-kms-provider.service");
    private static final Path SOCKET = UNIT.resolveSibling("bao-kms-provider.socket");
    private static final Path WIDER = Path.of("src/dist/systemd/wider.conf");
    /** The first that knows pauses which grow. */
    private static final int GROWING_PAUSES = 254;

    @TempDir
    private Path folder;

    private int version;

    @BeforeEach
    void requireTool() throws Exception {
        Tool.require("systemd-analyze", "systemd");
        String asked = Tool.mustRun("systemd-analyze", "--version");
        Matcher number = Pattern.compile("^systemd (\\d+)").matcher(asked);
        assertThat(number.find()).as(asked).isTrue();
        version = Integer.parseInt(number.group(1));
    }

    @Test
    void unit_passesVerify() throws Exception {
        Tool.Said verified = verify(Files.readString(UNIT));

        assertThat(verified.text()).isEmpty();
        assertThat(verified.code()).isZero();
    }

    @Test
    void unitWithTheDropIn_passesVerify() throws Exception {
        assertThat(verify(wider()).text()).isEmpty();
    }

    @Test
    void socketUnit_passesVerify_andAnUnknownDirectiveInItDoesNot() throws Exception {
        Path socket = folder.resolve("bao-kms-provider.socket");
        for (String planted : new String[] {"", "ListenStreem=/run/x\n"}) {
            verify(Files.readString(UNIT));
            Files.writeString(socket, Files.readString(SOCKET).replace("[Install]", planted + "[Install]"));
            Tool.Said verified = Tool.run("systemd-analyze", "verify", "--man=no", socket.toString());
            assertThat(verified.text().contains("Unknown key"))
                    .as(verified.text())
                    .isEqualTo(!planted.isEmpty());
            assertThat(verified.text().isEmpty()).as(verified.text()).isEqualTo(planted.isEmpty());
        }
    }

    @Test
    void unknownDirective_isCaught() throws Exception {
        assertThat(verify(Files.readString(UNIT).replace("RemoveIPC=", "RemoveIPS="))
                        .text())
                .contains("Unknown key");
    }

    @Test
    void exposure_isAtMostOne_andMoreWithTheDropIn() throws Exception {
        assertThat(exposure(Files.readString(UNIT))).isLessThanOrEqualTo(1.0);
        assertThat(exposure(wider())).isGreaterThan(1.0);
    }

    /** A drop-in is read after the unit, so appending it means the same. */
    private static String wider() throws IOException {
        return Files.readString(UNIT) + Files.readString(WIDER);
    }

    /** Verify wants the program to be there; its manual pages are another matter. */
    private Tool.Said verify(String unit) throws Exception {
        Path program = Files.writeString(folder.resolve("program"), "#!/bin/sh\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return Tool.run(
                "systemd-analyze",
                "verify",
                "--man=no",
                write(unit.replace("/usr/bin/bao-kms-provider", program.toString()))
                        .toString());
    }

    private double exposure(String unit) throws Exception {
        Tool.Said asked = Tool.run(
                "systemd-analyze",
                "security",
                "--offline=true",
                "--no-pager",
                write(unit).toString());
        Matcher number =
                Pattern.compile("Overall exposure level for .*: (\\d+\\.\\d+)").matcher(asked.text());
        assertThat(number.find()).as(asked.text()).isTrue();
        return Double.parseDouble(number.group(1));
    }

    private Path write(String unit) throws IOException {
        String known = version >= GROWING_PAUSES
                ? unit
                : String.join(
                        "\n",
                        unit.lines()
                                .filter(line ->
                                        !line.startsWith("RestartSteps=") && !line.startsWith("RestartMaxDelaySec="))
                                .toList());
        return Files.writeString(folder.resolve("bao-kms-provider.service"), known);
    }
}
