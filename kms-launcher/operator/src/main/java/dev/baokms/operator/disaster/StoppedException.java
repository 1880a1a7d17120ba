package dev.baokms.operator.disaster;

/** The operator stopped the run while a source delivered its rows. */
final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoppedException() {
        super("stopped", null, false, false);
    }
}
