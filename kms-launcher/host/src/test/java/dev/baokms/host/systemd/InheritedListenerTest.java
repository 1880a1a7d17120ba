package dev.baokms.host.systemd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.host.systemd.InheritedListener.At;
import dev.baokms.host.systemd.InheritedListener.Elsewhere;
import dev.baokms.host.systemd.InheritedListener.None;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against tables as the kernel writes them. */
class InheritedListenerTest {
    private static final String SOCKET = "/run/openbao-kms/kms.sock";
    private static final Map<String, String> ONE = Map.of("LISTEN_PID", "77", "LISTEN_FDS", "1");
    private static final String TABLE = """
        Num       RefCount Protocol Flags    Type St Inode Path
        0000000000000000: 00000002 00000000 00010000 0001 01 11111 /run/openbao-kms/kms.sock
        0000000000000000: 00000002 00000000 00010000 0001 01 22222 /run/other with a blank.sock
        0000000000000000: 00000003 00000000 00000000 0001 03 33333 /run/openbao-kms/kms.sock
        0000000000000000: 00000002 00000000 00010000 0005 01 44444 /run/openbao-kms/kms.sock
        0000000000000000: 00000002 00000000 00010000 0001 01 55555 @abstract
        0000000000000000: 00000003 00000000 00000000 0001 03 66666
        """;

    @TempDir
    private Path folder;

    private Path descriptors;
    private Path table;

    @BeforeEach
    void prepare() throws IOException {
        descriptors = Files.createDirectory(folder.resolve("fd"));
        table = folder.resolve("unix");
        // A path of another program may be of any bytes.
        Files.write(table, (TABLE + "0: 2 0 00010000 0001 01 7 /run/\u00ff\n").getBytes(ISO_8859_1));
        open(0, "/dev/null");
    }

    private void open(int descriptor, String what) throws IOException {
        Path link = descriptors.resolve(Integer.toString(descriptor));
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, Path.of(what));
    }

    private InheritedListener found(Map<String, String> environment) {
        return InheritedListener.find(environment, 77, descriptors, table, SOCKET, descriptor -> {});
    }

    @Test
    void plainProcess_hasNone_andDoesNotReadTheTable() throws IOException {
        Files.delete(table);
        assertThat(found(Map.of())).isEqualTo(new None());
    }

    @Test
    void descriptorOfSystemd_isTakenOnlyByTheProcessItIsMeantFor() throws IOException {
        open(3, "socket:[11111]");

        assertThat(found(ONE)).isEqualTo(new At(3));
        assertThat(found(Map.of("LISTEN_PID", "78", "LISTEN_FDS", "1"))).isEqualTo(new None());
        assertThat(found(Map.of("LISTEN_PID", "77", "LISTEN_FDS", "one"))).isEqualTo(new None());
        assertThat(found(Map.of("LISTEN_PID", "77"))).isEqualTo(new None());
    }

    @Test
    void secondDescriptor_isFoundBehindAnother() throws IOException {
        open(3, "socket:[22222]");
        open(4, "socket:[11111]");

        assertThat(found(Map.of("LISTEN_PID", "77", "LISTEN_FDS", "999"))).isEqualTo(new At(4));
    }

    @Test
    void memoryThatIsHandedOver_isNoListener_wherever() throws IOException {
        open(3, "/memfd:bao-kms-kept-1 (deleted)");
        open(4, "socket:[11111]");
        open(5, "/memfd:bao-kms-kept-2 (deleted)");

        assertThat(found(Map.of("LISTEN_PID", "77", "LISTEN_FDS", "3"))).isEqualTo(new At(4));
        assertThat(found(ONE)).isEqualTo(new None());
    }

    @Test
    void standardInput_mayBeTheListener() throws IOException {
        open(0, "socket:[11111]");
        assertThat(found(Map.of())).isEqualTo(new At(0));
    }

    @Test
    void listenerAtAnotherPath_isToldWithIt() throws IOException {
        open(3, "socket:[22222]");
        assertThat(found(ONE)).isEqualTo(new Elsewhere("/run/other with a blank.sock"));
    }

    @Test
    void whatDoesNotListen_orIsNoStreamWithAPath_isNone() throws IOException {
        for (String inode : new String[] {"33333", "44444", "55555", "66666", "77777"}) {
            open(3, "socket:[" + inode + "]");
            assertThat(found(ONE)).as(inode).isEqualTo(new None());
        }
        open(3, "pipe:[11111]");
        assertThat(found(ONE)).isEqualTo(new None());
    }

    @Test
    void flags_areReadAsTheKernelWritesThem() throws IOException {
        Path info = folder.resolve("info");
        Files.writeString(info, "pos:\t0\nflags:\t02004002\nmnt_id:\t9\n");
        assertThat(NonBlocking.flags(info)).isEqualTo(02004002);

        Files.writeString(info, "pos:\t0\n");
        assertThatThrownBy(() -> NonBlocking.flags(info)).isInstanceOf(IOException.class);
    }
}
