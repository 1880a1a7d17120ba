package dev.baokms.grpc;

import dev.baokms.core.failure.Failure;

/** Stands for the table of sentences that the program around the server brings. */
final class Sentences {
    private Sentences() {}

    static String of(Failure failure) {
        if (failure instanceof Failure.Malformed malformed) {
            return malformed.part().code() + " " + malformed.rule();
        }
        return failure instanceof Failure.Busy busy
                ? busy.problem()
                : "sentence about " + failure.getClass().getSimpleName();
    }
}
