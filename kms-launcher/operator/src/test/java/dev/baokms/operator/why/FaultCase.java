package dev.baokms.operator.why;

/**
 * One thing that is made wrong.
 *
 * @param name in words, as the page has it
 * @param cause id that must come first
 * @param words of its sentence or cure
 * @param injection makes it so
 * @param cure does what the printed cure says
 */
record FaultCase(String name, String cause, String words, Step injection, Step cure) {
    /** Something done to a node. */
    interface Step {
        void to(Patient patient) throws Exception;
    }

    /** For what a node does not get over by itself: a lost key, for example. */
    static final Step NONE = patient -> {};

    boolean heals() {
        return !cure.equals(NONE);
    }

    @Override
    public String toString() {
        return name;
    }
}
