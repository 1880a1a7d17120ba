package dev.baokms.dev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.host.ExitCode;
import dev.baokms.operator.command.CommandTree;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmulatedOpenBaoTest {
    @TempDir
    private Path folder;

    @Test
    void dev_provesItselfAndLeavesNothing() {
        Path socket = folder.resolve("dev.sock");
        var out = new StringWriter();

        assertThat(CommandTree.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .execute("dev", "--once", "--socket", socket.toString()))
                .isEqualTo(ExitCode.OK);

        assertThat(out.toString())
                .contains("key_id   obk2.")
                .contains("unwrap   the same bytes came back")
                .contains("kind: EncryptionConfiguration")
                .contains("endpoint: unix://" + socket);
        assertThat(socket).doesNotExist();
    }
}
