package dev.baokms.operator.doctor;

import dev.baokms.configuration.Config;
import dev.baokms.configuration.ConfigException;
import dev.baokms.configuration.Settings;
import dev.baokms.core.login.Diagnosis;
import dev.baokms.core.login.Diagnosis.Status;
import dev.baokms.daemon.serve.Patience;
import dev.baokms.host.ProcessIdentity;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.operator.report.CheckReport;
import dev.baokms.operator.report.CheckTitles;
import dev.baokms.operator.report.ProgressLine;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs checks in order. A check that depends on a failed one is skipped and names it, so a report has as many failures
 * as there are things to fix. A check that ends in an exception counts as failed, and the report goes on.
 */
public final class Doctor {
    /** Where the configuration comes from. */
    public interface Source {
        Config read() throws ConfigException;
    }

    /**
     * One check. Scripts rely on the ids, which are published.
     *
     * @param needs ids of the checks that must not have failed for this one to mean anything
     */
    private record Step(String id, String title, List<String> needs, Supplier<Diagnosis> ask) {
        Step(String id, String title, Supplier<Diagnosis> ask, String... needs) {
            this(id, title, List.of(needs), ask);
        }
    }

    private final BuildInfo build;
    private final Patience patience;
    private final ProgressLine progress;
    private final Instant now = InstantSource.system().instant();
    private final ConfigurationChecks configuration;
    private final Optional<Path> encryptionConfig;
    /** Failed checks and the checks that depend on them, each with the check to fix first. */
    private final Map<String, String> fixFirst = new HashMap<>();

    private @Nullable Settings settings;
    private @Nullable LoginChecks login;
    private @Nullable OpenBaoChecks openBao;

    /**
     * Creates a doctor for one configuration.
     *
     * @param encryptionConfig the API server's EncryptionConfiguration, if it is to be compared
     * @param patience how long to wait for OpenBao
     * @param progress names the check that is running; a slow server makes some of them take long
     */
    public Doctor(
            Source source, Optional<Path> encryptionConfig, BuildInfo build, Patience patience, ProgressLine progress) {
        this.configuration = new ConfigurationChecks(source);
        this.encryptionConfig = encryptionConfig;
        this.build = build;
        this.patience = patience;
        this.progress = progress;
    }

    /** Checks everything that must be true before and while a daemon serves. */
    public void examine(CheckReport report) {
        var steps = new ArrayList<>(configurationSteps());
        steps.add(new Step(
                "socket.group",
                CheckTitles.SOCKET_GROUP,
                () -> new SocketGroup(settings().server(), ProcessIdentity.ofThisProcess()).check(),
                "config.validate"));
        steps.add(new Step(
                "monitoring.addresses",
                CheckTitles.MONITORING_ADDRESSES,
                () -> new MonitoringAddresses(settings().monitoring()).check(),
                "config.validate"));
        steps.add(new Step(
                "continuity.level",
                CheckTitles.OUTAGES,
                () -> new HoldingCheck(settings().provider().continuity()).check(),
                "config.validate"));
        steps.addAll(loginSteps());
        steps.add(new Step(
                "kubernetes.encryption_config",
                CheckTitles.API_SERVER,
                () -> new EncryptionConfigCheck(settings()).check(encryptionConfig),
                "config.validate"));
        steps.addAll(openBaoSteps(LoginChecks.ids()));
        steps.add(new Step(
                "transit.capabilities",
                CheckTitles.TOKEN_RIGHTS,
                () -> openBao().capabilities(),
                "openbao.auth"));
        steps.addAll(keySteps());
        // Needs the metadata: on a mount that creates unknown keys, a wrap would create the missing key.
        steps.add(new Step("transit.probe", CheckTitles.WRAP, () -> openBao().probe(), "transit.metadata"));
        steps.add(idsStep());
        steps.addAll(memorySteps());
        steps.add(new Step("kms.status_encrypt", CheckTitles.RUNNING_DAEMON, () -> key().daemon(), "config.validate"));
        make(steps, report);
    }

    /** Checks the key, and what must be true before OpenBao can be asked about it. Wraps and unwraps nothing. */
    public void examineKey(CheckReport report) {
        var steps = new ArrayList<>(configurationSteps());
        steps.addAll(openBaoSteps(List.of()));
        steps.addAll(keySteps());
        steps.add(idsStep());
        steps.addAll(memorySteps());
        make(steps, report);
    }

    private List<Step> configurationSteps() {
        return List.of(
                new Step("config.load", CheckTitles.CONFIGURATION_FILE, configuration::load),
                new Step("config.validate", CheckTitles.CONFIGURATION_VALUES, configuration::validate, "config.load"));
    }

    /**
     * Returns the checks of all login methods, so that every report has the same ids. Checks of methods that are not
     * configured are skipped.
     */
    private List<Step> loginSteps() {
        return LoginChecks.all().stream()
                .map(check -> new Step(
                        check.id(),
                        check.title(),
                        check.after()
                                .map(before -> List.of("config.validate", before))
                                .orElse(List.of("config.validate")),
                        () -> login().check(check.id())))
                .toList();
    }

    private List<Step> openBaoSteps(List<String> loginChecks) {
        var beforeLogin = new ArrayList<>(List.of("openbao.tls"));
        beforeLogin.addAll(loginChecks);
        return List.of(
                new Step("openbao.tls", CheckTitles.TLS, () -> openBao().tls(), "config.validate"),
                new Step(
                        "openbao.auth",
                        CheckTitles.LOGIN,
                        beforeLogin,
                        () -> openBao().login()));
    }

    private List<Step> keySteps() {
        return List.of(
                new Step(
                        "transit.metadata",
                        CheckTitles.KEY_METADATA,
                        () -> openBao().metadata(),
                        "openbao.auth"),
                new Step(
                        "transit.profile",
                        CheckTitles.KEY_PROFILE,
                        () -> openBao().profile(),
                        "transit.metadata"),
                new Step(
                        "transit.disable_upsert",
                        CheckTitles.UPSERT,
                        () -> openBao().upsert(),
                        "openbao.auth"));
    }

    private Step idsStep() {
        return new Step(
                "key_id.deterministic",
                CheckTitles.KEY_IDS,
                () -> key().deterministic(openBao()::readAgain),
                "transit.metadata");
    }

    private List<Step> memorySteps() {
        return List.of(
                new Step("registry.state", CheckTitles.MEMORY, () -> key().registry(), "transit.metadata"),
                new Step(
                        "transit.version_restrictions",
                        CheckTitles.MINIMUM_VERSIONS,
                        () -> key().restrictions(),
                        "transit.metadata"));
    }

    private void make(List<Step> steps, CheckReport report) {
        try {
            for (Step step : steps) {
                progress.say("check " + (report.checks().size() + 1) + " of " + steps.size() + ": " + step.title);
                report.add(step.id, step.title, made(step));
            }
        } finally {
            progress.done();
            if (openBao != null) {
                openBao.close();
            }
            if (login != null) {
                login.close();
            }
        }
    }

    private Diagnosis made(Step step) {
        Optional<String> first = step.needs.stream()
                .filter(fixFirst::containsKey)
                .map(fixFirst::get)
                .findFirst();
        if (first.isPresent()) {
            fixFirst.put(step.id, first.get());
            return Diagnosis.skip(DoctorTexts.fixFirst(first.get()));
        }
        Diagnosis diagnosis = asked(step);
        if (diagnosis.status() == Status.FAIL) {
            fixFirst.put(step.id, step.id);
        }
        return diagnosis;
    }

    private static Diagnosis asked(Step step) {
        try {
            return step.ask.get();
        } catch (RuntimeException e) {
            // The message of the exception may contain anything.
            return Diagnosis.fail(DoctorTexts.checkBroke(e.getClass()));
        }
    }

    private Settings settings() {
        if (settings == null) {
            settings = Settings.of(configuration.config(), build.version());
        }
        return settings;
    }

    private LoginChecks login() {
        if (login == null) {
            login = new LoginChecks(settings().login());
        }
        return login;
    }

    private OpenBaoChecks openBao() {
        if (openBao == null) {
            openBao = new OpenBaoChecks(settings(), build, patience, now);
        }
        return openBao;
    }

    private KeyChecks key() {
        return new KeyChecks(settings(), openBao().key(), now);
    }
}
