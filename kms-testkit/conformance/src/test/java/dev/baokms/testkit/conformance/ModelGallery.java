package dev.baokms.testkit.conformance;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Broken only for what an API server does in the course of its life. */
final class ModelGallery {
    static final List<Specimen> SPECIMENS = List.of(
            Specimen.of("opens forty seeds of an earlier life and no more", "G2", Forgetful::new),
            Specimen.of("starts the fourth time after a long pause", "G4", () -> new LabProvider() {
                        private int starts;

                        @Override
                        void start() {
                            if (++starts > 3) {
                                pause(2500);
                            }
                        }
                    })
                    .askedAlone("every rule that restarts it often waits as long"),
            Specimen.of("in a storm of Status and Encrypt it keeps Decrypt waiting", "G7", Throttling::new),
            Specimen.of("a restart after a rotation goes back to the key before", "G8", GoingBack::new)
                    .askedAlone("every rule that rotates and restarts sees the same"),
            Specimen.of("a restart after a rotation loses the older keys", "G8", Losing::new)
                    .andAlso("G5", "it does the same among other things"));

    private ModelGallery() {}

    /** Shows the new key again from the next rotation on. */
    private static final class GoingBack extends LabProvider {
        private int known = -1;
        private int shown;
        private int before;

        @Override
        synchronized void start() {
            shown = before;
        }

        @Override
        synchronized int newest() {
            int now = super.newest();
            if (now != known) {
                before = known < 0 ? now : shown;
                known = now;
                shown = now;
            }
            return shown;
        }
    }

    private static final class Forgetful extends LabProvider {
        private static final int MOST = 40;
        private final Set<String> own = ConcurrentHashMap.newKeySet();
        private final AtomicInteger others = new AtomicInteger();

        @Override
        void start() {
            own.clear();
            others.set(0);
        }

        @Override
        Wrapped encrypt(String uid, byte[] plaintext) {
            Wrapped wrapped = super.encrypt(uid, plaintext);
            own.add(HexFormat.of().formatHex(wrapped.ciphertext));
            return wrapped;
        }

        @Override
        byte[] decrypt(String uid, Wrapped wrapped) {
            byte[] plaintext = super.decrypt(uid, wrapped);
            if (!own.contains(HexFormat.of().formatHex(wrapped.ciphertext)) && others.incrementAndGet() > MOST) {
                throw new Refused("RESOURCE_EXHAUSTED", "too many seeds");
            }
            return plaintext;
        }
    }

    /** Knows no key older than the one it started with. */
    private static final class Losing extends LabProvider {
        private volatile int oldest;

        @Override
        void start() {
            oldest = backend.newest();
        }

        @Override
        int version(String keyId) {
            int version = super.version(keyId);
            if (version < oldest) {
                throw new Refused("NOT_FOUND", "there is no such key");
            }
            return version;
        }
    }

    /** Takes Status and Encrypt between two Decrypts of the same for an attack. */
    private static final class Throttling extends LabProvider {
        private byte[] last = {};
        private String since = "";

        @Override
        State status() {
            synchronized (this) {
                since += "S";
            }
            return super.status();
        }

        @Override
        Wrapped encrypt(String uid, byte[] plaintext) {
            synchronized (this) {
                since += "E";
            }
            return super.encrypt(uid, plaintext);
        }

        @Override
        byte[] decrypt(String uid, Wrapped wrapped) {
            if (isStorm(wrapped.ciphertext)) {
                pause(600);
            }
            return super.decrypt(uid, wrapped);
        }

        private synchronized boolean isStorm(byte[] ciphertext) {
            boolean storm = since.equals("SE") && Arrays.equals(ciphertext, last);
            last = ciphertext;
            since = "";
            return storm;
        }
    }
}
