package dev.baokms.dist.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.testkit.kms.KmsClient;
import dev.baokms.testkit.kms.KmsPlugin;
import dev.baokms.testkit.kms.WrappedSeed;
import dev.baokms.testkit.model.StorageException;
import dev.baokms.testkit.model.VirtualApiServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One API server on one provider: writes all the time, reads what anybody wrote, and keeps a diary of key_ids. */
final class ApiServer implements AutoCloseable {
    private final String name;
    private final KmsClient client;
    private final VirtualApiServer server;
    private final Map<String, byte[]> etcd;
    private final Random random;
    private final List<String> keyIds = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private @Nullable Instant disagreeingSince;
    private Duration longestDisagreement = Duration.ZERO;
    private int written;

    ApiServer(String name, Path socket, InstantSource clock, Map<String, byte[]> etcd, long seed) {
        this.name = name;
        this.etcd = etcd;
        this.random = new Random(seed);
        this.client = new KmsClient(socket, KmsClient.Options.likeApiServer());
        this.server = new VirtualApiServer("openbao-kms", new Watched(client, clock), clock, new Random(seed));
    }

    /** Passes everything on and notes what Status and Encrypt name. */
    private final class Watched implements KmsPlugin {
        private final KmsPlugin plugin;
        private final InstantSource clock;
        private Optional<String> status = Optional.empty();

        Watched(KmsPlugin plugin, InstantSource clock) {
            this.plugin = plugin;
            this.clock = clock;
        }

        @Override
        public StatusReply status() {
            StatusReply reply = plugin.status();
            status = Optional.of(reply.keyId());
            keyIds.add(reply.keyId());
            return reply;
        }

        @Override
        public WrappedSeed encrypt(String uid, byte[] plaintext) {
            WrappedSeed wrapped = plugin.encrypt(uid, plaintext);
            boolean agree = status.filter(wrapped.keyId()::equals).isPresent();
            if (agree) {
                disagreeingSince = null;
            } else {
                disagreeingSince = disagreeingSince == null ? clock.instant() : disagreeingSince;
                Duration so = Duration.between(disagreeingSince, clock.instant());
                longestDisagreement = so.compareTo(longestDisagreement) > 0 ? so : longestDisagreement;
            }
            return wrapped;
        }

        @Override
        public byte[] decrypt(String uid, WrappedSeed wrapped) {
            return plugin.decrypt(uid, wrapped);
        }
    }

    /** One moment of its life: poll, write one object, read one. */
    void live() {
        server.tick();
        server.health();
        write();
        read();
    }

    private void write() {
        String key = "/registry/secrets/default/" + name + "-" + written;
        try {
            etcd.put(key, server.put(key, valueOf(key)));
            written++;
        } catch (StorageException e) {
            // No key yet, or the lease ran out while the provider was gone: a real one refuses the write too.
        }
    }

    private void read() {
        List<String> keys = List.copyOf(etcd.keySet());
        if (!keys.isEmpty()) {
            String key = keys.get(random.nextInt(keys.size()));
            try {
                check(key);
            } catch (StorageException e) {
                if (e.reason() != StorageException.Reason.NOT_READY && e.reason() != StorageException.Reason.PLUGIN) {
                    complaints.add(key + ": " + e.getMessage());
                }
            }
        }
    }

    /** @throws StorageException when it cannot be read now */
    void check(String key) {
        byte[] stored = Objects.requireNonNull(etcd.get(key));
        if (!Arrays.equals(server.get(key, stored).value(), valueOf(key))) {
            complaints.add(key + " opened to another value");
        }
    }

    static byte[] valueOf(String key) {
        return ("the secret of " + key).getBytes(UTF_8);
    }

    List<String> problems() {
        return server.health();
    }

    @Override
    public String toString() {
        return name;
    }

    boolean healthy() {
        server.tick();
        return server.health().isEmpty();
    }

    Optional<String> writeKeyId() {
        return server.writeKeyId();
    }

    /** What Status named, in order. */
    List<String> keyIds() {
        return List.copyOf(keyIds);
    }

    List<String> complaints() {
        return List.copyOf(complaints);
    }

    Duration longestDisagreement() {
        return longestDisagreement;
    }

    int written() {
        return written;
    }

    @Override
    public void close() {
        client.close();
    }
}
