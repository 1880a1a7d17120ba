package dev.baokms.operator.inventory;

import java.time.Duration;
import java.time.Instant;

/**
 * The texts of an inventory, except its verdict and its conditions, which are in {@link VerdictWords}. The rules:
 *
 * <ul>
 *   <li>A count comes first, then what it counts: "3 of secrets, version 2".
 *   <li>Lines of text begin in lower case and have no full stop; headings of the page begin with a capital.
 *   <li>Callers pass names of keys, resources and files unchanged; the code that prints a line makes it printable.
 * </ul>
 */
final class InventoryWords {
    static final String NOT_REWRITTEN = "not rewritten yet:";
    static final String NO_NAMESPACE = "no namespace";
    static final String OTHER_NAMESPACES = "other namespaces";
    static final String OTHER_OBJECTS = "other objects:";
    /** The end of a line. */
    static final String FILE_IS_THE_CLUSTER = ", which is the cluster's at that revision: the file is the cluster";
    /** The end of a line. */
    static final String FILE_IS_ANOTHER_CLUSTER =
            ", which is not the cluster's at that revision: another cluster, or compacted since";
    /** The end of a line. */
    static final String FILE_NOT_COMPARED =
            ", not compared with the cluster: its members are asked with --proof, unless they have compacted it";

    static final String BY_RESOURCE = "Live objects per version, by resource";
    static final String BY_REVISION = "Live objects per version, by the revision of their last write";
    static final String PLOT_OVER_RESOURCES = "live objects per version over resources";
    static final String PLOT_OVER_REVISIONS = "live objects per version over the revision of their last write";

    private InventoryWords() {}

    static String watching(Duration time) {
        return "watching what is written, for " + time.toSeconds() + " s";
    }

    /**
     * Describes the objects of one resource and version.
     *
     * @param state the title of the state
     */
    static String ofVersion(long count, String resource, int version, String state, String namespaces) {
        return count + " of " + resource + ", " + (version == 0 ? "no version" : "version " + version) + " (" + state
                + "): " + namespaces;
    }

    static String moreKeys(long more) {
        return "and " + more + " more; --all names them";
    }

    static String inNamespace(long count, String namespace) {
        return count + " in " + namespace;
    }

    /** The end of a line. */
    static String inMoreNamespaces(int more) {
        return ", and in " + more + " more";
    }

    /**
     * Describes the objects of one resource in another state.
     *
     * @param state the title of the state
     */
    static String ofState(long count, String resource, String state, String detail) {
        return count + " of " + resource + ", " + state + ": " + detail;
    }

    static String inPlaintext(String counts) {
        return "in plaintext: " + counts;
    }

    static String compactedAt(long revision) {
        return "compacted at revision " + revision;
    }

    static String seeds(long count, String prefixes) {
        return count + " seeds; prefixes seen: " + prefixes;
    }

    static String pageTitle(String provider) {
        return "Inventory of " + provider;
    }

    static String madeBy(String provider, Instant at, String toolVersion) {
        return "provider " + provider + ", " + at + ", bao-kms-provider " + toolVersion;
    }

    static String barOf(String resource, int version, long count) {
        return resource + ", " + legend(version, count);
    }

    static String columnOf(long revision, int version, long count) {
        return "from revision " + revision + ", " + legend(version, count);
    }

    static String legend(int version, long count) {
        return "version " + version + ": " + count;
    }
}
