package dev.baokms.daemon.serve;

import java.util.Optional;

/**
 * Checks the socket's file and everything that others may replace. It runs before each probe, on the prober's thread. A
 * replaced file is therefore noticed within one probe interval, without a lost call.
 */
final class Upkeep {
    private final SocketKeeper socket;
    private final Optional<CaBundle> ca;
    private final LoginWatch login;
    private final Runnable credentialReplaced;

    /** @param credentialReplaced called when a login may succeed from now on */
    Upkeep(SocketKeeper socket, Optional<CaBundle> ca, LoginWatch login, Runnable credentialReplaced) {
        this.socket = socket;
        this.ca = ca;
        this.login = login;
        this.credentialReplaced = credentialReplaced;
    }

    void run() {
        socket.refresh();
        ca.ifPresent(CaBundle::refresh);
        if (login.refresh()) {
            credentialReplaced.run();
        }
    }
}
