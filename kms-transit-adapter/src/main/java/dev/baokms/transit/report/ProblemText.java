package dev.baokms.transit.report;

/**
 * Every sentence of this adapter that people see through a failure. The rules:
 *
 * <ul>
 *   <li>One phrase for what was seen, then one for what to do; lower case first, no full stop.
 * <li>Fixed text: no URL, path, name or number, and nothing that a server sent. API clients may read it.
 * <li>It names what an operator can change (quota, bundle, role), not the code that noticed.
 * </ul>
 */
public final class ProblemText {
    public static final String NO_ANSWER =
            "OpenBao cannot be reached or answers with an error; check addresses, network and its log";
    public static final String REDIRECT =
            "OpenBao answers with a redirect: it is a standby without a leader, or something in between; look at its"
                    + " raft peers, and at the addresses";
    public static final String TLS =
            "the TLS handshake with OpenBao failed; check the CA bundle, the server name and the"
                    + " certificates' dates";
    public static final String CLOSED = "the connection to OpenBao was closed for good; the process is stopping";
    public static final String RATE_LIMITED = "OpenBao limits requests; raise the rate limit quota";
    public static final String LOGIN_REFUSED = "OpenBao refuses the credential or the role; see its log";
    public static final String RENEWAL_REFUSED = "OpenBao does not renew the token; a new login follows";
    public static final String ISSUED_TOKEN_REFUSED =
            "OpenBao refuses the token it was given; check that the program that issues the token still runs";
    public static final String ISSUED_TOKEN_UNUSABLE =
            "the issued token is not a token of OpenBao; check what the program that issues it writes";
    public static final String MALFORMED_FOR_OPENBAO = "is refused by OpenBao as malformed";

    private ProblemText() {}
}
