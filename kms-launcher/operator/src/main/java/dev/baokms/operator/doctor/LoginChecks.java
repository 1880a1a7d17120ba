package dev.baokms.operator.doctor;

import dev.baokms.configuration.ChosenLogin;
import dev.baokms.configuration.login.DaemonHost;
import dev.baokms.configuration.login.LoginMethods;
import dev.baokms.core.login.Diagnosis;
import dev.baokms.core.login.Login;
import dev.baokms.core.login.LoginMethod;
import dev.baokms.core.port.Budget;
import dev.baokms.host.ProcessIdentity;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks the proof of identity before it is sent. The checks of methods that are not configured are skipped. */
final class LoginChecks implements AutoCloseable {
    // A module in a TPM or behind a network takes time to start, and only the operator waits here.
    private static final Duration AMPLE = Duration.ofSeconds(10);

    /**
     * A check of one login method.
     *
     * @param after the check of the same method that runs before it
     */
    record Named(String id, String title, Optional<String> after) {}

    private final ChosenLogin<?> chosen;
    private final Login login;

    LoginChecks(ChosenLogin<?> chosen) {
        this.chosen = chosen;
        this.login = chosen.open(new DaemonHost(ProcessIdentity.ofThisProcess(), InstantSource.system(), AMPLE));
    }

    /** Returns every check of every method, in order. */
    static List<Named> all() {
        var all = new ArrayList<Named>();
        for (LoginMethod<?> method : LoginMethods.ALL) {
            Optional<String> before = Optional.empty();
            for (LoginMethod.Check check : method.checks()) {
                all.add(new Named(check.id(), check.title(), before));
                before = Optional.of(check.id());
            }
        }
        return List.copyOf(all);
    }

    static List<String> ids() {
        return all().stream().map(Named::id).toList();
    }

    Diagnosis check(String id) {
        boolean ofTheChosen =
                chosen.method().checks().stream().anyMatch(check -> check.id().equals(id));
        return ofTheChosen
                ? login.check(id, Budget.starting(System::nanoTime, AMPLE))
                : Diagnosis.skip(DoctorTexts.methodNotUsed(chosen.method().name()));
    }

    @Override
    public void close() {
        login.close();
    }
}
