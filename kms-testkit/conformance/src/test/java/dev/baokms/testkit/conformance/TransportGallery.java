package dev.baokms.testkit.conformance;

import com.google.protobuf.Message;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerStreamTracer;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Broken in the way they are reached. */
final class TransportGallery {
    static final List<Specimen> SPECIMENS = List.of(
            Specimen.of("a socket for everyone", "A16", () -> new LabProvider() {
                @Override
                void listening(Path socket) throws IOException {
                    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
                    Files.setPosixFilePermissions(
                            socket.toAbsolutePath().getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
                }
            }),
            Specimen.ofServer("demands credentials", "A1", server -> server.intercept(new Refusing(call -> true))),
            Specimen.ofServer("knows no Decrypt", "A2", server -> server.intercept(new Missing("Decrypt")))
                    .askedAlone("nothing that decrypts can be asked"),
            Specimen.ofServer("knows no Status", "A1", server -> server.intercept(new Missing("Status")))
                    .askedAlone("nothing else can be asked"),
            Specimen.ofServer(
                    "refuses the authority localhost",
                    "A3",
                    server -> server.intercept(new Refusing(call -> "localhost".equals(call.getAuthority())))),
            Specimen.ofServer(
                    "refuses a path as authority",
                    "A4",
                    server -> server.intercept(new Refusing(
                            call -> String.valueOf(call.getAuthority()).startsWith("%2F")))),
            Specimen.ofServer(
                            "serves three connections and refuses the fourth",
                            "A5",
                            server -> server.addTransportFilter(new Counting())
                                    .intercept(new Refusing(
                                            call -> call.getAttributes().get(Counting.TOO_MANY) != null)))
                    .askedAlone("rules with a crowd of callers open as many connections"),
            Specimen.of("serves sixty calls at a time and refuses the rest", "A6", Crowded::new),
            Specimen.of("stops after a call was given up", "A7", GivesUpToo::new)
                    .askedAlone("it answers nothing more"),
            Specimen.of("too slow when all three methods are asked in turn", "A8", Dawdling::new),
            Specimen.of("refuses fields it does not know", "A11", () -> new LabProvider() {
                @Override
                void inspect(Message request) {
                    if (!request.getUnknownFields().asMap().isEmpty()) {
                        throw new Refused("INVALID_ARGUMENT", "unknown field");
                    }
                }
            }),
            Specimen.ofServer("hangs at a message that it cannot parse", "A10", Hanging::at),
            Specimen.of("zeros for a Decrypt with a field it does not know", "A11", () -> new LabProvider() {
                private final ThreadLocal<Boolean> unknown = ThreadLocal.withInitial(() -> false);

                @Override
                void inspect(Message request) {
                    unknown.set(!request.getUnknownFields().asMap().isEmpty());
                }

                @Override
                byte[] decrypt(String uid, Wrapped wrapped) {
                    return unknown.get() ? new byte[32] : super.decrypt(uid, wrapped);
                }
            }),
            Specimen.of("is out of memory after a request of a mebibyte", "A12", OutOfMemory::new)
                    .askedAlone("it answers nothing more"),
            Specimen.of("does not start over a stale socket", "A13", () -> new LabProvider() {
                        @Override
                        boolean takesOverStaleSocket() {
                            return false;
                        }
                    })
                    .askedAlone("it does not come back from a restart"),
            Specimen.of("names another key until it is warm", "A17", () -> new LabProvider() {
                        private int starts;
                        private final AtomicInteger answers = new AtomicInteger();

                        @Override
                        void start() {
                            starts++;
                            answers.set(0);
                        }

                        @Override
                        State status() {
                            State state = super.status();
                            return starts > 1 && answers.incrementAndGet() <= 3
                                    ? new State("v2", "ok", "starting")
                                    : state;
                        }
                    })
                    .askedAlone("every rule that restarts it sees the same"));

    private TransportGallery() {}

    /** Answers calls it does not like with an error. */
    private record Refusing(Predicate<ServerCall<?, ?>> disliked) implements ServerInterceptor {
        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            if (disliked.test(call)) {
                call.close(Status.UNAUTHENTICATED.withDescription("who are you"), new Metadata());
                return new ServerCall.Listener<>() {};
            }
            return next.startCall(call, headers);
        }
    }

    private static final class Crowded extends LabProvider {
        private static final int ROOM = 60;
        private final AtomicInteger under = new AtomicInteger();

        @Override
        Wrapped encrypt(String uid, byte[] plaintext) {
            int before = under.getAndIncrement();
            try {
                // Long enough that a crowd is there at once, however slowly the machine brings it.
                pause(before < 10 ? 3 : 300);
                if (before >= ROOM) {
                    throw new Refused("RESOURCE_EXHAUSTED", "busy");
                }
                return super.encrypt(uid, plaintext);
            } finally {
                under.decrementAndGet();
            }
        }
    }

    private static final class Dawdling extends LabProvider {
        private String calls = "";

        private synchronized String after(char call) {
            calls = (calls + call).substring(Math.max(0, calls.length() - 8));
            return calls;
        }

        @Override
        State status() {
            State state = super.status();
            after('S');
            return state;
        }

        @Override
        Wrapped encrypt(String uid, byte[] plaintext) {
            Wrapped wrapped = super.encrypt(uid, plaintext);
            after('E');
            return wrapped;
        }

        @Override
        byte[] decrypt(String uid, Wrapped wrapped) {
            byte[] plaintext = super.decrypt(uid, wrapped);
            if (after('D').equals("SEDSEDSED")) {
                pause(2 * (int) Lab.INTENSITY.deadline().toMillis());
            }
            return plaintext;
        }
    }

    private static final class GivesUpToo extends LabProvider {
        private volatile boolean gone;

        @Override
        State status() {
            if (gone) {
                throw new Refused("INTERNAL", "out of threads");
            }
            return super.status();
        }

        @Override
        Wrapped encrypt(String uid, byte[] plaintext) {
            pause(30);
            gone |= Context.current().isCancelled();
            if (gone) {
                throw new Refused("INTERNAL", "out of threads");
            }
            return super.encrypt(uid, plaintext);
        }
    }

    /** Knows one method less. */
    private record Missing(String method) implements ServerInterceptor {
        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            if (method.equals(call.getMethodDescriptor().getBareMethodName())) {
                call.close(Status.UNIMPLEMENTED, new Metadata());
                return new ServerCall.Listener<>() {};
            }
            return next.startCall(call, headers);
        }
    }

    private static final class OutOfMemory extends LabProvider {
        private volatile boolean out;

        @Override
        void inspect(Message request) {
            out |= request.getSerializedSize() > 500_000;
            if (out) {
                throw new Refused("INTERNAL", "out of memory");
            }
        }
    }

    /** Sees a message before it is parsed; the kit's broken ones have three bytes, and no request of its own has. */
    private static final class Hanging extends ServerStreamTracer {
        private static final int BROKEN_BYTES = 3;
        private final AtomicBoolean hung;

        private Hanging(AtomicBoolean hung) {
            this.hung = hung;
        }

        static void at(NettyServerBuilder server) {
            var hung = new AtomicBoolean();
            server.addStreamTracerFactory(new Factory() {
                @Override
                public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
                    return new Hanging(hung);
                }
            });
        }

        @Override
        public void inboundMessageRead(int number, long wireBytes, long bytes) {
            if (bytes == BROKEN_BYTES && !hung.getAndSet(true)) {
                LabProvider.pause((int) Lab.INTENSITY.deadline().plusSeconds(1).toMillis());
            }
        }
    }

    /** Marks connections beyond the third. */
    private static final class Counting extends ServerTransportFilter {
        private static final Attributes.Key<Boolean> TOO_MANY = Attributes.Key.create("too many");
        private final AtomicInteger open = new AtomicInteger();

        @Override
        public Attributes transportReady(Attributes attributes) {
            return open.incrementAndGet() <= 3
                    ? attributes
                    : attributes.toBuilder().set(TOO_MANY, true).build();
        }

        @Override
        public void transportTerminated(@Nullable Attributes attributes) {
            open.decrementAndGet();
        }
    }
}
