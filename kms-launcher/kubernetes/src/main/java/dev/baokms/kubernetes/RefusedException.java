package dev.baokms.kubernetes;

/** Ends the reading of a file. Its message is for an operator and names a place, never a value. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String problem;

    RefusedException(String problem) {
        super(problem);
        this.problem = problem;
    }

    String problem() {
        return problem;
    }
}
