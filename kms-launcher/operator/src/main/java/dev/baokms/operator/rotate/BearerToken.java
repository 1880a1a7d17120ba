package dev.baokms.operator.rotate;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.baokms.daemon.serve.UnsafeStartException;
import dev.baokms.host.ToldException;
import dev.baokms.kubernetes.Kubeconfig.Material;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The token that goes with each request to an API server. A token in a file is read again for each request, because
 * such a token is renewed there.
 */
final class BearerToken {
    private final Optional<Path> file;
    private final String inline;

    private BearerToken(Optional<Path> file, String inline) {
        this.file = file;
        this.inline = inline;
    }

    /**
     * Accepts a token from a kubeconfig.
     *
     * @throws UnsafeStartException in words for an operator, when there is no valid token now
     */
    static BearerToken of(Material token) throws UnsafeStartException {
        if (token.file().isPresent()) {
            FileSecrets.token(token.file().get());
        }
        String inline = new String(token.content(), US_ASCII).strip();
        if (token.file().isEmpty() && !FileSecrets.isToken(inline)) {
            throw new UnsafeStartException(ClusterTexts.NO_VALID_TOKEN);
        }
        return new BearerToken(token.file(), inline);
    }

    /**
     * Returns the value of the Authorization header.
     *
     * @throws IOException in words for an operator
     */
    String header() throws IOException {
        try {
            return "Bearer " + (file.isPresent() ? FileSecrets.token(file.get()) : inline);
        } catch (UnsafeStartException e) {
            throw new ToldException(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public String toString() {
        return "BearerToken[hidden]";
    }
}
