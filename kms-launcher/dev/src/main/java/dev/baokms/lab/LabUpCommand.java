package dev.baokms.lab;

import dev.baokms.host.ExitCode;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "up", description = LabHelpTexts.LAB_UP, mixinStandardHelpOptions = true)
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
            narrator.say(LabTexts.UP_ALREADY);
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
        narrator.say(LabTexts.howToUse(
                plan,
                folder,
                LabOpenBao.of(folder, plan).rotateLine(),
                folder.path().equals(LabFolder.usual(System.getenv()))));
    }
}
