package dev.baokms.auth.tokenfile;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.port.ByteSource;

/** Why there is no token, one fixed sentence for each cause: what is wrong, then what to do. None holds a path or a token. */
enum TokenFileProblem {
    MISSING("the token file is missing or cannot be read; see that the agent runs and that its sink is tokenFile.path"),
    UNSAFE("the token file is not safe: others can read or replace it; correct the owner and mode of the agent's sink"
            + " and of its directory"),
    TOO_LONG("the token file is longer than a token can be; see what writes it"),
    EMPTY("the token file is empty; see that the agent can log in"),
    WRAPPED("the token file holds a wrapped or encrypted token; take wrap_ttl and dh_type out of the agent's sink"),
    NOT_A_TOKEN("the token file does not hold one token of printable ASCII on one line; see what writes it");

    private final String sentence;

    TokenFileProblem(String sentence) {
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }

    Failure failure() {
        return new Failure.LoginFailed(sentence, false);
    }

    static TokenFileProblem of(ByteSource.Flaw flaw) {
        return switch (flaw) {
            case MISSING -> MISSING;
            case UNSAFE -> UNSAFE;
            case TOO_LONG -> TOO_LONG;
        };
    }
}
