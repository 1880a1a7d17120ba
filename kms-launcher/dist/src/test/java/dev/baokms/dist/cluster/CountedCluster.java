package dev.baokms.dist.cluster;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.operator.command.CommandTree;
import dev.baokms.telemetry.Json;
import dev.baokms.testkit.kms.WrappedSeed;
import dev.baokms.testkit.model.EtcdEnvelope;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The inventory of a cluster beside two counts that share no code with it: the API server's lists, and the kit's own reader of
 * envelopes.
 */
final class CountedCluster {
    private final ApiServerProcess api;
    private final Etcd etcd;
    private final Path folder;
    private int proofs;

    /** @param folder for proofs */
    CountedCluster(ApiServerProcess api, Etcd etcd, Path folder) {
        this.api = api;
        this.etcd = etcd;
        this.folder = folder;
    }

    /** @return what {@code inventory} prints as JSON, when it is as the others count */
    Map<?, ?> counted() throws IOException {
        Map<?, ?> found = inventory();
        var byVersion = new TreeMap<String, Long>();
        etcd.under(ApiServerProcess.ENCRYPTED)
                .forEach((key, stored) ->
                        byVersion.merge(version(EtcdEnvelope.parse(stored).wrapped()), 1L, Long::sum));
        assertThat(found.get("live")).isEqualTo(byVersion);
        Map<String, Long> tasks = tasks();
        assertThat(byVersion.values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(items(ApiServerProcess.NOTES).size()
                        + tasks.values().stream().mapToLong(Long::longValue).sum());
        assertThat(namespaces(found, "tasks.example.org")).isEqualTo(tasks);
        assertThat(found.get("plaintext"))
                .isEqualTo((long) items(ApiServerProcess.MEMOS).size()
                        + items(ApiServerProcess.DEFINITIONS).size());
        assertThat(found.get("foreign")).isEqualTo(0L);
        assertThat(found.get("unknown")).isEqualTo(0L);
        assertThat(found.get("damaged")).isEqualTo(0L);
        assertThat(condition(found, "encrypted")).isEqualTo("met");
        return found;
    }

    private Map<?, ?> inventory() throws IOException {
        Path proof = folder.resolve("proof-" + ++proofs + ".json");
        Map<?, ?> found = (Map<?, ?>) requireNonNull(Json.tree(run(
                "inventory",
                "--endpoints",
                etcd.address().toString(),
                "--insecure-transport",
                "--provider-name",
                "openbao-kms",
                "--encryption-config",
                api.encryption().toString(),
                "--proof",
                proof.toString(),
                "--output",
                "json")));
        assertThat(run("verify-proof", proof.toString())).contains("[pass] proof.form");
        return found;
    }

    private static String run(String... arguments) {
        var out = new StringWriter();
        int code = CommandTree.commandLine().setOut(new PrintWriter(out, true)).execute(arguments);
        assertThat(code).isZero();
        return out.toString();
    }

    private static String version(WrappedSeed wrapped) {
        return new String(wrapped.ciphertext(), ISO_8859_1).replaceFirst("^vault:v([0-9]+):.*$", "$1");
    }

    private List<Map<?, ?>> items(String path) throws IOException {
        return maps((Map<?, ?>) requireNonNull(Json.tree(api.list(path))), "items");
    }

    /** By namespace. */
    private Map<String, Long> tasks() throws IOException {
        var byNamespace = new TreeMap<String, Long>();
        for (Map<?, ?> item : items(ApiServerProcess.TASKS)) {
            byNamespace.merge(String.valueOf(map(item, "metadata").get("namespace")), 1L, Long::sum);
        }
        return byNamespace;
    }

    /** Of the live objects of a resource, whatever their version. */
    private static Map<String, Long> namespaces(Map<?, ?> found, String resource) {
        var byNamespace = new TreeMap<String, Long>();
        for (Map<?, ?> row : maps(maps(found, "sources").getFirst(), "rows")) {
            if (resource.equals(row.get("resource")) && Boolean.TRUE.equals(row.get("live"))) {
                map(row, "namespaces")
                        .forEach((name, count) -> byNamespace.merge(String.valueOf(name), (Long) count, Long::sum));
            }
        }
        return byNamespace;
    }

    private static @Nullable Object condition(Map<?, ?> found, String id) {
        return maps(found, "conditions").stream()
                .filter(each -> id.equals(each.get("id")))
                .findFirst()
                .orElseThrow()
                .get("state");
    }

    private static Map<?, ?> map(Map<?, ?> parent, String name) {
        return (Map<?, ?>) requireNonNull(parent.get(name));
    }

    private static List<Map<?, ?>> maps(Map<?, ?> parent, String name) {
        var maps = new ArrayList<Map<?, ?>>();
        ((List<?>) requireNonNull(parent.get(name))).forEach(each -> maps.add((Map<?, ?>) each));
        return maps;
    }
}
