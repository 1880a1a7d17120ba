package dev.baokms.testkit.emulator;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * A server on loopback that answers as OpenBao 2.6 does, as far as a KMS provider can notice: Transit keys of type
 * {@code aes256-gcm96} with real ciphertexts, logins by JWT and by client certificate with real signature
 * checks, tokens, policies, health, and faults on demand.
 *
 * <p>Everything is in memory and gone when it is closed. Do not use it for real secrets: root token and switches are
 * open to every process that reaches the port. It refuses features that it lacks (other key types, namespaces, quotas,
 * JWKS, HTTP/2).
 */
public final class TransitEmulator implements AutoCloseable {
    private final Store store;
    private final Options settings;
    private final StoredToken root;
    private final Leadership leadership = new Leadership();
    private final EmulatorNode active;
    private final List<EmulatorNode> standbys = new CopyOnWriteArrayList<>();

    /**
     * How to start.
     *
     * @param port port on 127.0.0.1; 0 for any free one. Standbys always take a free one
     * @param tls serve HTTPS; plain HTTP if empty
     * @param clock the clock for token expiry and creation times of versions
     * @param serverTime the least time that every answer takes
     */
    public record Options(int port, Optional<SSLContext> tls, InstantSource clock, Duration serverTime) {
        /** A free port, plain HTTP, the system's clock, no added time. */
        public static Options defaults() {
            return new Options(0, Optional.empty(), InstantSource.system(), Duration.ZERO);
        }

        public Options withPort(int other) {
            return new Options(other, tls, clock, serverTime);
        }

        public Options withTls(SSLContext context) {
            return new Options(port, Optional.of(context), clock, serverTime);
        }

        public Options withClock(InstantSource other) {
            return new Options(port, tls, other, serverTime);
        }

        public Options withServerTime(Duration other) {
            return new Options(port, tls, clock, other);
        }
    }

    private TransitEmulator(Options settings) {
        this.settings = settings;
        this.store = new Store(settings.clock());
        this.root = store.tokens().issueRoot();
        this.active = new EmulatorNode(store, settings, leadership);
        leadership.passTo(active);
    }

    /** Starts with {@link Options#defaults}. */
    public static TransitEmulator start() {
        return start(Options.defaults());
    }

    /**
     * Starts one node, unsealed and empty.
     *
     * @throws java.io.UncheckedIOException if the port cannot be bound
     */
    public static TransitEmulator start(Options settings) {
        var emulator = new TransitEmulator(settings);
        emulator.active.start();
        return emulator;
    }

    /** Scheme, host and port of the active node. */
    public URI address() {
        return active.address();
    }

    /** The address of the active node's switches. */
    public URI adminAddress() {
        return active.adminAddress();
    }

    /** A token that may do everything and never expires. */
    public String rootToken() {
        return root.id();
    }

    /** The active node's switches. */
    public Faults faults() {
        return active.faults();
    }

    /** How often each operation was requested on the active node, by names such as {@code POST transit/encrypt}. */
    public Map<String, Long> requests() {
        return active.requests();
    }

    /**
     * The first node, which leads until {@link #failOver}; closing only this node leaves the standbys without a leader.
     */
    public EmulatorNode active() {
        return active;
    }

    /**
     * Starts a standby. It serves encrypt, decrypt and reads itself and hands writes and logins to the leader; when the
     * leader is closed, it answers these with a redirect to the leader. It lags only when its {@link Faults} say so.
     */
    public EmulatorNode addStandby() {
        return addStandby(0);
    }

    private EmulatorNode addStandby(int port) {
        var standby = new EmulatorNode(store, settings.withPort(port), leadership);
        leadership.joined();
        standbys.add(standby);
        standby.start();
        return standby;
    }

    /**
     * Starts a closed node again under its old address, as a standby without faults.
     *
     * @throws java.io.UncheckedIOException if its port has been taken meanwhile
     */
    public EmulatorNode restart(EmulatorNode closed) {
        closed.close();
        return addStandby(closed.address().getPort());
    }

    /**
     * Makes another node the leader: the first that runs, is unsealed and does not lead now.
     *
     * @return the new leader
     * @throws IllegalStateException if no node can
     */
    public EmulatorNode failOver() {
        EmulatorNode next = Stream.concat(Stream.of(active), standbys.stream())
                .filter(node -> node != leadership.leader() && node.mayLead())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no node is up, unsealed and not leading already"));
        leadership.passTo(next);
        return next;
    }

    /** Everything that is stored at one moment, without tokens. */
    public static final class RaftSnapshot {
        private final ServerState state;

        private RaftSnapshot(ServerState state) {
            this.state = state;
        }
    }

    /** Takes a snapshot, like {@code sys/storage/raft/snapshot}. */
    public RaftSnapshot snapshot() {
        return new RaftSnapshot(store.now());
    }

    /** Restores a snapshot on all nodes: newer key versions are gone. */
    public void restore(RaftSnapshot snapshot) {
        store.change(state -> snapshot.state);
    }

    /**
     * Sets up what a provider needs: mounts, with upsert disabled, key, policy, and a role that trusts the issuer. The
     * policy has the role's name. Existing mounts and keys stay; policy, configuration and role are written again.
     */
    public void provision(Provision provision, JwtIssuer issuer) {
        var config = new JwtConfig(
                List.of(issuer.publicKeyPem()), List.of(issuer.publicKey()), issuer.issuer(), List.of(), "");
        String login = "auth/" + provision.authMount();
        store.change(state -> keyed(state, provision)
                .with(
                        login,
                        state.mount(login, ServerState.JwtMount.class)
                                .orElseGet(() -> ServerState.JwtMount.empty("auth_jwt_00000001"))
                                .with(config)
                                .with(JwtRole.of(provision))));
    }

    /**
     * The same for a login by client certificate: the role trusts this certificate, or certificates that it signed.
     * Serve TLS with a trust manager that accepts any client, as OpenBao does, because it judges certificates only
     * after the handshake.
     *
     * @param provision its subject and audience are ignored; its auth mount has type {@code cert}
     * @param trustedPem one certificate
     */
    public void provisionCertificate(Provision provision, String trustedPem) {
        String login = "auth/" + provision.authMount();
        var role = CertRole.of(provision, trustedPem);
        store.change(state -> keyed(state, provision)
                .with(
                        login,
                        state.mount(login, ServerState.CertMount.class)
                                .orElseGet(() -> ServerState.CertMount.empty("auth_cert_00000001"))
                                .with(role)));
    }

    private ServerState keyed(ServerState state, Provision provision) {
        ServerState.TransitMount transit = transit(state, provision.mount()).withUpsertDisabled(true);
        if (!transit.keys().containsKey(provision.key())) {
            transit = transit.withKey(TransitKey.fresh(provision.key(), false, store.instant()));
        }
        return state.with(provision.mount(), transit).withPolicy(AclPolicy.of(provision.role(), provision.policy()));
    }

    private static ServerState.TransitMount transit(ServerState state, String mount) {
        return state.mount(mount, ServerState.TransitMount.class)
                .orElseGet(() -> ServerState.TransitMount.empty("transit_00000001"));
    }

    /** Adds a key with known material, for known-answer tests. */
    void addKey(String mount, String key, byte[] material) {
        var version = new TransitKey.Version(material.clone(), store.instant().getEpochSecond());
        store.change(state -> state.with(mount, transit(state, mount).withKey(TransitKey.of(key, false, version))));
    }

    /** Stops all nodes. */
    @Override
    public void close() {
        standbys.forEach(EmulatorNode::close);
        active.close();
    }
}
