package dev.baokms.operator.doctor;

import dev.baokms.configuration.Settings;
import dev.baokms.core.login.Diagnosis;
import dev.baokms.kubernetes.EncryptionConfig;
import dev.baokms.kubernetes.EncryptionConfig.Group;
import dev.baokms.kubernetes.EncryptionConfig.Transformer;
import dev.baokms.kubernetes.EncryptionConfig.Transformer.KmsTransformer;
import dev.baokms.kubernetes.EncryptionConfigReader;
import dev.baokms.kubernetes.KmsEndpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Compares the API server's EncryptionConfiguration with this provider's own configuration. The file must be one that
 * the API server would start with.
 */
final class EncryptionConfigCheck {
    private final Settings settings;
    private final String name;
    private final List<String> failures = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    EncryptionConfigCheck(Settings settings) {
        this.settings = settings;
        this.name = settings.key().scope().providerName();
    }

    Diagnosis check(Optional<Path> file) {
        if (file.isEmpty()) {
            return Diagnosis.skip(DoctorTexts.ENCRYPTION_CONFIG_NOT_GIVEN);
        }
        var reader = new EncryptionConfigReader(file.get());
        EncryptionConfig config = reader.read();
        failures.addAll(reader.problems());
        if (failures.isEmpty()) {
            judge(file.get(), config);
        }
        return Diagnosis.of(failures, warnings, DoctorTexts.encryptionConfigFits(name));
    }

    private void judge(Path file, EncryptionConfig config) {
        List<KmsTransformer> ours = config.groups().stream()
                .flatMap(group -> group.providers().stream())
                .filter(this::isOurs)
                .map(KmsTransformer.class::cast)
                .toList();
        if (ours.isEmpty()) {
            failures.add(DoctorTexts.noSuchProvider(file, name));
        }
        ours.forEach(this::judge);
        config.groups().stream()
                .filter(group -> group.providers().stream().anyMatch(this::isOurs))
                .forEach(this::judgeOrder);
    }

    private boolean isOurs(Transformer provider) {
        return provider instanceof KmsTransformer kms && kms.name().equals(name);
    }

    private void judge(KmsTransformer kms) {
        if (!kms.apiVersion().equals("v2")) {
            failures.add(DoctorTexts.otherApiVersion(kms.place(), kms.apiVersion()));
        }
        if (name.contains(":")) {
            failures.add(DoctorTexts.colonInName(kms.place()));
        }
        Path socket = settings.server().socketPath();
        Optional<Path> dialled = KmsEndpoint.path(kms.endpoint());
        if (dialled.isEmpty()) {
            failures.add(DoctorTexts.noSocketPath(kms.place(), socket));
        } else if (!KmsEndpoint.same(dialled.get(), socket)) {
            failures.add(DoctorTexts.otherSocket(kms.place(), dialled.get(), socket));
        }
        judgeTimeout(kms);
    }

    /**
     * The provider answers within openbao.timeout. An API server that waits less may get neither an answer nor a
     * reason.
     */
    private void judgeTimeout(KmsTransformer kms) {
        Duration bound = settings.transit().timeout();
        if (kms.timeout().compareTo(bound) <= 0) {
            failures.add(DoctorTexts.timeoutTooShort(kms.place(), kms.timeout(), bound));
        }
    }

    private void judgeOrder(Group group) {
        List<Transformer> providers = group.providers();
        int at = IntStream.range(0, providers.size())
                .filter(i -> isOurs(providers.get(i)))
                .findFirst()
                .orElseThrow();
        if (at > 0) {
            warnings.add(
                    DoctorTexts.otherWrites(group.place(), providers.getFirst().describe()));
        } else if (providers.stream().anyMatch(Transformer.Identity.class::isInstance)) {
            warnings.add(DoctorTexts.identityListed(group.place()));
        }
        if (group.resources().stream().noneMatch(List.of("secrets", "*.", "*.*")::contains)) {
            warnings.add(DoctorTexts.noSecrets(group.place()));
        }
    }
}
