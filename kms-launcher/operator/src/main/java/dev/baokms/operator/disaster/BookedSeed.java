package dev.baokms.operator.disaster;

import dev.baokms.core.secret.SecretBytes;
import dev.baokms.core.stored.Envelope.SeedType;
import java.util.Arrays;
import java.util.HexFormat;

/** One seed of a snapshot: the request for it, the number of objects that need it, and its state. */
final class BookedSeed {
    private static final int ID_BYTES = 16;

    private final Stretch rest;
    private final byte[] id;
    private final SeedType type;
    private final int place;
    private long live;
    private long superseded;
    private long openedLive;
    private long openedSuperseded;
    private volatile SeedState state = SeedState.NotAsked.INSTANCE;

    /**
     * Books a seed.
     *
     * @param rest the part of the stored values that all objects of the seed share; kept
     * @param hash SHA-256 of the rest
     * @param place the position among all seeds, from 0
     */
    BookedSeed(Stretch rest, byte[] hash, SeedType type, int place) {
        this.rest = rest;
        this.id = Arrays.copyOf(hash, ID_BYTES);
        this.type = type;
        this.place = place;
    }

    void booked(boolean isLive) {
        if (isLive) {
            live++;
        } else {
            superseded++;
        }
    }

    Stretch rest() {
        return rest;
    }

    /** Returns an id that distinguishes this seed from all others and reveals nothing else. */
    String id() {
        return HexFormat.of().formatHex(id);
    }

    SeedType type() {
        return type;
    }

    int place() {
        return place;
    }

    long live() {
        return live;
    }

    long superseded() {
        return superseded;
    }

    long objects() {
        return live + superseded;
    }

    /** Records how many of its objects opened, and wipes the seed. */
    void tried(long liveOnes, long supersededOnes) {
        openedLive = liveOnes;
        openedSuperseded = supersededOnes;
        if (state instanceof SeedState.Ready(SecretBytes seed)) {
            seed.close();
        }
        state = SeedState.Tried.INSTANCE;
    }

    /** Records that an earlier run opened all of its objects. */
    void provenBefore() {
        openedLive = live;
        openedSuperseded = superseded;
        state = SeedState.ProvenBefore.INSTANCE;
    }

    long openedLive() {
        return openedLive;
    }

    long openedSuperseded() {
        return openedSuperseded;
    }

    boolean allOpened() {
        return openedLive == live && openedSuperseded == superseded;
    }

    SeedState state() {
        return state;
    }

    void state(SeedState next) {
        state = next;
    }
}
