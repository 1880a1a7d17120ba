package dev.baokms.daemon.serve;

import dev.baokms.configuration.Settings;
import dev.baokms.configuration.login.DaemonHost;
import dev.baokms.core.login.Login;
import dev.baokms.host.ProcessIdentity;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Checks, before anything starts, for files that would be unsafe or useless from the first moment. */
public final class Preflight {
    private Preflight() {}

    /** @throws UnsafeStartException with every problem: the place, the rule and the cure */
    public static void require(Settings settings) throws UnsafeStartException {
        ProcessIdentity process = ProcessIdentity.ofThisProcess();
        var problems = new ArrayList<String>();
        settings.trust().caCertFile().ifPresent(bundle -> checkBundle(bundle, settings, process, problems));
        try (Login login = settings.login()
                .open(new DaemonHost(
                        process, InstantSource.system(), settings.transit().timeout()))) {
            problems.addAll(login.startProblems());
        }
        if (!problems.isEmpty()) {
            throw new UnsafeStartException(String.join(System.lineSeparator(), problems));
        }
    }

    private static void checkBundle(Path bundle, Settings settings, ProcessIdentity process, List<String> problems) {
        try {
            CaBundle.configured(bundle, settings, process);
        } catch (UnsafeStartException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
    }
}
