package dev.baokms.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The story over a cluster that is none, where every line can say something else. */
class WalkTest {
    private static final LabFolder FOLDER = new LabFolder(Path.of("/lab"));

    private final StringWriter said = new StringWriter();

    private static LabPlan plan(int nodes, boolean emulated) {
        return new LabPlan(KubernetesRelease.NEWEST, nodes, emulated, Collections.nCopies(4 + 3 * nodes, 1));
    }

    private boolean walked(LabPlan plan, Shell cluster) throws Exception {
        var clock = new SteppingClock();
        var stage = new WalkStage(cluster, clock, Duration.ofMinutes(5), new Narrator(new PrintWriter(said)));
        var story = new WalkStory(plan, LabOpenBao.of(FOLDER, plan), "run", "hidden");
        return new Walk(stage).play(story.steps());
    }

    /** A second passes whenever somebody pauses. */
    private static final class SteppingClock implements LabClock {
        private long seconds;

        @Override
        public void pause() {
            seconds++;
        }

        @Override
        public Duration now() {
            return Duration.ofSeconds(seconds);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, false, 9", "1, true, 9", "3, false, 10"})
    void clusterAsItShouldBe_holdsToTheEnd(int nodes, boolean emulated, int steps) throws Exception {
        LabPlan plan = plan(nodes, emulated);

        assertThat(walked(plan, new FakeCluster(plan))).isTrue();

        assertThat(said.toString())
                .contains("1. create a Secret", "kill the daemon", "all " + steps + " steps held")
                .contains(
                        "$ kubectl create secret generic walk-run --from-literal=word=hidden\nsecret/walk-run created");
    }

    private static Stream<Arguments> wrongAnswers() {
        return Stream.of(
                Arguments.of("create secret generic walk-run --", "error: forbidden", "create a Secret"),
                Arguments.of("get secret walk-run -o", "another word", "read it back"),
                Arguments.of("sha256:", "sha256:1\nsha256:1\nsha256:2", "all nodes agree"),
                Arguments.of("--context node-3", "another word", "all nodes agree"),
                Arguments.of("head -c 64", "k8s\0 v1 Secret", "look into etcd"),
                Arguments.of("secrets/default/walk-run | grep -a -c", "1", "look into etcd"),
                Arguments.of("configmaps/default/walk-run | grep", "0", "look into etcd"),
                Arguments.of("grpc_requests_total", "openbao_kms_health{state=\"error\"} 1", "the daemon's metrics"),
                Arguments.of("cat \"$LAB/run/kube-apiserver-1", "1000", "restart the API server"),
                Arguments.of("get --raw /readyz", "not ready", "restart the API server"),
                Arguments.of("method=\"decrypt\"", "none yet", "restart the API server"),
                Arguments.of("annotate", "ok\nannotated\nvault:v1", "rotate the key"),
                Arguments.of("secrets/default/walk-run | grep -a -o", "vault:v2", "rotate the key"),
                Arguments.of("head -n 2", "status: ok\nhealthz: ok", "seal OpenBao"),
                Arguments.of("/readyz/kms-providers 2>&1", "ok", "seal OpenBao"),
                Arguments.of("create secret generic walk-run-after", "error: timeout", "unseal OpenBao"),
                Arguments.of("cat \"$LAB/run/daemon-1", "1000", "kill the daemon"),
                Arguments.of("create secret generic walk-run-last", "error: timeout", "kill the daemon"),
                Arguments.of("get secret walk-run-last", "another word", "kill the daemon"));
    }

    @ParameterizedTest
    @MethodSource("wrongAnswers")
    void wrongAnswer_endsTheWalkWithTheStepsName(String line, String answer, String step) throws Exception {
        LabPlan plan = plan(3, false);

        assertThat(walked(plan, new FakeCluster(plan).spoiling(line, right -> new Shell.Said(0, answer))))
                .isFalse();

        assertThat(said.toString()).contains("DID NOT HOLD: step").doesNotContain("steps held");
        assertThat(said.toString().substring(said.toString().indexOf("DID NOT HOLD")))
                .contains(step);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kubectl create secret",
                "base64 -d",
                "head -c 64",
                "create configmap",
                "curl -s \"$METRICS_1\" | grep -E",
                "kill \"$(cat",
                "keys/kubernetes/rotate",
                "bao operator seal",
                "bao operator unseal",
                "kill -9"
            })
    void commandThatFails_endsTheWalk(String line) throws Exception {
        LabPlan plan = plan(1, false);

        assertThat(walked(plan, new FakeCluster(plan).spoiling(line, right -> new Shell.Said(7, "it broke"))))
                .isFalse();

        assertThat(said.toString()).contains("it broke", "DID NOT HOLD", "exit code 7");
    }
}
