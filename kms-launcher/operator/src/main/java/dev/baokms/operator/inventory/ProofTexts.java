package dev.baokms.operator.inventory;

/**
 * Says what is wrong with a proof, and why it does not allow what is asked for. The rules:
 *
 * <ul>
 *   <li>"It" is the document; the caller has named its file. Lower case first, no full stop.
 *   <li>For a broken document: what is wrong, and no cure, because the only cure is another inventory.
 *   <li>For an objection: what the proof covers and what was expected, then a semicolon and which proof would do.
 *   <li>Members have the name they have in the document; no text repeats the content of a broken document.
 * </ul>
 */
final class ProofTexts {
    static final String NOT_AN_OBJECT = "it is not a JSON object";
    static final String NOT_CANONICAL = "it is not in canonical form, so it was edited";
    static final String OTHER_DIGEST = "its digest is not that of its content, so it was edited";
    static final String NOT_JSON = "it is not JSON, or is cut off";

    static final String OTHER_SCHEMA = "its schema is not " + Proof.SCHEMA;
    static final String NO_SOURCE = "it has no source";
    static final String IMPOSSIBLE_ROWS = "it has a row with impossible counts";
    static final String UNKNOWN_ROW = "it has a row of an unknown kind";
    static final String UNKNOWN_SEED = "it has an unknown type of seed";
    static final String HIGHEST_DOES_NOT_FOLLOW = "its highestSafeMinDecryptionVersion does not follow from its rows";
    static final String VERDICT_DOES_NOT_FOLLOW = "its verdict does not follow from its conditions";
    static final String OTHER_CONDITIONS = "it does not have the six conditions";
    static final String NO_OBJECT = "it has something else where an object must be";

    static final String NO_CONFIGURATION =
            "it names no configuration; make it with --config, as a user who may read the state";
    static final String OLDER_THAN_STATE =
            "versions were created, activated or retired since it was made; make another";
    static final String CLUSTER_NOT_ASKED = "that was not asked";
    static final String UNNAMED_VERSIONS = "versions that nothing names";

    private ProofTexts() {}

    static String partsDoNotAddUp(String member) {
        return "its " + member + " are not those of its rows";
    }

    static String doesNotFollow(String member) {
        return "its member " + member + " does not follow from its rows";
    }

    static String noList(String member) {
        return "it has no list " + member;
    }

    static String noText(String member) {
        return "it has no text " + member;
    }

    static String noNumber(String member) {
        return "it has no number " + member;
    }

    static String otherConfiguration(String proven, String installed) {
        return "it is of configuration " + proven + ", this one is " + installed + "; give the proof of this cluster";
    }

    /**
     * Says that the proof is of another cluster.
     *
     * @param proven the cluster of the proof, or {@link #CLUSTER_NOT_ASKED}
     */
    static String otherCluster(String proven, String expected) {
        return "it is of cluster " + proven + ", expected is " + expected + "; give the proof of that cluster";
    }

    static String olderThanExpected(long revision, long expected) {
        return "it is of revision " + revision + ", expected is " + expected + " or later; make another";
    }

    static String stillNeeded(int version) {
        return "version " + version + " is still needed; rewrite what it names, and wait for backups to expire";
    }

    /**
     * Says which conditions the proof leaves open.
     *
     * @param open conditions by name, or {@link #UNNAMED_VERSIONS}
     */
    static String notSafe(String open) {
        return "it does not say that a version may go; open are " + open + "; see inventory";
    }
}
