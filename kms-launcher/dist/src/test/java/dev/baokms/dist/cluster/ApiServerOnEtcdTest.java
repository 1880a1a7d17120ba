package dev.baokms.dist.cluster;

import static dev.baokms.dist.cluster.ApiServerProcess.NOTES;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baokms.daemon.site.Site;
import dev.baokms.testkit.kms.KmsClient;
import dev.baokms.testkit.model.EtcdEnvelope;
import dev.baokms.testkit.model.GoTools;
import java.io.File;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** An API server, an etcd, this provider and its OpenBao: what a cluster writes, rotates and reads again after every restart. */
@Execution(ExecutionMode.CONCURRENT)
class ApiServerOnEtcdTest {
    private static final String STORED = ApiServerProcess.ENCRYPTED + "notes/";
    private static final String NAMESPACES = "/apis/example.org/v1/namespaces/";
    private static final int OBJECTS = 20;

    @TempDir
    private Path folder;

    @Test
    void storedObjects_areSealedAndOutliveRotationAndRestarts() throws Exception {
        try (Etcd etcd = Etcd.start(folder);
                Site site = Site.in(folder);
                var provider = new ProviderProcess(
                        site, 1, List.of(site.emulator.address().toString()))) {
            Path program = GoTools.build(folder, "go.mod", "./apiserver");
            provider.awaitHealthy();
            try (var api = new ApiServerProcess(program, folder, etcd.address(), provider.socket())) {
                api.define();
                write(api, "old");
                writeInNamespaces(api, "old");
                String old = theOnlyKeyId(etcd, "old");

                rotate(site, provider, api, etcd, old);
                write(api, "new");
                writeInNamespaces(api, "new");
                assertThat(theOnlyKeyId(etcd, "new")).isNotEqualTo(old);
                assertThat(theOnlyKeyId(etcd, "old")).isEqualTo(old);
                assertThatAllAreRead(api);

                provider.restart();
                provider.awaitHealthy();
                api.restart();
                assertThatAllAreRead(api);
                assertThat(decrypts(api))
                        .as("a question for each seed, not for each object")
                        .isBetween(2, OBJECTS);
                assertThat(api.get("/readyz/kms-providers").body()).isEqualTo("ok");

                rewriteUnchanged(api, "old-0");
                assertThat(keyId(etcd, "old-0")).isEqualTo(theOnlyKeyId(etcd, "new"));

                var cluster = new CountedCluster(api, etcd, folder);
                assertNeeds(cluster.counted(), "1 and 2 live", 1);
                rewriteAll(api);
                delete(api, "new-0");
                assertNeeds(cluster.counted(), "1 in the history that can still be served", 1);
                etcd.compact();
                assertNeeds(cluster.counted(), "1 nowhere any more", 2);
            }
        }
    }

    private static void write(ApiServerProcess api, String generation) {
        for (int i = 0; i < OBJECTS; i++) {
            write(api, generation, i);
        }
    }

    private static void write(ApiServerProcess api, String generation, int number) {
        String name = generation + "-" + number;
        api.create(NOTES, name, planted(name));
    }

    /** Two in one namespace and one in another; and one that is not encrypted. */
    private static void writeInNamespaces(ApiServerProcess api, String generation) {
        for (String path : List.of("one/tasks/a", "one/tasks/b", "two/tasks/c")) {
            int name = path.lastIndexOf('/');
            api.create(NAMESPACES + path.substring(0, name), path.substring(name + 1) + "-" + generation, "task");
        }
        api.create(ApiServerProcess.MEMOS, generation, "plain");
    }

    private static String planted(String name) {
        return "planted in " + name + " and nowhere else";
    }

    /** Until a write carries the new key. */
    private static void rotate(Site site, ProviderProcess provider, ApiServerProcess api, Etcd etcd, String old) {
        site.emulator.faults().rotateKey("transit", "kms");
        try (var client = new KmsClient(provider.socket(), KmsClient.Options.likeApiServer())) {
            Site.await(
                    "the provider names a new key",
                    () -> !client.status().keyId().equals(old));
        }
        var probes = new AtomicInteger();
        Site.await("the API server writes under the new key", () -> {
            // Asking for its health makes it ask the provider, every 20 s at most.
            api.get("/readyz");
            int number = probes.getAndIncrement();
            write(api, "probe", number);
            return !keyId(etcd, "probe-" + number).equals(old);
        });
    }

    /** What a storage migration does with each object: a stale one is written again although nothing in it changed. */
    private static void rewriteUnchanged(ApiServerProcess api, String name) {
        rewriteUnchangedAt(api, NOTES + "/" + name);
    }

    private static void rewriteUnchangedAt(ApiServerProcess api, String path) {
        HttpResponse<String> answer = api.put(path, api.get(path).body());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static void rewriteAll(ApiServerProcess api) {
        for (int i = 1; i < OBJECTS; i++) {
            rewriteUnchanged(api, "old-" + i);
        }
        for (String path : List.of("one/tasks/a-old", "one/tasks/b-old", "two/tasks/c-old")) {
            rewriteUnchangedAt(api, NAMESPACES + path);
        }
        // Those that were written until the API server used the new key; the last one does.
        for (int i = 0; api.get(NOTES + "/probe-" + i).statusCode() == 200; i++) {
            rewriteUnchanged(api, "probe-" + i);
        }
    }

    private static void assertNeeds(Map<?, ?> inventory, String as, long version) {
        assertThat(inventory.get("highestSafeMinDecryptionVersion")).as(as).isEqualTo(version);
    }

    /** As after a disaster: the history is gone, and the revision has jumped so that no watch goes on in the past. */
    @Test
    void restoreWithABumpedRevision_isCountedAsBefore() throws Exception {
        assumeTrue(isThere("etcdutl"), "skipped: no etcdutl on the path, of 3.6 or later and of the release of etcd");
        try (Site site = Site.in(folder);
                var provider = new ProviderProcess(
                        site, 1, List.of(site.emulator.address().toString()))) {
            Path program = GoTools.build(folder, "go.mod", "./apiserver");
            provider.awaitHealthy();
            Map<?, ?> before;
            Path snapshot = folder.resolve("snapshot.db");
            try (Etcd etcd = Etcd.start(folder);
                    var api = new ApiServerProcess(program, folder, etcd.address(), provider.socket())) {
                api.define();
                write(api, "old");
                writeInNamespaces(api, "old");
                delete(api, "old-0");
                before = new CountedCluster(api, etcd, folder).counted();
                run("etcdctl", "--endpoints", etcd.address().toString(), "snapshot", "save", snapshot.toString());
            }
            Path data = folder.resolve("restored");
            run(
                    "etcdutl",
                    "snapshot",
                    "restore",
                    snapshot.toString(),
                    "--data-dir",
                    data.toString(),
                    "--bump-revision",
                    "1000000000",
                    "--mark-compacted");
            Path again = Files.createDirectory(folder.resolve("again"));
            try (Etcd etcd = Etcd.start(again, data);
                    var api = new ApiServerProcess(program, again, etcd.address(), provider.socket())) {
                Map<?, ?> after = new CountedCluster(api, etcd, again).counted();

                assertThat(after.get("live")).isEqualTo(before.get("live"));
                assertThat(after.get("history")).isEqualTo(Map.of());
            }
        }
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private void run(String... command) throws Exception {
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("tools.log").toFile());
        builder.environment().put("ETCDCTL_API", "3");
        assertThat(builder.start().waitFor()).as(String.join(" ", command)).isZero();
    }

    private static void delete(ApiServerProcess api, String name) {
        assertThat(api.delete(NOTES + "/" + name).statusCode()).isEqualTo(200);
    }

    private static String theOnlyKeyId(Etcd etcd, String generation) {
        Map<String, byte[]> stored = etcd.under(STORED + generation + "-");
        assertThat(stored).hasSize(OBJECTS);
        Set<String> keyIds = stored.entrySet().stream()
                .map(entry -> keyId(entry.getKey().substring(STORED.length()), entry.getValue()))
                .collect(Collectors.toSet());
        assertThat(keyIds).hasSize(1);
        return keyIds.iterator().next();
    }

    private static String keyId(Etcd etcd, String name) {
        return keyId(name, requireNonNull(etcd.under(STORED + name).get(STORED + name)));
    }

    /** Of a value that is sealed as it should be. */
    private static String keyId(String name, byte[] stored) {
        assertThat(new String(stored, ISO_8859_1))
                .startsWith("k8s:enc:kms:v2:openbao-kms:")
                .doesNotContain(planted(name), "example.org/v1");
        return EtcdEnvelope.parse(stored).wrapped().keyId();
    }

    private static void assertThatAllAreRead(ApiServerProcess api) {
        String list = api.list(NOTES);
        assertThat(list)
                .contains(Stream.of("old", "new")
                        .flatMap(generation -> IntStream.range(0, OBJECTS).mapToObj(i -> planted(generation + "-" + i)))
                        .toList());
    }

    private static int decrypts(ApiServerProcess api) {
        return api.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("apiserver_envelope_encryption_kms_operations_latency_seconds_count"))
                .filter(line -> line.contains("/Decrypt"))
                .mapToInt(line -> Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
