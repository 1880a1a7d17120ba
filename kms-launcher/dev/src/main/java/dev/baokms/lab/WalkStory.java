package dev.baokms.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The story of a lab: an encrypted Secret from the API server to etcd, and the later events in the life of a cluster.
 */
final class WalkStory {
    private static final String PREFIX = "k8s:enc:kms:v2:" + ClusterFiles.PROVIDER + ":";
    private static final String READY = "kubectl get --raw /readyz/kms-providers";

    private final LabPlan plan;
    private final LabOpenBao openbao;
    private final String secret;
    private final String word;

    /**
     * Creates one telling of the story.
     *
     * @param run makes the names of this telling unique: lower-case letters and digits
     * @param word the hidden word; no other text contains it
     */
    WalkStory(LabPlan plan, LabOpenBao openbao, String run, String word) {
        this.plan = plan;
        this.openbao = openbao;
        this.secret = "walk-" + run;
        this.word = word;
    }

    List<WalkStep> steps() {
        var steps = new ArrayList<WalkStep>();
        steps.add(new WalkStep("create a Secret", this::create));
        steps.add(new WalkStep("read it back", this::read));
        if (plan.nodes() > 1) {
            steps.add(new WalkStep("all nodes agree on the key, and each API server reads it", this::agree));
        }
        steps.add(new WalkStep("look into etcd", this::lookIntoEtcd));
        steps.add(new WalkStep("the daemon's metrics", this::metrics));
        steps.add(new WalkStep("restart the API server and read again", this::restartApiServer));
        steps.add(new WalkStep("rotate the key", this::rotate));
        steps.add(new WalkStep("seal OpenBao", this::seal));
        steps.add(new WalkStep("unseal OpenBao", this::unseal));
        steps.add(new WalkStep("kill the daemon", this::kill));
        return steps;
    }

    private void create(WalkStage stage) throws IOException, InterruptedException, DidNotHoldException {
        String said = stage.show(created(secret));
        stage.hold(said.contains("created"), "the API server took it, so the daemon has wrapped a seed for it");
    }

    private void read(WalkStage stage) throws IOException, InterruptedException, DidNotHoldException {
        stage.hold(stage.show(value(secret)).equals(word), "the same word came back");
    }

    private void agree(WalkStage stage) throws IOException, InterruptedException, DidNotHoldException {
        String hashes = stage.show(hashes());
        stage.hold(
                hashes.lines().count() == plan.nodes()
                        && hashes.lines().distinct().count() == 1,
                "every daemon writes with the same key_id");
        for (int node : plan.numbers()) {
            String here = value(secret).replaceFirst("kubectl", "kubectl --context node-" + node);
            stage.hold(stage.show(here).equals(word), "the API server of node " + node + " reads it");
        }
    }

    private void lookIntoEtcd(WalkStage stage) throws IOException, InterruptedException, DidNotHoldException {
        String begin = stage.show(stored(secret) + " | head -c 64 | cat -v");
        stage.hold(begin.startsWith(PREFIX), "etcd holds an envelope of KMS v2");
        String count = stage.show(stored(secret) + " | grep -a -c " + word + " || true");
        stage.hold(count.equals("0"), "the word is not in it");
        stage.show("kubectl create configmap " + secret + " --from-literal=word=" + word);
        String plain = stage.show("etcdctl get --print-value-only /registry/configmaps/default/" + secret
                + " | grep -a -c " + word + " || true");
        stage.hold(!plain.equals("0"), "in a ConfigMap, which nothing encrypts, the same search finds it");
    }

    private void metrics(WalkStage stage) throws IOException, InterruptedException, DidNotHoldException {
        String page =
                stage.show("curl -s \"$METRICS_1\" | grep -E '^openbao_kms_(grpc_requests_total|health|key_version"
                        + "|status_key_id_hash|endpoint_up)'");
        stage.hold(
                page.contains("openbao_kms_health{state=\"ok\"} 1") && page.contains("method=\"encrypt\""),
                "the daemon is well and has wrapped for this API server");
    }

    private void restartApiServer(WalkStage stage) throws IOException, InterruptedException, DidNotHoldException {
        String before = stage.ask(decrypts());
        restarted(stage, ControlPlane.apiServer(1), "kill");
        stage.until("kubectl get --raw /readyz", "it is ready", said -> said.equals("ok"));
        stage.hold(stage.show(value(secret)).equals(word), "it reads the Secret");
        stage.hold(
                !stage.show(decrypts()).equals(before),
                "what it had in memory was gone: the daemon has unwrapped the seed for it");
    }

    private void rotate(WalkStage stage) throws IOException, InterruptedException, DidNotHoldException {
        String before = stage.ask(hashes());
        stage.show(openbao.rotateLine());
        stage.until(
                hashes(),
                "the new version writes on every node, which begins after rotation.activationDelay",
                said -> said.lines().count() == plan.nodes()
                        && said.lines().distinct().count() == 1
                        && said.contains("sha256:")
                        && !said.equals(before));
        String old = stage.show(version(secret));
        stage.show(created(secret + "-new"));
        String written = stage.until(
                READY + " >/dev/null && kubectl annotate --overwrite secret " + secret + "-new walk=\"$(date +%s)\" && "
                        + version(secret + "-new"),
                "a write is under the new version, once the API server has asked for the key's name again",
                said -> said.contains("vault:v") && !said.contains(old));
        stage.hold(
                stage.show(version(secret)).equals(old) && !written.isEmpty(),
                "what was not written again is still under the old one");
        stage.hold(stage.show(value(secret)).equals(word), "and is read as before");
    }

    private void seal(WalkStage stage) throws IOException, InterruptedException, DidNotHoldException {
        stage.show(openbao.sealLine());
        stage.until(
                status() + " | head -n 2",
                "Status says what is wrong and what to do",
                said -> said.contains("status: unavailable") && said.contains("sealed"));
        stage.until(READY + " 2>&1", "so does the API server", said -> said.contains("sealed"));
        stage.hold(
                stage.show(value(secret)).equals(word),
                "what the API server has unwrapped before is read all the same");
    }

    private void unseal(WalkStage stage) throws IOException, InterruptedException, DidNotHoldException {
        stage.show(openbao.unsealLine() + " >/dev/null && echo unsealed");
        stage.until(status() + " | head -n 2", "Status is ok without a restart", said -> said.startsWith("status: ok"));
        stage.until(READY, "and the API server sees it", said -> said.equals("ok"));
        stage.hold(stage.show(created(secret + "-after")).contains("created"), "writes go on");
    }

    private void kill(WalkStage stage) throws IOException, InterruptedException, DidNotHoldException {
        restarted(stage, ControlPlane.daemon(1), "kill -9");
        stage.until(status() + " | head -n 2", "the new process is well", said -> said.startsWith("status: ok"));
        stage.until(READY, "the API server has found it", said -> said.equals("ok"));
        stage.hold(stage.show(created(secret + "-last")).contains("created"), "a write goes through it");
        stage.hold(stage.show(value(secret + "-last")).equals(word), "and a read");
    }

    private static void restarted(WalkStage stage, String process, String signal)
            throws IOException, InterruptedException, DidNotHoldException {
        String file = "\"$LAB/run/" + process + ".pid\"";
        String before = stage.show("cat " + file);
        stage.show(signal + " \"$(cat " + file + ")\"");
        stage.until("cat " + file, "another process is in its place", said -> !said.equals(before));
    }

    private String created(String name) {
        return "kubectl create secret generic " + name + " --from-literal=word=" + word;
    }

    private static String value(String name) {
        return "kubectl get secret " + name + " -o jsonpath='{.data.word}' | base64 -d";
    }

    private static String stored(String name) {
        return "etcdctl get --print-value-only /registry/secrets/default/" + name;
    }

    /** Finds Transit's version prefix, which is in the envelope beside the wrapped seed. */
    private static String version(String name) {
        return stored(name) + " | grep -a -o 'vault:v[0-9]*'";
    }

    private static String status() {
        return "bao-kms-provider status --config \"$LAB/node-1/config.yaml\"";
    }

    private static String decrypts() {
        return "curl -s \"$METRICS_1\" | grep 'grpc_requests_total{method=\"decrypt\"' || echo none yet";
    }

    private String hashes() {
        return "curl -s "
                + plan.numbers().stream()
                        .map(node -> "\"$METRICS_" + node + "\"")
                        .collect(Collectors.joining(" "))
                + " | grep -o 'sha256:[0-9a-f]*'";
    }
}
