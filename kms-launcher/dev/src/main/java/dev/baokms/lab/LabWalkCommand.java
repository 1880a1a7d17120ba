package dev.baokms.lab;

import dev.baokms.host.ExitCode;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "walk", description = LabHelpTexts.LAB_WALK, mixinStandardHelpOptions = true)
final class LabWalkCommand implements Callable<Integer> {
    private static final int RUN_BYTES = 3;
    private static final int WORD_BYTES = 12;

    @Spec
    private CommandSpec spec;

    @Mixin
    private LabPlace place;

    @Mixin
    private LabWish wish;

    @Option(names = "--keep", description = LabHelpTexts.LAB_WALK_KEEP)
    private boolean keep;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var narrator = new Narrator(spec.commandLine().getOut());
        LabFolder folder = place.folder();
        var starter = new LabStarter(folder, wish, narrator);
        Optional<Lab> running = starter.running();
        if (running.isPresent()) {
            return play(running.get(), folder, narrator);
        }
        if (starter.lacks(spec.commandLine().getErr())) {
            return ExitCode.CONFIGURATION;
        }
        Lab lab = starter.start();
        try (var guard = new LabGuard(lab)) {
            if (keep) {
                guard.release();
            }
            return play(lab, folder, narrator);
        }
    }

    private int play(Lab lab, LabFolder folder, Narrator narrator) throws IOException, InterruptedException {
        LabOpenBao openbao = LabOpenBao.of(folder, lab.plan());
        var random = new SecureRandom();
        var story = new WalkStory(lab.plan(), openbao, hex(random, RUN_BYTES), "hidden" + hex(random, WORD_BYTES));
        var shell = new BashShell(lab.environment());
        var stage = new WalkStage(shell, LabClock.real(), wish.timeout(), narrator);
        boolean held = new Walk(stage).play(story.steps());
        if (!held) {
            // In a lab that stays, the failed step may have left OpenBao sealed.
            shell.run(openbao.unsealLine());
        }
        return held ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }

    private static String hex(SecureRandom random, int bytes) {
        byte[] out = new byte[bytes];
        random.nextBytes(out);
        return HexFormat.of().formatHex(out);
    }
}
