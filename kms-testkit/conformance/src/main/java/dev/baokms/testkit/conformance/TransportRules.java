package dev.baokms.testkit.conformance;

import static dev.baokms.testkit.conformance.Capability.KILL;
import static dev.baokms.testkit.conformance.Capability.LONG_RUN;
import static dev.baokms.testkit.conformance.Capability.RESTART;
import static dev.baokms.testkit.conformance.Prerequisite.NOTHING;
import static dev.baokms.testkit.conformance.Prerequisite.ROUND_TRIP;
import static dev.baokms.testkit.conformance.Rule.must;
import static dev.baokms.testkit.conformance.Rule.should;

import java.util.List;

/** Group A: the socket and the calls. */
final class TransportRules {
    static final List<Rule> RULES = List.of(
            must(
                            "A1",
                            Level.SOCKET,
                            Impact.UNHEALTHY,
                            "speaks cleartext HTTP/2 gRPC on a Unix stream socket, without TLS or credentials",
                            "kmsv2/grpc_service.go NewGRPCService")
                    .on(NOTHING)
                    .by(TransportChecks::speaksCleartextGrpc),
            must(
                            "A2",
                            Level.SOCKET,
                            Impact.UNHEALTHY,
                            "serves Status, Encrypt and Decrypt of v2.KeyManagementService",
                            "k8s.io/kms apis/v2 api.proto")
                    .by(TransportChecks::servesTheThreeMethods),
            must(
                            "A3",
                            Level.SOCKET,
                            Impact.UNHEALTHY,
                            "accepts the authority localhost",
                            "kmsv2/grpc_service.go, from 1.32 on")
                    .on(NOTHING)
                    .after("A1")
                    .by(run -> TransportChecks.acceptsAuthority(run, "localhost")),
            should(
                            "A4",
                            Level.SOCKET,
                            Impact.UNHEALTHY,
                            "accepts the percent-encoded socket path as authority, which Kubernetes up to 1.31 sends",
                            "grpc-go initAuthority; kubernetes issue 126929")
                    .by(run -> TransportChecks.acceptsAuthority(
                            run, run.subject().endpoint().socket().toString().replace("/", "%2F"))),
            must(
                            "A5",
                            Level.SOCKET,
                            Impact.UNHEALTHY,
                            "serves several connections at once; closing one does not disturb the others",
                            "encryptionconfig DynamicTransformers.Set: old and new overlap")
                    .on(ROUND_TRIP)
                    .by(TransportChecks::servesSeveralConnections),
            must(
                            "A6",
                            Level.SOCKET,
                            Impact.LOSS,
                            "answers 100 calls at once on one connection, each with its own result",
                            "kmsv2 unix socket test; envelope.go neither limits nor merges calls")
                    .and(Impact.DEGRADED)
                    .on(ROUND_TRIP)
                    .by(TransportChecks::servesManyCallsOnOneConnection),
            must(
                            "A7",
                            Level.SOCKET,
                            Impact.UNHEALTHY,
                            "answers normally after 1000 calls that were given up at random moments",
                            "kmsv2/grpc_service.go: every call has a timeout")
                    .on(ROUND_TRIP)
                    .by(TransportChecks::survivesCallsGivenUp),
            must(
                            "A8",
                            Level.SOCKET,
                            Impact.UNHEALTHY,
                            "answers each call within the timeout of 3 s; 99 of 100 should take less than 500 ms",
                            "apis/apiserver/v1 defaults.go")
                    .on(ROUND_TRIP)
                    .by(TransportChecks::answersInTime),
            should(
                            "A9",
                            Level.SOCKET,
                            Impact.DEGRADED,
                            "a connection idle for 90 s is still usable, or was ended so that the next call succeeds",
                            "encryptionconfig: polled once a minute")
                    .needs(LONG_RUN)
                    .by(TransportChecks::keepsIdleConnections),
            should(
                            "A10",
                            Level.SOCKET,
                            Impact.UNHEALTHY,
                            "survives garbage, broken HTTP/2, broken protobuf and connections cut off",
                            "robustness of a local socket")
                    .by(HostileChecks::survivesGarbage),
            should(
                            "A11",
                            Level.SOCKET,
                            Impact.UNHEALTHY,
                            "ignores fields it does not know",
                            "proto3: later Kubernetes versions may add some")
                    .on(ROUND_TRIP)
                    .by(HostileChecks::ignoresUnknownFields),
            must(
                            "A12",
                            Level.SOCKET,
                            Impact.UNHEALTHY,
                            "goes on after requests of 1 MiB and of 5 MiB",
                            "grpc-go message limits")
                    .on(ROUND_TRIP)
                    .by(HostileChecks::survivesOversizedRequests),
            must(
                            "A13",
                            Level.RESTART,
                            Impact.UNHEALTHY,
                            "starts although a killed process left its socket file",
                            "net.Listen does not remove it")
                    .needs(KILL)
                    .by(RestartChecks::startsOverStaleSocket),
            should(
                            "A14",
                            Level.RESTART,
                            Impact.DEGRADED,
                            "a call that waits up to 3 s succeeds across a restart",
                            "kmsv2/grpc_service.go WaitForReady")
                    .needs(RESTART)
                    .by(RestartChecks::callWaitsOutRestart),
            should(
                            "A15",
                            Level.RESTART,
                            Impact.DEGRADED,
                            "a graceful stop finishes calls or refuses them, and answers none wrongly",
                            "k8s.io/kms pkg/service Shutdown")
                    .on(ROUND_TRIP)
                    .needs(RESTART)
                    .after("D2", "D3")
                    .by(RestartChecks::stopsWithoutWrongAnswers),
            should(
                            "A16",
                            Level.LOGS,
                            Impact.SECURITY,
                            "other users of the machine cannot connect to the socket",
                            "k8s.io/kms pkg/util: every caller may decrypt")
                    .by(TransportChecks::keepsOtherUsersOut),
            must(
                            "A17",
                            Level.SOCKET,
                            Impact.UNHEALTHY,
                            "gives no wrong answer while it starts; errors are fine",
                            "encryptionconfig: the first answer is believed")
                    .on(ROUND_TRIP)
                    .needs(RESTART)
                    .after("B7")
                    .by(RestartChecks::isNeverHalfStarted),
            should(
                            "A18",
                            Level.SOCKET,
                            Impact.UNHEALTHY,
                            "connections that say nothing keep no other waiting",
                            "one caller that is stopped must not stop the API server")
                    .by(HostileChecks::silentConnectionsAreHarmless));

    private TransportRules() {}
}
