package dev.baokms.operator.disaster;

/** The operator ended the run while a source told its rows. */
final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoppedException() {
        super("stopped", null, false, false);
    }
}
