package dev.baokms.testkit.emulator;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** One node of the emulated cluster: a listener, its faults and its request counts, in front of the state all nodes share. */
public final class EmulatorNode implements AutoCloseable {
    private static final String API = "/v1/";
    private static final String ADMIN = "/emulator";

    private final HttpFront front;
    private final Faults faults;
    private final Router router;
    private final HealthRoutes health;
    private final Duration serverTime;
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private volatile boolean closed;

    EmulatorNode(Store store, TransitEmulator.Options settings, Leadership leadership) {
        this.faults = new Faults(store);
        this.serverTime = settings.serverTime();
        Router.Standing standing = new Router.Standing() {
            @Override
            public boolean sealed() {
                return faults.sealed();
            }

            @Override
            public Optional<Router.Forwarding> forwarding() {
                EmulatorNode leader = leadership.leader();
                return leader == null || leader == EmulatorNode.this
                        ? Optional.empty()
                        : Optional.of(new Router.Forwarding(leader.address().toString(), leader.mayLead()));
            }
        };
        this.router = new Router(store, standing);
        this.health = new HealthRoutes(store, standing, leadership::cluster);
        this.front = new HttpFront(settings.port(), settings.tls(), this::answer);
    }

    void start() {
        front.start();
    }

    /** Whether it is running and unsealed. */
    boolean mayLead() {
        return !closed && !faults.sealed();
    }

    /** Scheme, host and port, without a slash at the end. */
    public URI address() {
        return front.address();
    }

    /** The address at which other processes can {@code POST <this>/seal} and {@code <this>/unseal}, without a token. */
    public URI adminAddress() {
        return front.address().resolve(ADMIN);
    }

    /** The switches of this node. */
    public Faults faults() {
        return faults;
    }

    /**
     * How often each operation was requested, by names such as {@code POST transit/encrypt}; refused ones count too.
     */
    public Map<String, Long> requests() {
        Map<String, Long> out = new TreeMap<>();
        counts.forEach((operation, count) -> out.put(operation, count.sum()));
        return out;
    }

    /** Stops listening and cuts all connections, as a killed server does. The other nodes go on. */
    @Override
    public void close() {
        closed = true;
        front.close();
    }

    private Response answer(Request request) {
        long arrived = System.nanoTime();
        String raw = request.rawPath();
        if (raw.startsWith(ADMIN)) {
            return administered(request.method() + " " + raw.substring(ADMIN.length()));
        }
        Response response = Paths.refuse(request).orElseGet(() -> faulty(request));
        String namespace = request.header("X-Vault-Namespace");
        Duration total = serverTime.plus(faults.delayOf(raw));
        waitUntil(arrived + total.toNanos());
        return namespace.isEmpty() ? response : response.header("X-Vault-Namespace", namespace);
    }

    private Response administered(String order) {
        switch (order) {
            case "POST /seal" -> faults.seal();
            case "POST /unseal" -> faults.unseal();
            default -> {
                return Response.errors(404, "no such switch");
            }
        }
        return Response.noContent();
    }

    private Response faulty(Request request) {
        String path = request.path().substring(API.length());
        counts.computeIfAbsent(router.label(request.method(), path), operation -> new LongAdder())
                .increment();
        Optional<Fault> fault = faults.take(request.rawPath());
        return fault.flatMap(f -> FaultyAnswer.instead(f, request, address().getScheme()))
                .orElseGet(() -> {
                    Response right = right(request, path);
                    return fault.map(f -> FaultyAnswer.spoiled(f, right)).orElse(right);
                });
    }

    private Response right(Request request, String path) {
        return switch (path) {
            case "sys/health" -> health.health(request);
            case "sys/seal-status" -> health.sealStatus(request);
            case "sys/leader" -> health.leader(request, address().toString());
            default -> router.answer(request, path, faults.view());
        };
    }

    /** Waits for the rest of the time that the answer should take, including the time spent on making it. */
    private static void waitUntil(long deadline) {
        for (long left = deadline - System.nanoTime(); left > 0; left = deadline - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
