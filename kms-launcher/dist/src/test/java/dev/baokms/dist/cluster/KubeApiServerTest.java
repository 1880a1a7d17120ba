package dev.baokms.dist.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.daemon.site.Site;
import dev.baokms.testkit.model.GoTools;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** kube-apiserver's own code writes, starts cold, reads, sits out an outage, rotates and finds stale what is stale. */
@Execution(ExecutionMode.CONCURRENT)
class KubeApiServerTest {
    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.baokms.testkit.model.GoTools#modules")
    void kubeApiserverCode_isContentWithThisProvider(String modules) throws Exception {
        Path client = GoTools.build(folder, modules, ".");
        try (Site site = Site.in(folder);
                var provider = new ProviderProcess(
                        site, 1, List.of(site.emulator.address().toString()))) {
            provider.awaitHealthy();

            String output = GoTools.run(
                    folder,
                    List.of(
                            client.toString(),
                            "--endpoint",
                            "unix://" + provider.socket(),
                            "--rotate",
                            "curl -ksf -X POST -H 'X-Vault-Token: " + site.emulator.rootToken() + "' "
                                    + site.emulator.address() + "/v1/transit/keys/kms/rotate",
                            "--break",
                            "curl -ksf -X POST " + site.emulator.adminAddress() + "/seal",
                            "--repair",
                            "curl -ksf -X POST " + site.emulator.adminAddress() + "/unseal"));

            assertThat(output)
                    .contains(
                            "server A wrote and read 100 values",
                            "outage: healthy, then",
                            "100 old values are stale",
                            "metrics: 2 key_ids by their hashes",
                            "ok     all");
        }
    }
}
