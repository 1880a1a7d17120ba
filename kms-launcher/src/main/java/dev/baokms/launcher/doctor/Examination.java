package dev.baokms.launcher.doctor;

import dev.baokms.launcher.Report;
import dev.baokms.launcher.config.Config;
import dev.baokms.launcher.config.ConfigException;
import dev.baokms.launcher.config.Settings;
import dev.baokms.launcher.observe.BuildInfo;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes checks in their order. One that needs a failed one is skipped and names it, so that a report has as many failures as
 * there are things to mend.
 */
public final class Examination {
    /** Where the configuration comes from. */
    public interface Source {
        Config read() throws ConfigException;
    }

    private final BuildInfo build;
    private final Instant now = InstantSource.system().instant();
    private final ConfigurationChecks configuration;
    private final Optional<Path> encryptionConfig;
    /** What failed, and what waits for it: each with the check that is to be mended first. */
    private final Map<Check, Check> mendFirst = new EnumMap<>(Check.class);

    private @Nullable CredentialChecks credentials;
    private @Nullable OpenBaoChecks openBao;

    /** @param encryptionConfig the API server's EncryptionConfiguration, if it is to be compared */
    public Examination(Source source, Optional<Path> encryptionConfig, BuildInfo build) {
        this.configuration = new ConfigurationChecks(source);
        this.encryptionConfig = encryptionConfig;
        this.build = build;
    }

    /** Everything that must be true before and while a daemon serves. */
    public void doctor(Report report) {
        make(Check.DOCTOR, report);
    }

    /** What concerns the key. Wraps and unwraps nothing. */
    public void verifyKey(Report report) {
        make(Check.VERIFY_KEY, report);
    }

    private void make(List<Check> checks, Report report) {
        try {
            for (Check check : checks) {
                Finding finding = finding(check);
                report.add(check.id(), check.title(), finding.status(), finding.message());
            }
        } finally {
            if (openBao != null) {
                openBao.close();
            }
        }
    }

    private Finding finding(Check check) {
        Optional<Check> first = check.needs().stream()
                .filter(mendFirst::containsKey)
                .map(mendFirst::get)
                .findFirst();
        if (first.isPresent()) {
            mendFirst.put(check, first.get());
            return Finding.skip("not looked at; mend " + first.get().id() + " first");
        }
        Finding finding = made(check);
        if (finding.status() == Report.Status.fail) {
            mendFirst.put(check, check);
        }
        return finding;
    }

    private Finding made(Check check) {
        return switch (check) {
            case CONFIG_LOAD -> configuration.load();
            case CONFIG_VALIDATE -> configuration.validate();
            case SOCKET_GROUP -> new SocketGroup(settings().server()).check();
            case JWT_LOCAL -> credentials().jwtFile();
            case OAUTH2_LOCAL -> credentials().clientSecretFile();
            case OAUTH2_ACQUIRE -> credentials().grant();
            case AUTH_CERT_PKCS11 -> credentials().token();
            case AUTH_CERT_LOCAL -> credentials().certificate();
            case AUTH_CERT_SIGNER -> credentials().signature();
            case KUBERNETES_ENCRYPTION_CONFIG -> new EncryptionConfigCheck(settings()).check(encryptionConfig);
            case OPENBAO_TLS -> openBao().tls();
            case OPENBAO_AUTH -> openBao().login();
            case TRANSIT_CAPABILITIES -> openBao().capabilities();
            case TRANSIT_METADATA -> openBao().metadata();
            case TRANSIT_PROFILE -> openBao().profile();
            case TRANSIT_DISABLE_UPSERT -> openBao().upsert();
            case TRANSIT_PROBE -> openBao().probe();
            case KEY_ID_DETERMINISTIC -> key().deterministic(openBao()::readAgain);
            case KMS_STATUS_ENCRYPT -> key().daemon();
            case REGISTRY_STATE -> key().registry();
            case TRANSIT_VERSION_RESTRICTIONS -> key().restrictions();
        };
    }

    private Settings settings() {
        return Settings.of(configuration.config(), build.version());
    }

    private CredentialChecks credentials() {
        if (credentials == null) {
            credentials = new CredentialChecks(settings().auth());
        }
        return credentials;
    }

    private OpenBaoChecks openBao() {
        if (openBao == null) {
            openBao = new OpenBaoChecks(settings(), build, now);
        }
        return openBao;
    }

    private KeyChecks key() {
        return new KeyChecks(settings(), openBao().key(), now);
    }
}
