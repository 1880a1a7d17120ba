package dev.baokms.operator.report;

/**
 * The titles of the checks, which a report shows beside the ids. The rules:
 *
 * <ul>
 *   <li>A title is a thing or a clause, not a sentence: the same title stands beside a pass and beside a failure.
 *   <li>A few words, lower case, no full stop; people read it in a column between the id and what was seen.
 *   <li>A check has the same title in every command that runs it.
 * </ul>
 */
public final class CheckTitles {
    public static final String CONFIGURATION_FILE = "the configuration file";
    public static final String CONFIGURATION_VALUES = "the values in it";
    public static final String SOCKET_GROUP = "the group that may connect";
    public static final String MONITORING_ADDRESSES = "the addresses of health and metrics";
    public static final String OUTAGES = "what an outage is answered from";
    public static final String API_SERVER = "the API server's side";
    public static final String TLS = "TLS to each address";
    public static final String LOGIN = "the login";
    public static final String TOKEN_RIGHTS = "what the token may do";
    public static final String KEY_METADATA = "metadata of the key";
    public static final String KEY_PROFILE = "type and flags of the key";
    public static final String UPSERT = "that encrypt creates no keys";
    public static final String WRAP = "wrap and unwrap";
    public static final String KEY_IDS = "the derived key_ids";
    public static final String MEMORY = "what is remembered";
    public static final String MINIMUM_VERSIONS = "minimum versions";
    public static final String RUNNING_DAEMON = "the running daemon";

    private CheckTitles() {}
}
