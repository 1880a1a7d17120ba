package dev.baokms.dist.cluster;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.daemon.site.Site;
import dev.baokms.operator.command.CommandTree;
import dev.baokms.telemetry.Json;
import dev.baokms.testkit.kms.KmsClient;
import dev.baokms.testkit.kms.WrappedSeed;
import dev.baokms.testkit.model.EtcdEnvelope;
import dev.baokms.testkit.model.GoTools;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
    private static final String NOTES = "/apis/example.org/v1/notes";
    private static final String STORED = "/registry/example.org/notes/";
    private static final int OBJECTS = 20;

    private static final String DEFINITION = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: notes.example.org}
        spec:
          group: example.org
          scope: Cluster
          names: {plural: notes, singular: note, kind: Note, listKind: NoteList}
          versions:
          - name: v1
            served: true
            storage: true
            schema: {openAPIV3Schema: {type: object, properties: {text: {type: string}}}}
        """;

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
            try (var api =
                    new ApiServerProcess(program, folder, etcd.address(), provider.socket(), "notes.example.org")) {
                define(api);
                write(api, "old");
                String old = theOnlyKeyId(etcd, "old");

                rotate(site, provider, api, etcd, old);
                write(api, "new");
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

                assertInventoryCountsAsTheKitDoes(etcd);
                for (int i = 1; i < OBJECTS; i++) {
                    rewriteUnchanged(api, "old-" + i);
                }
                delete(api, "new-0");
                assertInventoryCountsAsTheKitDoes(etcd);
            }
        }
    }

    private static void define(ApiServerProcess api) {
        HttpResponse<String> answer =
                api.post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", "application/yaml", DEFINITION);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        Site.await("notes are served", () -> api.get(NOTES).statusCode() == 200);
    }

    private static void write(ApiServerProcess api, String generation) {
        for (int i = 0; i < OBJECTS; i++) {
            write(api, generation, i);
        }
    }

    private static void write(ApiServerProcess api, String generation, int number) {
        String name = generation + "-" + number;
        HttpResponse<String> answer = api.post(NOTES, "application/json", """
            {"apiVersion": "example.org/v1", "kind": "Note", "metadata": {"name": "%s"}, "text": "%s"}
            """.formatted(name, planted(name)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
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
        HttpResponse<String> answer =
                api.put(NOTES + "/" + name, api.get(NOTES + "/" + name).body());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static void delete(ApiServerProcess api, String name) {
        assertThat(api.delete(NOTES + "/" + name).statusCode()).isEqualTo(200);
    }

    /** What the kit's own reader of envelopes finds, which shares no code with the inventory; the rest is plaintext. */
    private static void assertInventoryCountsAsTheKitDoes(Etcd etcd) throws IOException {
        var byVersion = new TreeMap<String, Long>();
        etcd.under(STORED)
                .forEach((key, stored) ->
                        byVersion.merge(version(EtcdEnvelope.parse(stored).wrapped()), 1L, Long::sum));
        var out = new StringWriter();
        int code = CommandTree.commandLine()
                .setOut(new PrintWriter(out, true))
                .execute(
                        "inventory",
                        "--endpoints",
                        etcd.address().toString(),
                        "--insecure-transport",
                        "--provider-name",
                        "openbao-kms",
                        "--output",
                        "json");
        assertThat(code).isZero();
        Map<?, ?> found = (Map<?, ?>) requireNonNull(Json.tree(out.toString()));
        assertThat(found.get("live")).isEqualTo(byVersion);
        assertThat(found.get("foreign")).isEqualTo(0L);
        assertThat(found.get("unknown")).isEqualTo(0L);
        assertThat(found.get("highestSafeMinDecryptionVersion"))
                .as("the first version is live, or in the history that can still be served")
                .isEqualTo(1L);
    }

    private static String version(WrappedSeed wrapped) {
        return new String(wrapped.ciphertext(), ISO_8859_1).replaceFirst("^vault:v([0-9]+):.*$", "$1");
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
        String list = api.get(NOTES).body();
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
