package dev.baokms.lab;

import dev.baokms.host.ExitCode;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "status", description = LabHelpTexts.LAB_STATUS, mixinStandardHelpOptions = true)
final class LabStatusCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private LabPlace place;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var narrator = new Narrator(spec.commandLine().getOut());
        LabFolder folder = place.folder();
        if (!folder.isMarked()) {
            narrator.say(LabTexts.noLab(folder.path()));
            return ExitCode.RUNTIME;
        }
        LabPlan plan = LabPlan.read(folder);
        var status = new LabStatus(folder, plan);
        Map<String, Long> running = status.running();
        narrator.say(LabTexts.madeOf(plan.release().version(), plan.nodes(), plan.emulated(), folder.path()));
        var shell = new BashShell(Map.of("NO_PROXY", "127.0.0.1", "no_proxy", "127.0.0.1"));
        for (String name : status.expected()) {
            Long pid = running.get(name);
            narrator.say(String.format(
                    Locale.ROOT,
                    "%-24s %s",
                    name,
                    pid == null ? LabTexts.ENDED : LabTexts.runs(pid) + more(name, plan, shell)));
        }
        return running.keySet().containsAll(status.expected()) ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }

    private static String more(String name, LabPlan plan, Shell shell) throws IOException, InterruptedException {
        for (int node : plan.numbers()) {
            if (name.equals(ControlPlane.daemon(node))) {
                String page = "curl -s --max-time 2 http://" + plan.healthAddress(node) + "/ready";
                return ", " + LabStatus.words(shell.run(page).text());
            }
        }
        return "";
    }
}
