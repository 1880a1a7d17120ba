package dev.baokms.operator.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.stored.Coverage.Duty;
import dev.baokms.kubernetes.EncryptionConfig;
import dev.baokms.kubernetes.EncryptionConfig.Group;
import dev.baokms.kubernetes.EncryptionConfig.Transformer;
import dev.baokms.kubernetes.EncryptionConfig.Transformer.Identity;
import dev.baokms.kubernetes.EncryptionConfig.Transformer.KmsTransformer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceCoverageTest {
    private static final Transformer OURS =
            new KmsTransformer("v2", "bao", "unix:///s", Duration.ofSeconds(3), "f:1:1");
    private static final Transformer V1 = new KmsTransformer("v1", "bao", "unix:///s", Duration.ofSeconds(3), "f:1:1");
    private static final Transformer PLAIN = new Identity();

    private static Group group(Transformer first, String... resources) {
        return new Group(List.of(resources), List.of(first, PLAIN), "f:1:1");
    }

    private static ResourceCoverage of(Group... groups) {
        return new ResourceCoverage(new EncryptionConfig(List.of(groups)), "bao");
    }

    @ParameterizedTest
    @CsvSource({
        "secrets, OURS",
        "configmaps, NOT_OURS",
        "pods, OURS",
        "widgets.example.com, OURS",
        "gadgets.example.com, NOT_OURS",
        "deployments.apps, OURS",
        "jobs.batch, NOT_OURS",
        "newkind, UNSURE"
    })
    void resource_isWrittenByItsNameThenItsGroup(String resource, Duty duty) {
        ResourceCoverage coverage = of(
                group(OURS, "secrets", "widgets.example.com"),
                group(PLAIN, "configmaps", "secrets"),
                group(OURS, "*.", "*.apps"));

        assertThat(coverage.dutyOf(resource)).isEqualTo(duty);
    }

    @Test
    void wildcardOfEverything_coversWhatIsNotNamed() {
        ResourceCoverage coverage = of(group(PLAIN, "events"), group(OURS, "*.*"));

        assertThat(coverage.dutyOf("events")).isEqualTo(Duty.NOT_OURS);
        assertThat(coverage.dutyOf("newkind")).isEqualTo(Duty.OURS);
        assertThat(coverage.dutyOf("gadgets.example.com")).isEqualTo(Duty.OURS);
        assertThat(coverage.named()).isEmpty();
    }

    @Test
    void onlyTheFirstProvider_writes() {
        ResourceCoverage coverage = new ResourceCoverage(
                new EncryptionConfig(List.of(
                        new Group(List.of("secrets"), List.of(PLAIN, OURS), "f:1:1"),
                        group(V1, "configmaps"),
                        group(OURS, "pods"))),
                "bao");

        assertThat(coverage.dutyOf("secrets")).isEqualTo(Duty.NOT_OURS);
        assertThat(coverage.dutyOf("configmaps")).isEqualTo(Duty.NOT_OURS);
        assertThat(coverage.named()).containsExactly("pods");
    }
}
