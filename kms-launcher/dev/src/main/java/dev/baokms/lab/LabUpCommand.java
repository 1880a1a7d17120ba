package dev.baokms.lab;

import dev.baokms.host.ExitCode;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "up",
        description =
                "Bring it up and leave it running. The first time, Kubernetes is built, which takes ten minutes or"
                        + " more.",
        mixinStandardHelpOptions = true)
final class LabUpCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private LabPlace place;

    @Mixin
    private LabWish wish;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var narrator = new Narrator(spec.commandLine().getOut());
        LabFolder folder = place.folder();
        var starter = new LabStarter(folder, wish, narrator);
        Optional<Lab> running = starter.running();
        if (running.isPresent()) {
            narrator.say("the lab is up already");
            tell(running.get(), folder, narrator);
            return ExitCode.OK;
        }
        if (starter.lacks(spec.commandLine().getErr())) {
            return ExitCode.CONFIGURATION;
        }
        tell(starter.start(), folder, narrator);
        return ExitCode.OK;
    }

    private static void tell(Lab lab, LabFolder folder, Narrator narrator) {
        LabPlan plan = lab.plan();
        narrator.say("""

            kubeconfig  %1$s
            metrics     http://%2$s/metrics
            ready       http://%3$s/ready

            To try it, in a shell:

              . %4$s
              kubectl create secret generic first --from-literal=word=hidden
              kubectl get secret first -o yaml
              etcdctl get --print-value-only /registry/secrets/default/first | head -c 80
              curl -s $METRICS_1 | grep openbao_kms_grpc_requests_total
              bao-kms-provider status --config $LAB/node-1/config.yaml
              %5$s
            %6$s
            The story, step by step: ./bao-kms-provider lab walk%7$s
            To end it:               ./bao-kms-provider lab down%7$s\
            """.formatted(
                        folder.kubeconfig(),
                        plan.metricsAddress(1),
                        plan.healthAddress(1),
                        folder.environment(),
                        LabOpenBao.of(folder, plan).rotateLine(),
                        plan.nodes() == 1 ? "" : "  kubectl --context node-2 get secrets\n",
                        folder.path().equals(LabFolder.usual(System.getenv())) ? "" : " --dir " + folder.path()));
    }
}
