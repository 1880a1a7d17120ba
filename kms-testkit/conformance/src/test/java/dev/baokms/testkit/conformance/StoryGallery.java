package dev.baokms.testkit.conformance;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Broken when keys rotate, in what they log, or only in the long run. */
final class StoryGallery {
    static final List<Specimen> SPECIMENS = List.of(
            Specimen.of("looks at the key version at start only", "E1", () -> new LabProvider() {
                private int version;

                @Override
                void start() {
                    version = backend.newest();
                }

                @Override
                int newest() {
                    return version;
                }
            }),
            Specimen.of("Encrypt follows Status late", "E2", Late::new),
            Specimen.of("Encrypt runs ahead of Status", "E3", Ahead::new),
            Specimen.of("sees one rotation and no other", "E3", () -> new LabProvider() {
                        private int first = -1;

                        @Override
                        int newest() {
                            int newest = backend.newest();
                            first = first < 0 ? newest : first;
                            return Math.min(newest, first + 1);
                        }
                    })
                    .askedAlone("every rule that rotates sees the same"),
            Specimen.of("two names for all keys", "E4", () -> new Repeating(2)),
            Specimen.of("seven names for all keys", "E4", () -> new Repeating(7))
                    .askedAlone("the gallery's pace makes fewer rotations"),
            Specimen.of("keeps the keys of the last sixteen rotations", "D5", () -> new LabProvider() {
                        @Override
                        int version(String keyId) {
                            int version = super.version(keyId);
                            if (version < backend.newest() - 16) {
                                throw new Refused("NOT_FOUND", "there is no such key");
                            }
                            return version;
                        }
                    })
                    .askedAlone("the gallery's pace makes fewer rotations"),
            Specimen.of("forgets the key before the last", "D5", () -> new LabProvider() {
                @Override
                int version(String keyId) {
                    int version = super.version(keyId);
                    if (version < backend.newest()) {
                        throw new Refused("NOT_FOUND", "there is no such key");
                    }
                    return version;
                }
            }),
            Specimen.of("the second instance learns of keys late", "E5", () -> new Noticing(300) {
                @Override
                boolean lags() {
                    return instance == 2;
                }

                @Override
                int version(String keyId) {
                    int version = super.version(keyId);
                    if (version > newest()) {
                        throw new Refused("NOT_FOUND", "there is no such key");
                    }
                    return version;
                }
            }),
            Specimen.of("Encrypt keeps to the first key for ever", "E3", () -> new LabProvider() {
                        @Override
                        Wrapped encrypt(String uid, byte[] plaintext) {
                            return wrap(0, id(0), annotations(plaintext), plaintext);
                        }
                    })
                    .askedAlone("every rule that rotates sees the same"),
            Specimen.of("the fifth Encrypt under a new key takes the old one", "E3", () -> new LabProvider() {
                        private int version;
                        private int encrypts;

                        @Override
                        synchronized Wrapped encrypt(String uid, byte[] plaintext) {
                            int newest = newest();
                            encrypts = newest == version ? encrypts + 1 : 1;
                            version = newest;
                            int used = newest > 0 && encrypts == 5 ? newest - 1 : newest;
                            return wrap(used, id(used), annotations(plaintext), plaintext);
                        }
                    })
                    .askedAlone("every rule that rotates sees the same"),
            Specimen.of("the second instance never learns of a key", "E6", () -> new LabProvider() {
                        @Override
                        int newest() {
                            return instance == 2 ? 0 : super.newest();
                        }
                    })
                    .askedAlone("every rule that rotates and compares sees the same"),
            Specimen.of("its key_id grows with each rotation", "E9", () -> new LabProvider() {
                        @Override
                        String id(int version) {
                            return super.id(version) + "-and".repeat(100 * version);
                        }
                    })
                    .askedAlone("every rule that rotates often sees the same"),
            Specimen.of("two names for all keys, whatever else happens", "G5", () -> new Repeating(2))
                    .askedAlone("E4 sees it before"),
            Specimen.of("refuses to encrypt while it switches", "E7", () -> new Noticing(150) {
                @Override
                boolean lags() {
                    return instance == 1;
                }

                @Override
                Wrapped encrypt(String uid, byte[] plaintext) {
                    if (switching()) {
                        throw new Refused("UNAVAILABLE", "rotating");
                    }
                    return super.encrypt(uid, plaintext);
                }
            }),
            Specimen.of("a kill during a rotation loses the old keys", "E8", () -> new LabProvider() {
                private volatile int lost = -1;
                private volatile int seen;

                @Override
                State status() {
                    seen = backend.newest();
                    return super.status();
                }

                @Override
                void killed() {
                    if (backend.newest() > seen) {
                        lost = seen;
                    }
                }

                @Override
                int version(String keyId) {
                    int version = super.version(keyId);
                    if (version <= lost) {
                        throw new Refused("NOT_FOUND", "there is no such key");
                    }
                    return version;
                }
            }),
            Specimen.of(
                    "logs no uid",
                    "F1",
                    () -> logging(new LabLog() {
                        @Override
                        void call(String method, String uid) {
                            write(method);
                        }
                    })),
            Specimen.of("logs what it encrypts", "F2", () -> new LabProvider() {
                @Override
                Wrapped encrypt(String uid, byte[] plaintext) {
                    log.write(HexFormat.of().formatHex(plaintext));
                    return super.encrypt(uid, plaintext);
                }
            }),
            Specimen.of("logs what it encrypts as Go prints a byte slice", "F2", () -> new LabProvider() {
                @Override
                Wrapped encrypt(String uid, byte[] plaintext) {
                    log.write(IntStream.range(0, plaintext.length)
                            .mapToObj(i -> Integer.toString(plaintext[i] & 0xFF))
                            .collect(Collectors.joining(" ", "plaintext:[", "]")));
                    return super.encrypt(uid, plaintext);
                }
            }),
            Specimen.of("logs what it decrypts as a literal of Python", "F2", () -> new LabProvider() {
                @Override
                byte[] decrypt(String uid, Wrapped wrapped) {
                    byte[] plaintext = super.decrypt(uid, wrapped);
                    log.write(IntStream.range(0, plaintext.length)
                            .mapToObj(i -> String.format(Locale.ROOT, "\\x%02x", plaintext[i]))
                            .collect(Collectors.joining("", "b'", "'")));
                    return plaintext;
                }
            }),
            Specimen.of(
                    "logs a uid as it comes",
                    "F3",
                    () -> logging(new LabLog() {
                        @Override
                        void call(String method, String uid) {
                            write(method + " uid=" + uid);
                        }
                    })),
            Specimen.of("tires of being polled", "G1", () -> new LabProvider() {
                private final AtomicInteger inARow = new AtomicInteger();

                @Override
                State status() {
                    State state = super.status();
                    return inARow.incrementAndGet() % 100 == 0 ? new State("v2", "tired", state.keyId()) : state;
                }

                @Override
                Wrapped encrypt(String uid, byte[] plaintext) {
                    inARow.set(0);
                    return super.encrypt(uid, plaintext);
                }
            }),
            Specimen.of("takes three seconds to start", "G3", () -> new LabProvider() {
                        private int starts;

                        @Override
                        void start() {
                            if (++starts > 1) {
                                pause(2500);
                            }
                        }
                    })
                    .askedAlone("every rule that restarts it waits as long"));

    static final Map<String, String> SHADOWED = Map.of(
            "G6",
            "differs from other rules by the number of connections alone, of which the gallery's pace leaves two");

    private StoryGallery() {}

    private static LabProvider logging(LabLog log) {
        var provider = new LabProvider();
        provider.log = log;
        return provider;
    }

    /** Finds the key by trying all, so that few names do. */
    private static final class Repeating extends LabProvider {
        private final int names;

        Repeating(int names) {
            this.names = names;
        }

        @Override
        String id(int version) {
            return super.id(version % names);
        }

        @Override
        byte[] decrypt(String uid, Wrapped wrapped) {
            for (int version = backend.newest(); version >= 0; version--) {
                try {
                    return open(version, wrapped);
                } catch (Refused | BackendException e) {
                    log.write("not version " + version);
                }
            }
            throw new Refused("INVALID_ARGUMENT", "no key opens it");
        }
    }

    /** Its Encrypt uses a new key at once, its Status not as long as Status and Encrypt are asked in turn. */
    private static final class Ahead extends LabProvider {
        private int named;
        private int asked;
        private int encrypts;

        @Override
        synchronized void start() {
            named = backend.newest();
        }

        @Override
        synchronized State status() {
            State state = super.status();
            int newest = backend.newest();
            if (newest == named) {
                return state;
            }
            if (asked == newest && encrypts != 1) {
                named = newest;
            }
            asked = newest;
            encrypts = 0;
            return new State(state.version(), state.healthz(), id(named));
        }

        @Override
        synchronized Wrapped encrypt(String uid, byte[] plaintext) {
            encrypts++;
            return super.encrypt(uid, plaintext);
        }
    }

    private static final class Late extends LabProvider {
        private int announced;
        private long since;

        @Override
        synchronized State status() {
            State state = super.status();
            if (backend.newest() != announced) {
                announced = backend.newest();
                since = System.nanoTime();
            }
            return state;
        }

        @Override
        Wrapped encrypt(String uid, byte[] plaintext) {
            int version = backend.newest();
            synchronized (this) {
                if (version > 0 && (version != announced || System.nanoTime() - since < 100_000_000L)) {
                    version--;
                }
            }
            return wrap(version, id(version), annotations(plaintext), plaintext);
        }
    }

    /** Uses a new key some time after it has seen it. */
    private static class Noticing extends LabProvider {
        private final long nanos;
        private int used;
        private int seen;
        private long since;

        Noticing(int millis) {
            this.nanos = millis * 1_000_000L;
        }

        boolean lags() {
            return true;
        }

        @Override
        synchronized int newest() {
            int newest = backend.newest();
            if (!lags()) {
                return newest;
            }
            if (newest != seen) {
                seen = newest;
                since = System.nanoTime();
            }
            if (System.nanoTime() - since >= nanos) {
                used = seen;
            }
            return used;
        }

        final synchronized boolean switching() {
            return newest() != backend.newest();
        }
    }
}
