package dev.baokms.testkit.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Broken in Encrypt or Decrypt. */
final class CipherGallery {
    static final List<Specimen> SPECIMENS = List.of(
            Specimen.of("refuses a seed of zeros", "C1", () -> new LabProvider() {
                @Override
                Wrapped encrypt(String uid, byte[] plaintext) {
                    if (Arrays.equals(plaintext, new byte[32])) {
                        throw new Refused("INVALID_ARGUMENT", "plaintext is empty");
                    }
                    return super.encrypt(uid, plaintext);
                }
            }),
            Specimen.of("ciphertext too long for the API server", "C2", () -> new Padding(1100)),
            Specimen.of("key_id of Encrypt too long", "C3", () -> new LabProvider() {
                @Override
                Wrapped encrypt(String uid, byte[] plaintext) {
                    int newest = backend.newest();
                    return wrap(newest, id(newest) + "-long".repeat(300), annotations(plaintext), plaintext);
                }

                @Override
                int version(String keyId) {
                    return super.version(keyId.replace("-long", ""));
                }
            }),
            Specimen.of("annotation key without a domain", "C4", () -> annotated("version", 1)),
            Specimen.of("annotations of 40 KiB", "C5", () -> annotated("big.lab.example.org", 40 * 1024))
                    .andAlso("C6", "what is over 32 KiB is over 1 KiB"),
            Specimen.of("annotations of 2 KiB", "C6", () -> annotated("big.lab.example.org", 2 * 1024)),
            Specimen.of("plaintext in an annotation", "C7", () -> new LabProvider() {
                @Override
                Map<String, byte[]> annotations(byte[] plaintext) {
                    return Map.of(
                            "seed.lab.example.org",
                            HexFormat.of().formatHex(plaintext).getBytes(UTF_8));
                }
            }),
            Specimen.of("plaintext in an annotation, one byte added to each of its own", "C7", () -> new LabProvider() {
                @Override
                Map<String, byte[]> annotations(byte[] plaintext) {
                    byte[] masked = plaintext.clone();
                    for (int i = 0; i < masked.length; i++) {
                        masked[i] ^= 0x5A;
                    }
                    return Map.of("seed.lab.example.org", masked);
                }
            }),
            Specimen.of("plaintext in an annotation, encoded twice", "C7", () -> new LabProvider() {
                @Override
                Map<String, byte[]> annotations(byte[] plaintext) {
                    byte[] once = HexFormat.of().formatHex(plaintext).getBytes(UTF_8);
                    return Map.of("seed.lab.example.org", Base64.getEncoder().encode(once));
                }
            }),
            Specimen.of("OK without content when the backend is gone", "C8", () -> new LabProvider() {
                @Override
                Wrapped encrypt(String uid, byte[] plaintext) {
                    return backend.broken ? new Wrapped(new byte[0], "", Map.of()) : super.encrypt(uid, plaintext);
                }
            }),
            Specimen.of("the same nonce always", "C9", () -> new LabProvider() {
                        @Override
                        byte[] nonce() {
                            return new byte[NONCE_BYTES];
                        }
                    })
                    .andAlso("C15", "one nonce is one keystream"),
            Specimen.of("a nonce that counts from the start of the process", "C9", Counting::new)
                    .andAlso("C15", "the numbers come again after a restart"),
            Specimen.of("one nonce, and an annotation that changes", "C15", () -> new LabProvider() {
                @Override
                byte[] nonce() {
                    return new byte[NONCE_BYTES];
                }

                @Override
                Map<String, byte[]> annotations(byte[] plaintext) {
                    return Map.of(
                            "call.lab.example.org", UUID.randomUUID().toString().getBytes(UTF_8));
                }
            }),
            Specimen.of("plaintext XOR key, in base64 behind a number that changes", "C15", Xor::new)
                    .askedAlone("what is not authenticated breaks every rule about altered bytes"),
            Specimen.of("logs in at its first Status", "C14", () -> new Sleepy("Status"))
                    .askedAlone("it makes the gallery wait"),
            Specimen.of("opens its key at its first Decrypt", "C14", () -> new Sleepy("Decrypt"))
                    .askedAlone("it makes the gallery wait"),
            Specimen.of("remembers results by uid", "C10", () -> new LabProvider() {
                private final Map<String, Wrapped> results = new ConcurrentHashMap<>();

                @Override
                Wrapped encrypt(String uid, byte[] plaintext) {
                    return results.computeIfAbsent(uid, u -> super.encrypt(u, plaintext));
                }
            }),
            Specimen.of("one buffer for all calls", "C11", CrossTalk::new),
            Specimen.of("fills short plaintexts with zeros", "C13", () -> new LabProvider() {
                @Override
                Wrapped encrypt(String uid, byte[] plaintext) {
                    return super.encrypt(uid, Arrays.copyOf(plaintext, Math.max(32, plaintext.length)));
                }
            }),
            Specimen.of("UNKNOWN for a plaintext that is no seed", "C13", () -> new LabProvider() {
                        @Override
                        Wrapped encrypt(String uid, byte[] plaintext) {
                            if (plaintext.length != 32) {
                                throw new Refused("UNKNOWN", "it did not work");
                            }
                            return super.encrypt(uid, plaintext);
                        }
                    })
                    .askedAlone("D22 may see the same code"),
            Specimen.of("encrypts what it cannot decrypt", "D1", () -> new LabProvider() {
                @Override
                Wrapped encrypt(String uid, byte[] plaintext) {
                    Wrapped wrapped = super.encrypt(uid, plaintext);
                    wrapped.ciphertext[0] ^= 1;
                    return wrapped;
                }
            }),
            Specimen.of("decrypts a ciphertext eight times in a row and no more", "D2", Jaded::new),
            Specimen.of("keys of the process", "D3", () -> new Salted(true)),
            Specimen.of("keys of the machine", "D4", () -> new Salted(false)),
            Specimen.of("old and new keys in turn confuse it", "D6", Confused::new),
            Specimen.of("annotations in the order they come", "D7", () -> new LabProvider() {
                @Override
                byte[] aad(String keyId, Map<String, byte[]> annotations) {
                    return (keyId + annotations.keySet()).getBytes(UTF_8);
                }
            }),
            Specimen.of("annotations in another order change the plaintext", "D7", Ordered::new)
                    .askedAlone("in which order a client sends them is the client's choice"),
            Specimen.of("a byte at the end that is not authenticated", "D9", () -> new Padding(1) {
                @Override
                boolean paddingIsGood(byte[] padding) {
                    return true;
                }
            }),
            Specimen.of("a bit at the end that goes into the plaintext", "D9", () -> new Padding(1) {
                @Override
                boolean paddingIsGood(byte[] padding) {
                    return padding[0] == 0 || padding[0] == 1;
                }

                @Override
                byte[] decrypt(String uid, Wrapped wrapped) {
                    byte[] plaintext = super.decrypt(uid, wrapped);
                    if (plaintext.length > 0) {
                        plaintext[0] ^= wrapped.ciphertext[wrapped.ciphertext.length - 1];
                    }
                    return plaintext;
                }
            }),
            Specimen.of("zeros under an unknown key_id", "D10", () -> new LabProvider() {
                @Override
                byte[] decrypt(String uid, Wrapped wrapped) {
                    try {
                        version(wrapped.keyId);
                    } catch (Refused e) {
                        if (!wrapped.keyId.isEmpty() && wrapped.keyId.length() < 100) {
                            return new byte[32];
                        }
                    }
                    return super.decrypt(uid, wrapped);
                }
            }),
            Specimen.of("an annotation changes the plaintext", "D11", () -> new Masked(false)),
            Specimen.of("a mask in an annotation, bound to nothing else", "D12", () -> new Masked(true)),
            Specimen.of("nothing for a ciphertext of another length", "D13", () -> new LabProvider() {
                private volatile byte[] own = {0};

                @Override
                Wrapped encrypt(String uid, byte[] plaintext) {
                    Wrapped wrapped = super.encrypt(uid, plaintext);
                    own = wrapped.ciphertext;
                    return wrapped;
                }

                @Override
                byte[] decrypt(String uid, Wrapped wrapped) {
                    int length = wrapped.ciphertext.length;
                    boolean tooLong = length > 92 && length <= 1024;
                    boolean tooShort = length > 0 && length < 28 && wrapped.ciphertext[0] != own[0];
                    return tooLong || tooShort ? new byte[0] : super.decrypt(uid, wrapped);
                }
            }),
            Specimen.of("looks long for a key without a name", "D14", () -> new LabProvider() {
                        @Override
                        byte[] decrypt(String uid, Wrapped wrapped) {
                            if (wrapped.keyId.isEmpty()) {
                                pause(3500);
                            }
                            return super.decrypt(uid, wrapped);
                        }
                    })
                    .askedAlone("it makes the gallery wait"),
            Specimen.of("an empty key_id means the newest", "D14", () -> new LabProvider() {
                @Override
                byte[] decrypt(String uid, Wrapped wrapped) {
                    String keyId = wrapped.keyId.isEmpty() ? id(backend.newest()) : wrapped.keyId;
                    return super.decrypt(uid, new Wrapped(wrapped.ciphertext, keyId, wrapped.annotations));
                }
            }),
            Specimen.of("asks its backend for a quarter of a second at each Decrypt", "D15", () -> new LabProvider() {
                        @Override
                        byte[] decrypt(String uid, Wrapped wrapped) {
                            pause(250);
                            return super.decrypt(uid, wrapped);
                        }
                    })
                    .askedAlone("it makes the gallery wait"),
            Specimen.of("looks long for a key it does not know", "D16", () -> new LabProvider() {
                        @Override
                        int version(String keyId) {
                            try {
                                return super.version(keyId);
                            } catch (Refused e) {
                                pause(1200);
                                throw e;
                            }
                        }
                    })
                    .askedAlone("it makes the gallery wait"),
            Specimen.of("zeros when the backend is gone", "D18", () -> new LabProvider() {
                @Override
                byte[] decrypt(String uid, Wrapped wrapped) {
                    return backend.broken ? new byte[32] : super.decrypt(uid, wrapped);
                }
            }),
            Specimen.of("gives up at the first failure of the backend", "D19", () -> new LabProvider() {
                @Override
                byte[] key(int version) {
                    return backend.key(version);
                }
            }),
            Specimen.of("locks itself after 60 invalid requests", "D20", () -> new LabProvider() {
                private final AtomicInteger inARow = new AtomicInteger();

                @Override
                byte[] decrypt(String uid, Wrapped wrapped) {
                    if (inARow.getAndIncrement() > 60) {
                        throw new Refused("RESOURCE_EXHAUSTED", "locked");
                    }
                    byte[] plaintext = super.decrypt(uid, wrapped);
                    inARow.set(0);
                    return plaintext;
                }

                @Override
                Wrapped encrypt(String uid, byte[] plaintext) {
                    inARow.set(0);
                    return super.encrypt(uid, plaintext);
                }
            }),
            Specimen.of("plaintext in an error", "D21", () -> new LabProvider() {
                @Override
                Wrapped encrypt(String uid, byte[] plaintext) {
                    if (plaintext.length > 256) {
                        throw new Refused(
                                "INVALID_ARGUMENT",
                                "bad plaintext " + HexFormat.of().formatHex(plaintext, 0, 32));
                    }
                    return super.encrypt(uid, plaintext);
                }
            }),
            Specimen.of("UNKNOWN for everything", "D22", () -> new LabProvider() {
                @Override
                byte[] decrypt(String uid, Wrapped wrapped) {
                    try {
                        return super.decrypt(uid, wrapped);
                    } catch (Refused e) {
                        throw new Refused("UNKNOWN", "it did not work");
                    }
                }
            }));

    static final Map<String, String> SHADOWED =
            Map.of("D8", "D1 asks with the annotations that Encrypt returned, so with none when there were none");

    private CipherGallery() {}

    private static LabProvider annotated(String key, int bytes) {
        return new LabProvider() {
            @Override
            Map<String, byte[]> annotations(byte[] plaintext) {
                return Map.of(key, new byte[bytes]);
            }
        };
    }

    private static final class Counting extends LabProvider {
        private final AtomicInteger number = new AtomicInteger();

        @Override
        void start() {
            number.set(0);
        }

        @Override
        byte[] nonce() {
            return ByteBuffer.allocate(NONCE_BYTES)
                    .putInt(number.incrementAndGet())
                    .array();
        }
    }

    private static final class Xor extends LabProvider {
        private final AtomicInteger number = new AtomicInteger();

        @Override
        Wrapped wrap(int version, String keyId, Map<String, byte[]> annotations, byte[] plaintext) {
            String text =
                    number.incrementAndGet() + ":" + Base64.getEncoder().encodeToString(masked(version, plaintext));
            return new Wrapped(text.getBytes(UTF_8), keyId, annotations);
        }

        @Override
        byte[] decrypt(String uid, Wrapped wrapped) {
            String text = new String(wrapped.ciphertext, UTF_8);
            return masked(version(wrapped.keyId), Base64.getDecoder().decode(text.substring(text.indexOf(':') + 1)));
        }

        private byte[] masked(int version, byte[] bytes) {
            byte[] key = key(version);
            byte[] masked = bytes.clone();
            for (int i = 0; i < masked.length; i++) {
                masked[i] ^= key[i % key.length];
            }
            return masked;
        }
    }

    /** Opens with a mask unless its first annotation comes first. */
    private static final class Ordered extends LabProvider {
        @Override
        byte[] decrypt(String uid, Wrapped wrapped) {
            byte[] plaintext = super.decrypt(uid, wrapped);
            String first = wrapped.annotations.keySet().iterator().next();
            plaintext[0] ^= (byte) (first.startsWith("v.") ? 0 : 1);
            return plaintext;
        }
    }

    /** Does at the first call of a method what belongs before it. */
    private static final class Sleepy extends LabProvider {
        private static final int MILLIS = 3_500;
        private final String method;
        private final AtomicBoolean awake = new AtomicBoolean();

        Sleepy(String method) {
            this.method = method;
        }

        private void call(String called) {
            if (called.equals(method) && !awake.getAndSet(true)) {
                pause(MILLIS);
            }
        }

        @Override
        State status() {
            call("Status");
            return super.status();
        }

        @Override
        byte[] decrypt(String uid, Wrapped wrapped) {
            call("Decrypt");
            return super.decrypt(uid, wrapped);
        }
    }

    /** Bytes behind the ciphertext, of which it expects that they are zeros. */
    private static class Padding extends LabProvider {
        private final int length;

        Padding(int length) {
            this.length = length;
        }

        @Override
        Wrapped encrypt(String uid, byte[] plaintext) {
            Wrapped wrapped = super.encrypt(uid, plaintext);
            wrapped.ciphertext = Arrays.copyOf(wrapped.ciphertext, wrapped.ciphertext.length + length);
            return wrapped;
        }

        @Override
        byte[] decrypt(String uid, Wrapped wrapped) {
            int end = wrapped.ciphertext.length - length;
            if (end < 0 || !paddingIsGood(Arrays.copyOfRange(wrapped.ciphertext, end, end + length))) {
                throw new Refused("INVALID_ARGUMENT", "ciphertext has no padding");
            }
            byte[] ciphertext = Arrays.copyOf(wrapped.ciphertext, end);
            return super.decrypt(uid, new Wrapped(ciphertext, wrapped.keyId, wrapped.annotations));
        }

        boolean paddingIsGood(byte[] padding) {
            return Arrays.equals(padding, new byte[length]);
        }
    }

    /** Shares its buffer when more calls come at once than it has buffers for. */
    private static final class CrossTalk extends LabProvider {
        private static final int BUFFERS = 120;
        private final AtomicInteger under = new AtomicInteger();
        private volatile byte[] buffer = {};

        @Override
        Wrapped encrypt(String uid, byte[] plaintext) {
            int before = under.getAndIncrement();
            try {
                // Long enough that a crowd is there at once, however slowly the machine brings it.
                pause(before < 10 ? 3 : 300);
                if (before < BUFFERS) {
                    return super.encrypt(uid, plaintext);
                }
                buffer = plaintext;
                pause(10);
                return super.encrypt(uid, buffer);
            } finally {
                under.decrementAndGet();
            }
        }
    }

    /** Counts how often the same is asked with nothing between. */
    private static final class Jaded extends LabProvider {
        private byte[] last = {};
        private int inARow;

        @Override
        synchronized Wrapped encrypt(String uid, byte[] plaintext) {
            inARow = 0;
            return super.encrypt(uid, plaintext);
        }

        @Override
        synchronized byte[] decrypt(String uid, Wrapped wrapped) {
            inARow = Arrays.equals(wrapped.ciphertext, last) ? inARow + 1 : 1;
            last = wrapped.ciphertext;
            byte[] plaintext = super.decrypt(uid, wrapped);
            if (inARow > 8) {
                throw new Refused("RESOURCE_EXHAUSTED", "enough");
            }
            return plaintext;
        }
    }

    /** Loads a key again when the version changes, and not the fourth time in a row. */
    private static final class Confused extends LabProvider {
        private int last;
        private int changes;

        @Override
        synchronized Wrapped encrypt(String uid, byte[] plaintext) {
            changes = 0;
            return super.encrypt(uid, plaintext);
        }

        @Override
        synchronized byte[] decrypt(String uid, Wrapped wrapped) {
            byte[] plaintext = super.decrypt(uid, wrapped);
            int version = version(wrapped.keyId);
            changes = version == last ? 0 : changes + 1;
            last = version;
            if (changes > 3) {
                throw new Refused("RESOURCE_EXHAUSTED", "too many keys");
            }
            return plaintext;
        }
    }

    /** Each key mixed with something that belongs to this process, or to this machine. */
    private static final class Salted extends LabProvider {
        private final boolean perProcess;
        private int starts;

        Salted(boolean perProcess) {
            this.perProcess = perProcess;
        }

        @Override
        void start() {
            starts++;
        }

        @Override
        byte[] key(int version) {
            byte[] key = super.key(version).clone();
            key[0] ^= (byte) (perProcess ? starts + 100 * instance : instance);
            return key;
        }
    }

    /** Mixes an annotation into the plaintext and authenticates no annotation, or each for itself. */
    private static final class Masked extends LabProvider {
        private static final String MASK = "mask.lab.example.org";
        private final boolean ownTag;

        Masked(boolean ownTag) {
            this.ownTag = ownTag;
        }

        @Override
        Map<String, byte[]> annotations(byte[] plaintext) {
            Map<String, byte[]> annotations = new HashMap<>();
            byte mask = ownTag ? nonce()[0] : 7;
            annotations.put(MASK, ownTag ? new byte[] {mask, tag(mask)} : new byte[] {mask});
            return annotations;
        }

        @Override
        byte[] aad(String keyId, Map<String, byte[]> annotations) {
            return keyId.getBytes(UTF_8);
        }

        @Override
        Wrapped encrypt(String uid, byte[] plaintext) {
            Map<String, byte[]> annotations = annotations(plaintext);
            int newest = backend.newest();
            return wrap(newest, id(newest), annotations, mix(plaintext, annotations));
        }

        @Override
        byte[] decrypt(String uid, Wrapped wrapped) {
            byte[] mask = wrapped.annotations.getOrDefault(MASK, new byte[0]);
            if (ownTag && (mask.length != 2 || mask[1] != tag(mask[0]))) {
                throw new Refused("INVALID_ARGUMENT", "annotation does not authenticate");
            }
            return mix(super.decrypt(uid, wrapped), wrapped.annotations);
        }

        private static byte tag(byte mask) {
            return (byte) (mask * 31 + 17);
        }

        private static byte[] mix(byte[] plaintext, Map<String, byte[]> annotations) {
            byte[] mixed = plaintext.clone();
            byte[] mask = annotations.getOrDefault(MASK, new byte[0]);
            if (mixed.length > 0 && mask.length > 0) {
                mixed[0] ^= mask[0];
            }
            return mixed;
        }
    }
}
