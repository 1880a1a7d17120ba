package dev.baokms.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.baokms.configuration.login.DaemonHost;
import dev.baokms.core.KmsProvider;
import dev.baokms.core.keyring.KeyringState;
import dev.baokms.core.login.Login;
import dev.baokms.core.port.Ports;
import dev.baokms.core.port.StateStore;
import dev.baokms.grpc.CallObserver;
import dev.baokms.grpc.KmsServer;
import dev.baokms.grpc.ServerSettings;
import dev.baokms.host.ProcessIdentity;
import dev.baokms.host.build.BuildInfo;
import dev.baokms.telemetry.HealthReport;
import dev.baokms.telemetry.Liveness;
import dev.baokms.telemetry.Metrics;
import dev.baokms.telemetry.MonitoringPages;
import dev.baokms.transit.OpenBaoTransit;
import dev.baokms.transit.http.TrustedHttp;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

/** Whatever {@code config} accepts, {@code serve} can be put together from: no second rule finds fault with it later. */
class AcceptedIsAssembledTest {
    private static final TrustedHttp HTTP = TrustedHttp.trustingThePlatform();
    private static final Metrics METRICS = new Metrics(BuildInfo.load());
    private static final ProcessIdentity PROCESS = ProcessIdentity.ofThisProcess();

    @Provide
    Arbitrary<Map<String, Object>> files() {
        return GeneratedFiles.files();
    }

    @Property(tries = 400)
    @StatisticsReport(onFailureOnly = true)
    void acceptedConfiguration_isAssembled(@ForAll("files") Map<String, Object> fields) {
        Optional<Config> config = accepted(fields);

        config.ifPresent(AcceptedIsAssembledTest::assemble);
        Statistics.collect(config.isPresent() ? "accepted" : "refused");
        Statistics.coverage(coverage -> coverage.check("accepted").percentage(share -> share > 10));
    }

    /** Every text that can be wrong anywhere, in each field of each way to log in: the settings records must take it. */
    @Example
    void acceptedTextInAnyField_isTakenByItsOwner() {
        for (Map<String, Object> fields : GeneratedFiles.everyTextInEveryField()) {
            accepted(fields)
                    .ifPresent(config -> assertThat(Settings.of(config, "1.2.3"))
                            .as(GeneratedFiles.yaml(fields))
                            .isNotNull());
        }
    }

    @Example
    void bases_areAccepted() {
        assertThat(GeneratedFiles.bases()).allSatisfy(base -> {
            assertThat(accepted(base)).isPresent();
            accepted(base).ifPresent(AcceptedIsAssembledTest::assemble);
        });
    }

    /** The seven rules on which configuration and adapters once disagreed: what either of them refuses is refused here, at its place. */
    @Example
    void rulesThatWereWrittenTwice_areOne() {
        assertRefused("auth.tokenRenewalIncrement", "0s", "must be at least 1s");
        assertRefused("auth.tokenRenewalIncrement", "500ms", "must be at least 1s");
        assertRefused("openbao.namespace", "\u00e9quipe", "must be printable ASCII");
        assertRefused("openbao.addresses", List.of("https://bao:99999"), "must have a port from 1 to 65535");
        assertRefused("transit.mountPath", "..", "none of them . or ..");
        assertRefused("transit.mountPath", "a/../b", "none of them . or ..");
        assertRefused("auth.jwt.mountPath", "auth/..", "must be auth/ and the mount");
        assertRefused("transit.keyName", "k-", "must begin and end with a letter, digit or _");
        assertRefused("server.socketPath", "/" + "a".repeat(106), "must be at most 106 bytes, is 107");
        for (String field : List.of("server.metricsAddress", "server.healthAddress")) {
            assertRefused(field, "unix:///run/" + "a".repeat(102), "its path must be at most 106 bytes, is 107");
            assertRefused(field, "unix://run/a.sock", "need unix:// and an absolute path, such as unix:///run/");
            assertRefused(field, "unix:///run/../a.sock", "none of them . or ..");
            assertRefused(field, "unix:///run/openbao-kms/kms.sock", "is server.socketPath; give the pages a socket");
            assertAccepted(field, "unix:///run/" + "a".repeat(101));
            assertAccepted(field, "unix:///run/openbao-kms/kms.sock.");
        }
        assertAccepted("auth.tokenRenewalIncrement", "1s");
        assertAccepted("openbao.namespace", "team/a");
        assertAccepted("openbao.addresses", List.of("https://bao:65535"));
        assertAccepted("transit.mountPath", "a~b");
        assertAccepted("auth.jwt.mountPath", "auth/a~b");
        assertAccepted("transit.keyName", "k.k");
        assertAccepted("server.socketPath", "/run/" + "a".repeat(60) + "/s");
    }

    private static Map<String, Object> base() {
        return GeneratedFiles.bases().getFirst();
    }

    private static void assertRefused(String field, Object value, String rule) {
        String yaml = GeneratedFiles.yaml(GeneratedFiles.with(base(), Map.of(field, value)));
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> ConfigReader.parse("c.yaml", yaml));

        assertThat(refused).as("%s: %s", field, value).isNotNull();
        assertThat(refused.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.field()).isEqualTo(field);
            assertThat(problem.text()).contains(rule);
            assertThat(problem.place()).matches("c\\.yaml:1:[0-9]+");
        });
    }

    private static void assertAccepted(String field, Object value) {
        Optional<Config> config = accepted(GeneratedFiles.with(base(), Map.of(field, value)));

        assertThat(config).as("%s: %s", field, value).isPresent();
        config.ifPresent(AcceptedIsAssembledTest::assemble);
    }

    private static Optional<Config> accepted(Map<String, Object> fields) {
        try {
            return Optional.of(ConfigReader.parse("c.yaml", GeneratedFiles.yaml(fields)));
        } catch (ConfigException refused) {
            assertThat(refused.problems()).isNotEmpty().allSatisfy(problem -> {
                assertThat(problem.text()).isNotBlank();
                assertThat(problem.place()).startsWith("c.yaml:1:");
            });
            return Optional.empty();
        }
    }

    /** As the daemon's parts list does it. */
    private static void assemble(Config config) {
        Settings settings = Settings.of(config, "1.2.3");
        var clock = InstantSource.system();
        var random = new SecureRandom();
        try (Login login = settings.login()
                        .open(new DaemonHost(PROCESS, clock, settings.transit().timeout()));
                var transit = new OpenBaoTransit(
                        HTTP,
                        settings.transit(),
                        settings.transit().timeout(),
                        login.credentials(),
                        event -> {},
                        clock,
                        System::nanoTime,
                        random)) {
            var provider = new KmsProvider(
                    settings.key().scope(),
                    settings.provider(),
                    KeyringState.EMPTY,
                    new Ports(transit, StateStore.NONE, event -> {}, clock, byte[]::new));
            assertThat(login.watched()).isNotNull();
            assertThat(settings.login().setup()).isNotNull();
            assertThat(settings.key().fingerprint()).startsWith("cfg1.");
            try (var server = new KmsServer(
                    withItself(settings.server()), provider, Object::toString, new SilentObserver(), problem -> {})) {
                assertThat(server.socketLost()).isFalse();
            }
            try (var pages = new MonitoringPages(
                    settings.monitoring().metricsAddress(),
                    settings.monitoring().healthAddress(),
                    METRICS,
                    new HealthReport(provider::view, () -> false),
                    new Liveness(() -> true, System::nanoTime))) {
                assertThat(pages.bound()).isEmpty();
            }
        }
    }

    private static ServerSettings withItself(ServerSettings server) {
        Set<String> peers = new HashSet<>(server.allowedPeers());
        peers.add("uid:" + PROCESS.uid());
        return server.withAllowedPeers(peers);
    }

    private static final class SilentObserver implements CallObserver {
        @Override
        public void onStarted(Method method) {}

        @Override
        public void onFinished(FinishedCall call) {}

        @Override
        public void onRejected(Method method) {}

        @Override
        public void onPeerRefused(String user, String group) {}

        @Override
        public void onBug(Method method, String type, List<StackTraceElement> frames) {}
    }
}
