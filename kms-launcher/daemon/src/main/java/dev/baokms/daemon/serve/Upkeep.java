package dev.baokms.daemon.serve;

import java.util.Optional;

/**
 * What is looked at before each probe, on its thread: the socket's file and everything that others may replace. So a replaced file is
 * noticed one probe interval later, without a lost call.
 */
final class Upkeep {
    private final SocketKeeper socket;
    private final Optional<CaBundle> ca;
    private final LoginWatch login;
    private final Runnable credentialReplaced;

    /** @param credentialReplaced told when logins may go better from now on */
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
