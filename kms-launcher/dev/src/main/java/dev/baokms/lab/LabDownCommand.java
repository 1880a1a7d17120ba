package dev.baokms.lab;

import dev.baokms.host.ExitCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "down", description = LabHelpTexts.LAB_DOWN, mixinStandardHelpOptions = true)
final class LabDownCommand implements Callable<Integer> {
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
            return ExitCode.OK;
        }
        try (FileChannel _ = folder.lock()) {
            Lab.down(folder, narrator);
        }
        return ExitCode.OK;
    }
}
