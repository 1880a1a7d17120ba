package dev.baokms.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class KubernetesReleaseTest {
    @ParameterizedTest
    @FieldSource("dev.baokms.lab.KubernetesRelease#ALL")
    void version_isThatOfItsModules(KubernetesRelease release) throws Exception {
        Path modules = Checkout.ofThisProcess().kubernetes().resolve(release.modules());

        assertThat(Files.readString(modules))
                .contains("k8s.io/kubernetes v" + release.version())
                .contains("k8s.io/apiserver => k8s.io/apiserver v0"
                        + release.version().substring(1));
        for (String program : KubernetesPrograms.NAMES) {
            assertThat(Files.readString(modules)).contains("\tk8s.io/kubernetes/cmd/" + program + "\n");
        }
    }

    @Test
    void minor_findsItsRelease() {
        assertThat(KubernetesRelease.ofMinor("1.34")).isEqualTo(KubernetesRelease.OLDER);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KubernetesRelease.ofMinor("1.35"))
                .withMessage("must be one of 1.37, 1.34");
    }
}
