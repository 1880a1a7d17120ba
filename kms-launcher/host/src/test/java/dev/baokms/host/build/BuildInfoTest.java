package dev.baokms.host.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BuildInfoTest {
    @Test
    void ownJar_isAccepted() {
        assertThat(BuildInfo.load().version()).matches("[0-9]+\\.[0-9]+\\.[0-9]+.*");
    }

    @Test
    void classesOfAnotherBuild_areRefusedWithTheCure() {
        assertThatThrownBy(() -> BuildInfo.requireOwnCode("a1", "b2"))
                .isInstanceOf(StaleCodeException.class)
                .hasMessageContaining("build a1")
                .hasMessageContaining("build b2")
                .hasMessageContaining("install the package again");
    }
}
