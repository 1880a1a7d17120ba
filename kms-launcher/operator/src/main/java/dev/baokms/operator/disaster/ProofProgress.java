package dev.baokms.operator.disaster;

/** Who is told how far a long run is. Quick, from any thread. */
public interface ProofProgress {
    /** Says nothing. */
    ProofProgress NONE = new ProofProgress() {};

    /** @param share of one reading of the snapshot */
    default void reading(double share) {}

    /** Seeds that OpenBao was asked for. */
    default void asked(int seeds, int of) {}

    /** Objects that were tried. */
    default void tried(long objects, long of) {}

    /** It is over. */
    default void done() {}
}
