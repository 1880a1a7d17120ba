package dev.baokms.testkit.emulator;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * The switches of one node. Each takes effect with the next request, until it is undone or {@link #clear} is called.
 * Safe for use by several threads.
 *
 * <p>Path prefixes are as the client sends them, such as {@code /v1/transit/encrypt}; the empty prefix means every path below
 * {@code /v1/}.
 */
public final class Faults {
    private final Store store;
    private final List<Injected> injected = new CopyOnWriteArrayList<>();
    private final List<Delayed> delays = new CopyOnWriteArrayList<>();
    private volatile boolean sealed;
    private volatile Supplier<ServerState> view;

    Faults(Store store) {
        this.store = store;
        this.view = store::now;
    }

    private record Injected(Fault fault, String prefix, AtomicInteger left) {
        boolean take() {
            return left.getAndUpdate(n -> n > 0 ? n - 1 : n) != 0;
        }
    }

    private record Delayed(Duration time, String prefix) {}

    /** Every answer has this fault. */
    public void inject(Fault fault) {
        inject(fault, "");
    }

    /** Every answer below the prefix has this fault. */
    public void inject(Fault fault, String pathPrefix) {
        injected.add(new Injected(fault, pathPrefix, new AtomicInteger(-1)));
    }

    /**
     * The next answers below the prefix have this fault.
     *
     * @param times how many, 1 or more
     */
    public void inject(Fault fault, String pathPrefix, int times) {
        if (times < 1) {
            throw new IllegalArgumentException("times is %s, need 1 or more".formatted(times));
        }
        injected.add(new Injected(fault, pathPrefix, new AtomicInteger(times)));
    }

    /** Delays every answer below the prefix by this time. */
    public void delay(Duration time, String pathPrefix) {
        delays.add(new Delayed(time, pathPrefix));
    }

    /** Ends injected faults and delays, and lets the node catch up. A seal stays. */
    public void clear() {
        injected.clear();
        delays.clear();
        catchUp();
    }

    /** From now on only health, seal status and leader answer; everything else is 503. */
    public void seal() {
        sealed = true;
    }

    /** Undoes {@link #seal}. Keys that a failed upsert left in memory are gone afterwards, as on a real node. */
    public void unseal() {
        if (sealed) {
            store.change(ServerState::storedOnly);
        }
        sealed = false;
    }

    /** All tokens except root tokens expire now, on every node. */
    public void expireTokens() {
        store.tokens().expireAll();
    }

    /**
     * The node lags behind the newest state, as a standby does.
     *
     * @param writes how many changes of keys, mounts, policies or roles it lags; 0 to 64
     */
    public void lag(int writes) {
        if (writes < 0 || writes > Store.MAX_LAG) {
            throw new IllegalArgumentException("writes is %s, need 0 to %s".formatted(writes, Store.MAX_LAG));
        }
        view = () -> store.before(writes);
    }

    /** The node learns nothing new until {@link #catchUp}. */
    public void freeze() {
        ServerState frozen = view.get();
        view = () -> frozen;
    }

    /** The node does not know the newest version of any key that has more than one. */
    public void hideNewestVersion() {
        view = () -> store.now().withoutNewestVersions();
    }

    /** Ends {@link #lag}, {@link #freeze} and {@link #hideNewestVersion}. */
    public void catchUp() {
        view = store::now;
    }

    /**
     * The key is gone, on every node.
     *
     * @throws IllegalArgumentException if there is no such mount or key; likewise for the next two methods
     */
    public void forgetKey(String mount, String key) {
        change(mount, key, (transit, old) -> transit.withoutKey(key));
    }

    /** Another key takes the name: new material, one version, another creation second. */
    public void recreateKey(String mount, String key) {
        change(mount, key, (transit, old) -> {
            long second = Math.max(store.instant().getEpochSecond(), old.newestSecond() + 1);
            return transit.withKey(TransitKey.of(key, old.derived(), TransitKey.Version.fresh(second)));
        });
    }

    /** The key gets one more version. */
    public void rotateKey(String mount, String key) {
        change(mount, key, (transit, old) -> transit.withKey(old.rotated(store.instant())));
    }

    private void change(
            String mount,
            String key,
            BiFunction<ServerState.TransitMount, TransitKey, ServerState.TransitMount> change) {
        store.change(state -> {
            Optional<ServerState.TransitMount> transit = state.mount(mount, ServerState.TransitMount.class);
            TransitKey old = transit.map(found -> found.keys().get(key))
                    .orElseThrow(() -> new IllegalArgumentException("no key %s on mount %s".formatted(key, mount)));
            return state.with(mount, change.apply(transit.get(), old));
        });
    }

    boolean sealed() {
        return sealed;
    }

    ServerState view() {
        return view.get();
    }

    /** The fault for this request, if any; uses up one of its times. */
    Optional<Fault> take(String path) {
        return injected.stream()
                .filter(one -> path.startsWith(one.prefix))
                .filter(one -> FaultyAnswer.concerns(one.fault, path))
                .filter(Injected::take)
                .map(Injected::fault)
                .findFirst();
    }

    Duration delayOf(String path) {
        return delays.stream()
                .filter(one -> path.startsWith(one.prefix))
                .map(Delayed::time)
                .reduce(Duration.ZERO, Duration::plus);
    }
}
