package dev.baokms.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.CodedOutputStream;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A kine on SQLite behind a Unix socket, as k3s has it. Keeps no more of the past than it is told. */
final class KineServer implements AutoCloseable {
    private final EventLoopGroup io = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Process process;
    private final Path socket;
    private final ManagedChannel channel;

    private KineServer(Process process, Path socket) {
        this.process = process;
        this.socket = socket;
        this.channel = NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                .usePlaintext()
                .overrideAuthority("localhost")
                .eventLoopGroup(io)
                .channelType(NioDomainSocketChannel.class)
                .withOption(ChannelOption.SO_KEEPALIVE, null)
                .build();
    }

    static KineServer start(Path folder) throws IOException {
        Path socket = folder.resolve("kine.sock");
        Process process;
        try {
            process = new ProcessBuilder(List.of(
                            "kine",
                            "--listen-address=unix://" + socket,
                            "--endpoint=sqlite://" + folder.resolve("state.db"),
                            "--metrics-bind-address=0",
                            "--compact-min-retain=0"))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("kine.log").toFile())
                    .start();
        } catch (IOException e) {
            return Assumptions.abort(
                    "skipped: no kine on the path; go install github.com/k3s-io/kine@latest makes one, with gcc");
        }
        var kine = new KineServer(process, socket);
        while (!kine.answers()) {
            if (!process.isAlive()) {
                throw new AssertionError("kine ended: see " + folder.resolve("kine.log"));
            }
            Thread.onSpinWait();
        }
        return kine;
    }

    URI address() {
        return URI.create("unix://" + socket);
    }

    void put(String key, String value) {
        call("Put", bytes(1, key.getBytes(UTF_8)), bytes(2, value.getBytes(UTF_8)));
    }

    /** As an API server deletes: if the key is as it was read, else it reads it. */
    void delete(String key, long modRevision) {
        byte[] name = key.getBytes(UTF_8);
        byte[] modIsEqual = joined(number(1, 0), number(2, 2), bytes(3, name), number(6, modRevision));
        call("Txn", bytes(1, modIsEqual), bytes(2, bytes(3, bytes(1, name))), bytes(3, bytes(1, bytes(1, name))));
    }

    void compact(long revision) {
        call("Compact", number(1, revision));
    }

    private boolean answers() {
        try {
            call("Range", bytes(1, "/".getBytes(UTF_8)));
            return true;
        } catch (StatusRuntimeException e) {
            return false;
        }
    }

    /** What writes is in no stub here. */
    private void call(String method, byte[]... fields) {
        ClientCalls.blockingUnaryCall(
                channel,
                MethodDescriptor.<byte[], byte[]>newBuilder()
                        .setType(MethodType.UNARY)
                        .setFullMethodName("etcdserverpb.KV/" + method)
                        .setRequestMarshaller(AS_THEY_ARE)
                        .setResponseMarshaller(AS_THEY_ARE)
                        .build(),
                CallOptions.DEFAULT,
                joined(fields));
    }

    private static byte[] bytes(int number, byte[] content) {
        return field(out -> out.writeByteArray(number, content));
    }

    private static byte[] number(int number, long value) {
        return field(out -> out.writeInt64(number, value));
    }

    private interface Field {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] field(Field field) {
        var bytes = new ByteArrayOutputStream();
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            field.write(out);
            out.flush();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        var bytes = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(bytes::writeBytes);
        return bytes.toByteArray();
    }

    private static final Marshaller<byte[]> AS_THEY_ARE = new Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    };

    @Override
    public void close() {
        channel.shutdownNow();
        process.destroyForcibly();
        var _ = io.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }
}
