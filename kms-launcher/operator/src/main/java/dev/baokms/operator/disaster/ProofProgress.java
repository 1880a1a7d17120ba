package dev.baokms.operator.disaster;

/** Receives the progress of a long run. Implementations return quickly, and any thread may call them. */
public interface ProofProgress {
    /** Reports nothing. */
    ProofProgress NONE = new ProofProgress() {};

    /**
     * Reports a reading of the snapshot.
     *
     * @param share the share of this reading that is done
     */
    default void reading(double share) {}

    /** Reports seeds that OpenBao was asked for. */
    default void asked(int seeds, int of) {}

    /** Reports objects that were tried. */
    default void tried(long objects, long of) {}

    /** Reports the end. */
    default void done() {}
}
