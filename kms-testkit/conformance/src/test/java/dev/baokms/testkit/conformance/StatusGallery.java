package dev.baokms.testkit.conformance;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Broken in what Status says. */
final class StatusGallery {
    static final List<Specimen> SPECIMENS = List.of(
            Specimen.of("version v3", "B1", () -> status("v3", "ok", "")),
            Specimen.of("version changes", "B2", () -> new LabProvider() {
                private final AtomicInteger inARow = new AtomicInteger();

                @Override
                State status() {
                    State state = super.status();
                    return inARow.incrementAndGet() != 9 ? state : new State("v2beta1", "ok", state.keyId());
                }

                @Override
                Wrapped encrypt(String uid, byte[] plaintext) {
                    inARow.set(0);
                    return super.encrypt(uid, plaintext);
                }

                @Override
                byte[] decrypt(String uid, Wrapped wrapped) {
                    inARow.set(0);
                    return super.decrypt(uid, wrapped);
                }
            }),
            Specimen.of("healthz in capitals", "B3", () -> status("v2", "OK", "")),
            Specimen.of("no key_id in Status", "B4", () -> new LabProvider() {
                @Override
                State status() {
                    super.status();
                    return new State("v2", "ok", "");
                }
            }),
            Specimen.of("key_id of two kilobytes", "B5", () -> status("v2", "ok", "k".repeat(2000))),
            Specimen.of("key_id with a space", "B6", () -> ids("my key ")),
            Specimen.of("key_id flaps", "B7", () -> new LabProvider() {
                private int calls;

                @Override
                State status() {
                    State state = super.status();
                    return calls++ % 2 == 0 ? state : new State("v2", "ok", state.keyId() + "-again");
                }
            }),
            Specimen.of("Encrypt names another key than Status", "B8", () -> status("v2", "ok", "-status")),
            Specimen.of("key_id of each process", "B9", () -> new LabProvider() {
                        private int starts;

                        @Override
                        void start() {
                            starts++;
                        }

                        @Override
                        String id(int version) {
                            return super.id(version) + "-" + starts;
                        }

                        @Override
                        int version(String keyId) {
                            int end = keyId.lastIndexOf('-');
                            return keyId.startsWith("lab-") && end > 4
                                    ? Integer.parseInt(keyId.substring(4, end))
                                    : super.version(keyId);
                        }
                    })
                    .andAlso("A17", "it compares with the time before the start, as B9 does"),
            Specimen.of("key_id of each machine", "B10", () -> new LabProvider() {
                @Override
                String id(int version) {
                    return super.id(version) + "-on-" + instance;
                }
            }),
            Specimen.of("Status makes keys", "B11", () -> new LabProvider() {
                private final AtomicInteger inARow = new AtomicInteger();

                @Override
                State status() {
                    if (inARow.incrementAndGet() == 80) {
                        backend.rotate();
                    }
                    return super.status();
                }

                @Override
                Wrapped encrypt(String uid, byte[] plaintext) {
                    inARow.set(0);
                    return super.encrypt(uid, plaintext);
                }
            }),
            Specimen.of("Status works after the first Encrypt only", "B12", () -> new LabProvider() {
                        private int starts;
                        private volatile boolean used;

                        @Override
                        void start() {
                            used = ++starts == 1;
                        }

                        @Override
                        State status() {
                            if (!used) {
                                throw new Refused("UNAVAILABLE", "no key yet");
                            }
                            return super.status();
                        }
                    })
                    .askedAlone("it does not come back from a restart"),
            Specimen.of("hangs while the backend is gone", "B13", () -> new LabProvider() {
                @Override
                byte[] key(int version) {
                    while (backend.broken) {
                        pause(10);
                    }
                    return super.key(version);
                }
            }),
            Specimen.of("Status lies in an outage", "B14", () -> new LabProvider() {
                @Override
                State status() {
                    return backend.broken ? new State("v2", "ok", id(backend.newest())) : super.status();
                }
            }),
            Specimen.of("healthz text for a dead key", "B15", () -> new LabProvider() {
                @Override
                State status() {
                    try {
                        return super.status();
                    } catch (Refused e) {
                        return new State("v2", "the key is dead", id(backend.newest()));
                    }
                }
            }),
            Specimen.of("never recovers", "B16", () -> new LabProvider() {
                        private volatile boolean dead;

                        @Override
                        byte[] key(int version) {
                            dead |= backend.broken;
                            if (dead) {
                                throw new BackendException();
                            }
                            return super.key(version);
                        }
                    })
                    .askedAlone("it does not come back from an outage"),
            Specimen.of("encrypts again two seconds after its backend is back", "B16", () -> new LabProvider() {
                        private volatile long until;

                        @Override
                        Wrapped encrypt(String uid, byte[] plaintext) {
                            if (backend.broken) {
                                until = System.nanoTime() + 2_000_000_000L;
                            }
                            if (until != 0 && System.nanoTime() - until < 0) {
                                throw new Refused("UNAVAILABLE", "not yet");
                            }
                            return super.encrypt(uid, plaintext);
                        }
                    })
                    .askedAlone("every rule with an outage waits as long"),
            Specimen.of("says more than a kibibyte about a failure", "B17", () -> new LabProvider() {
                @Override
                State status() {
                    try {
                        return super.status();
                    } catch (Refused e) {
                        throw new Refused(e.code, "at line 1 ".repeat(200));
                    }
                }
            }),
            Specimen.of("tells the address of its backend", "B17", () -> new LabProvider() {
                @Override
                State status() {
                    try {
                        return super.status();
                    } catch (Refused e) {
                        throw new Refused(e.code, "https://vault.example/v1/transit refused");
                    }
                }
            }),
            Specimen.of("its token as key_id", "B18", () -> ids(Lab.CANARY)));

    private StatusGallery() {}

    private static LabProvider status(String version, String healthz, String suffix) {
        return new LabProvider() {
            @Override
            State status() {
                return new State(version, healthz, super.status().keyId() + suffix);
            }
        };
    }

    private static LabProvider ids(String prefix) {
        return new LabProvider() {
            @Override
            String id(int version) {
                return prefix + super.id(version);
            }
        };
    }
}
