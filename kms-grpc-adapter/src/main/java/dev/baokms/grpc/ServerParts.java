package dev.baokms.grpc;

import dev.baokms.core.failure.Failure;
import java.time.Duration;
import java.util.function.Function;

/**
 * What the calls of all methods share.
 *
 * @param sentences gives the sentence for a failure, shown to API clients and operators
 * @param observer is told about every call
 * @param thrown handles bugs
 * @param openCalls looks after every call until it is over
 * @param callTimeout how long a call may take, unless its own deadline is sooner
 */
record ServerParts(
        Function<Failure, String> sentences,
        CallObserver observer,
        ThrownErrors thrown,
        OpenCalls openCalls,
        Duration callTimeout) {}
