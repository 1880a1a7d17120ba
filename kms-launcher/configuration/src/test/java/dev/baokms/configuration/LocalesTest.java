package dev.baokms.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.host.ForeignLocales;
import dev.baokms.telemetry.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** In locales whose numbers are written in other digits, and one whose letters differ. */
class LocalesTest {
    @ForeignLocales.Each
    void valuesTextSchemaFingerprintAndProblems_areTheSame(String tag) throws Exception {
        assertThat(ForeignLocales.sameAsInRoot(tag, LocalesTest::everythingThatIsMadeOfAFile))
                .isNotEmpty();
    }

    private static List<String> everythingThatIsMadeOfAFile() throws Exception {
        String yaml = Files.readString(Path.of("../../docs/example-config.yaml"));
        Config config = ConfigReader.parse("c.yaml", yaml);
        var all = new ArrayList<>(List.of(
                config.sources().toString(),
                ConfigText.of(config),
                ConfigText.scalar("\u0001\u2028"),
                Json.of(Schema.document()),
                Settings.of(config, "1.2.3").toString().replaceAll("@[0-9a-f]+", ""),
                Settings.of(config, "1.2.3").key().fingerprint()));
        for (Map<String, Object> broken : List.<Map<String, Object>>of(
                Map.of("server.maxConcurrentStatus", 1025),
                Map.of("server.metricsAddress", "host:65536"),
                Map.of("server.socketPath", "/" + "a".repeat(200)),
                Map.of("server.allowedPeers", List.of("uid:99999999999")),
                Map.of("openbao.timeout", "3s"),
                Map.of("transit.keyName", "-"),
                Map.of("server.maxConcurrentStatus", "\u0661\u0662"),
                Map.of("openbao.timeout", "\u0661s"))) {
            all.addAll(problemsOf(broken));
        }
        return all;
    }

    private static List<String> problemsOf(Map<String, Object> broken) {
        try {
            return List.of(ConfigReader.parse(
                            "c.yaml",
                            GeneratedFiles.yaml(
                                    GeneratedFiles.with(GeneratedFiles.bases().getFirst(), broken)))
                    .sources()
                    .toString());
        } catch (ConfigException refused) {
            return refused.problems().stream().map(Problem::toString).toList();
        }
    }
}
