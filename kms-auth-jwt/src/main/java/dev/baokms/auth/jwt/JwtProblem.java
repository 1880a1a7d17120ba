package dev.baokms.auth.jwt;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.port.ByteSource;
import java.time.Duration;

/**
 * Why there is no JWT to log in with, one sentence for each cause.
 *
 * <p>The rules of a sentence: it is understandable alone, to people who did not see the request; it says what is wrong
 * and then what to do; it is fixed, so it never holds a path, an address, a secret or a server's words. Settings and
 * members of an answer appear by their names.
 */
enum JwtProblem {
    FILE_MISSING(
            Kind.LOCAL,
            "the JWT file is missing or cannot be read; correct jwtFile or see why it is not written for this process"),
    FILE_UNSAFE(
            Kind.LOCAL,
            "the JWT file is not safe: others can read or replace it; correct owner and mode, or defaultMode and"
                    + " fsGroup of its volume"),
    FILE_TOO_LONG(Kind.LOCAL, "the JWT file is longer than a JWT can be; see what writes it"),
    FILE_EMPTY(Kind.LOCAL, "the JWT file is empty; see what writes it"),
    FILE_CROWDED(
            Kind.LOCAL,
            "the JWT file holds other text beside the JWT, or a JWT in pieces; leave only the JWT in it, on one line"),
    NOT_A_JWT(Kind.LOCAL, "the JWT file does not hold a signed JWT in compact form; see what writes it"),

    EXPIRY_UNUSABLE(Kind.LOCAL, "the JWT does not say when it ends; its issuer must set exp, as a number"),
    DATE_UNUSABLE(Kind.LOCAL, "the JWT has an nbf or iat that is not a date; its issuer must set it as a number"),
    ISSUER_DIFFERS(Kind.LOCAL, "the JWT is from another issuer; compare its iss with expectedIssuer"),
    AUDIENCE_DIFFERS(Kind.LOCAL, "the JWT is for another audience; compare its aud with expectedAudience"),
    SUBJECT_DIFFERS(Kind.LOCAL, "the JWT is about another subject; compare its sub with expectedSubject"),
    NOT_YET_VALID(Kind.LOCAL, "the JWT is not valid yet; compare this node's clock with its issuer's"),
    EXPIRED(Kind.LOCAL, "the JWT has expired; see why it is not renewed"),
    ENDS_TOO_SOON(
            Kind.LOCAL,
            "the JWT ends sooner than minRemainingTtl allows; have it renewed earlier or issued for longer"),

    SECRET_MISSING(
            Kind.LOCAL,
            "the client secret file is missing or cannot be read; correct clientSecretFile or its owner and mode"),
    SECRET_UNSAFE(
            Kind.LOCAL,
            "the client secret file is not safe: others can read or replace it; correct owner and mode, or defaultMode"
                    + " and fsGroup of its volume"),
    SECRET_TOO_LONG(Kind.LOCAL, "the client secret file is longer than a secret can be; see what is in it"),
    SECRET_EMPTY(Kind.LOCAL, "the client secret file is empty; write the secret to it"),
    SECRET_CROWDED(Kind.LOCAL, "the client secret file holds several lines; leave only the secret in it"),
    CA_UNUSABLE(
            Kind.LOCAL,
            "the CA bundle of the OAuth2 server is missing, not safe or not PEM; correct the file at caCertFile"),

    CLIENT_REFUSED(
            Kind.REFUSED, "the OAuth2 server refuses the client; check clientId, the client secret and authMethod"),
    GRANT_REFUSED(
            Kind.REFUSED,
            "the OAuth2 server knows the client and refuses the grant; check scopes, audience, resources and that the"
                    + " client may use client credentials"),
    ANSWER_REDIRECTS(Kind.LOCAL, "the OAuth2 server answers with a redirect, which is not followed; correct tokenUrl"),
    ANSWER_UNUSABLE(
            Kind.LOCAL,
            "the OAuth2 server does not answer as a token endpoint: with one JSON object of at most 128 KiB; check"
                    + " tokenUrl"),
    TOKEN_MISSING(Kind.LOCAL, "the OAuth2 server's answer has no access_token that is a text; check tokenUrl"),
    TOKEN_NOT_A_JWT(
            Kind.LOCAL,
            "the OAuth2 server's access_token is not a signed JWT in compact form; set its access token format to JWT"),
    TOKEN_TYPE_UNUSABLE(Kind.LOCAL, "the OAuth2 server's token_type is not Bearer; let it issue bearer tokens"),
    EXPIRES_IN_UNUSABLE(Kind.LOCAL, "the OAuth2 server's expires_in is not a number of seconds; correct its settings"),

    SERVER_BUSY(
            Kind.BUSY,
            "the OAuth2 server's token endpoint gets too many requests (429); raise its limit for this client"),
    SERVER_UNREACHABLE(
            Kind.UNREACHABLE,
            "the OAuth2 server cannot be reached in time or answers with an error; check tokenUrl, network and its"
                    + " log"),
    SERVER_NOT_TRUSTED(
            Kind.UNREACHABLE,
            "the TLS handshake with the OAuth2 server failed; check caCertFile, the host in tokenUrl and the dates of"
                    + " its certificates"),
    TIME_IS_UP(Kind.TIMEOUT, "the time for the login was up before there was a JWT");

    private enum Kind {
        /** Found here, so trying again costs nothing. */
        LOCAL,
        /** A server checked a secret and refused it. */
        REFUSED,
        UNREACHABLE,
        BUSY,
        TIMEOUT
    }

    private final Kind kind;
    private final String sentence;

    JwtProblem(Kind kind, String sentence) {
        this.kind = kind;
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }

    Failure failure() {
        return failure(Duration.ZERO);
    }

    /** @param retryAfter the pause that a busy server requests; zero when not given */
    Failure failure(Duration retryAfter) {
        return switch (kind) {
            case LOCAL -> new Failure.LoginFailed(sentence, false);
            case REFUSED -> new Failure.LoginFailed(sentence, true);
            case UNREACHABLE -> new Failure.Unreachable(sentence);
            case BUSY -> new Failure.Busy(retryAfter, sentence);
            case TIMEOUT -> new Failure.Timeout();
        };
    }

    static JwtProblem ofJwtFile(ByteSource.Flaw flaw) {
        return switch (flaw) {
            case MISSING -> FILE_MISSING;
            case UNSAFE -> FILE_UNSAFE;
            case TOO_LONG -> FILE_TOO_LONG;
        };
    }

    static JwtProblem ofSecretFile(ByteSource.Flaw flaw) {
        return switch (flaw) {
            case MISSING -> SECRET_MISSING;
            case UNSAFE -> SECRET_UNSAFE;
            case TOO_LONG -> SECRET_TOO_LONG;
        };
    }
}
