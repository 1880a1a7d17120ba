package dev.baokms.operator.disaster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.daemon.site.Site;
import dev.baokms.etcd.BoltWriter;
import dev.baokms.etcd.History;
import dev.baokms.operator.command.CommandRun;
import dev.baokms.testkit.kms.KmsClient;
import dev.baokms.testkit.kms.WrappedSeed;
import dev.baokms.testkit.model.EtcdEnvelope;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An OpenBao, what API servers stored under its key, and a person with these commands. */
final class Vault implements AutoCloseable {
    static final String PROVIDER = "openbao-kms";
    /** What must never be seen where it was not asked for. */
    static final String MARKED = "marked-secret-c0ffee";

    /** A seed and what OpenBao made of it. */
    static final class Seed {
        private final byte[] bytes;
        private final WrappedSeed wrapped;

        private Seed(byte[] bytes, WrappedSeed wrapped) {
            this.bytes = bytes;
            this.wrapped = wrapped;
        }

        byte[] bytes() {
            return bytes;
        }

        WrappedSeed wrapped() {
            return wrapped;
        }
    }

    final Site site;
    String out = "";
    private int count;

    Vault(Path folder) throws Exception {
        site = Site.in(folder);
        site.configure("rotation:\n  activationDelay: 1s\nstatus:\n  probeInterval: 1s\n");
    }

    /** So many seeds that a daemon wraps now. */
    List<Seed> seeds(int number) throws Exception {
        try (Site.Running running = site.started()) {
            return seeds(running.client(), number);
        }
    }

    List<Seed> seeds(KmsClient client, int number) throws Exception {
        var seeds = new ArrayList<Seed>();
        for (int i = 0; i < number; i++) {
            byte[] seed = ByteBuffer.allocate(32)
                    .putInt(++count)
                    .put(MARKED.getBytes(UTF_8))
                    .array();
            seeds.add(new Seed(seed, client.encrypt("uid", seed)));
        }
        return seeds;
    }

    /** As an API server stores an object with this content. */
    byte[] sealed(Seed seed, String etcdKey, String content) {
        return sealed(seed.bytes(), seed.wrapped(), etcdKey, content);
    }

    byte[] sealed(byte[] seed, WrappedSeed wrapped, String etcdKey, String content) {
        return EtcdEnvelope.seal(
                        PROVIDER,
                        wrapped,
                        seed,
                        ByteBuffer.allocate(32).putInt(++count).array(),
                        new byte[12],
                        etcdKey,
                        content.getBytes(UTF_8))
                .encoded();
    }

    /** As etcd writes a snapshot of this history. */
    Path snapshot(History history) throws IOException {
        Path file = site.file("snapshot-" + ++count + ".db");
        Files.write(
                file,
                BoltWriter.snapshot(history.into(new BoltWriter(4096, ByteOrder.LITTLE_ENDIAN))
                        .image()));
        return file;
    }

    /** Gives the exit code; what is printed is in {@link #out}. */
    int run(String command, String... more) {
        var arguments =
                new ArrayList<>(List.of(command, "--config", site.config().toString()));
        arguments.addAll(List.of(more));
        CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
        out = run.text();
        return run.code();
    }

    /** With these bytes on standard input. */
    int runOn(byte[] input, String command, String... more) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input));
        try {
            return run(command, more);
        } finally {
            System.setIn(before);
        }
    }

    @Override
    public void close() {
        site.close();
    }
}
