package dev.baokms.grpc;

import dev.baokms.core.failure.Failure;
import java.time.Duration;
import java.util.function.Function;

/**
 * What the calls of all methods share.
 *
 * @param sentences one for each failure, shown to API clients and operators
 * @param observer hears of every call
 * @param thrown what becomes of bugs
 * @param openCalls looks after every call until it is over
 * @param callTimeout what a call may take when its own deadline is not sooner
 */
record ServerParts(
        Function<Failure, String> sentences,
        CallObserver observer,
        ThrownErrors thrown,
        OpenCalls openCalls,
        Duration callTimeout) {}
