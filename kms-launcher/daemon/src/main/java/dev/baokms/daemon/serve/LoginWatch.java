package dev.baokms.daemon.serve;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.login.Login;
import dev.baokms.core.port.Budget;
import dev.baokms.telemetry.FailureText;
import dev.baokms.telemetry.Log;
import dev.baokms.telemetry.Metrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Watches the credentials and other inputs of a login that someone else may replace. Each login reads them again
 * anyway. This class logs once that an input was replaced and whether the next login can use it, while a token still
 * serves.
 */
final class LoginWatch {
    static final String RELOADS = "openbao_kms_file_reloads";

    /** One source, and the version of it that was last seen. */
    private static final class Seen {
        private final Login.Watched watched;
        private Optional<String> stamp;

        Seen(Login.Watched watched) {
            this.watched = watched;
            this.stamp = watched.source().stamp();
        }
    }

    private final Login login;
    private final Metrics metrics;
    private final Duration timeout;
    private final List<Seen> seen = new ArrayList<>();
    private Optional<Login.Notice> noticed = Optional.empty();

    /** @param timeout how long one check may take */
    LoginWatch(Login login, Metrics metrics, Duration timeout) {
        this.login = login;
        this.metrics = metrics;
        this.timeout = timeout;
        login.watched().forEach(watched -> seen.add(new Seen(watched)));
    }

    /** Returns whether an input was replaced that the next login can use. */
    boolean refresh() {
        boolean replaced = false;
        for (Seen one : seen) {
            replaced |= refresh(one);
        }
        Optional<Login.Notice> notice = login.notice();
        if (!notice.equals(noticed)) {
            noticed = notice;
            notice.ifPresent(LoginWatch::write);
        }
        return replaced;
    }

    private boolean refresh(Seen one) {
        Optional<String> now = one.watched.source().stamp();
        if (now.equals(one.stamp)) {
            return false;
        }
        one.stamp = now;
        String label = one.watched.label();
        Optional<Failure> flaw = one.watched.flaw().apply(Budget.starting(System::nanoTime, timeout));
        metrics.count(RELOADS, "file", label, "status", flaw.isEmpty() ? "ok" : "failed");
        if (flaw.isEmpty()) {
            Log.info(ServeTexts.CREDENTIAL_REPLACED).with("file", label).write();
            return true;
        }
        Log.warn(ServeTexts.CREDENTIAL_CANNOT_BE_USED)
                .with("file", label)
                .with("path", one.watched.source().toString())
                .with("reason", flaw.get().reason())
                .with("detail", FailureText.of(flaw.get()))
                .write();
        return false;
    }

    private static void write(Login.Notice notice) {
        Log line = Log.warn(notice.message());
        notice.fields().forEach(line::with);
        line.write();
    }
}
