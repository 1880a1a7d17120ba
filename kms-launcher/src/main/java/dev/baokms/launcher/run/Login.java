package dev.baokms.launcher.run;

import dev.baokms.core.port.CredentialSource;
import java.util.List;
import java.util.Optional;

/**
 * How we log in, and the files that it depends on.
 *
 * @param files credentials that are read at each login
 * @param ca whom the server that gives us the credential is trusted by, if there is such a server with a bundle of its own
 */
record Login(CredentialSource source, List<WatchedFile> files, Optional<TrustedCa> ca) {
    /** Looks at all of them. True when one was replaced, so that logins may go better now. */
    boolean refresh() {
        boolean replaced = ca.map(TrustedCa::refresh).orElse(false);
        for (WatchedFile file : files) {
            replaced |= file.refresh();
        }
        return replaced;
    }
}
