package dev.baokms.lab;

import dev.baokms.host.ToldException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the existing lab or brings one up, after a check of its requirements. */
final class LabStarter {
    private final LabFolder folder;
    private final LabWish wish;
    private final Checkout checkout;
    private final LabTools tools;
    private final Narrator narrator;

    LabStarter(LabFolder folder, LabWish wish, Narrator narrator) throws IOException {
        this.folder = folder;
        this.wish = wish;
        this.checkout = Checkout.ofThisProcess();
        this.tools = new LabTools(System.getenv().getOrDefault("PATH", ""));
        this.narrator = narrator;
    }

    /** Reports missing requirements before anything starts. */
    boolean lacks(PrintWriter err) throws IOException, InterruptedException {
        boolean builds = !programs(wish.release()).areBuilt();
        var version = new LabTools.GoVersion("", 0);
        if (builds && tools.find("go").isPresent()) {
            version = LabTools.GoVersion.parse(
                    new BashShell(Map.of()).run("go env GOVERSION").text());
        }
        List<String> missing = tools.missing(builds, !new PackagedProvider(checkout).isCurrent(), version);
        missing.forEach(err::println);
        return !missing.isEmpty();
    }

    /** Returns the lab that already runs here, if it is the requested one. */
    Optional<Lab> running() throws IOException {
        if (!folder.isMarked()) {
            return Optional.empty();
        }
        LabPlan plan = LabPlan.read(folder);
        var status = new LabStatus(folder, plan);
        if (!status.isWhole()) {
            return Optional.empty();
        }
        if (!wish.fits(plan)) {
            throw new ToldException(
                    LabTexts.another(folder.path(), plan.release().minor(), plan.nodes()));
        }
        return Optional.of(lab(plan));
    }

    /** Brings up a new lab. If that fails, or somebody presses Ctrl-C meanwhile, nothing of it remains. */
    Lab start() throws IOException, InterruptedException {
        folder.claim();
        try (FileChannel _ = folder.lock()) {
            if (folder.isMarked()) {
                narrator.say(LabTexts.INCOMPLETE);
                Lab.down(folder, narrator);
            }
            var builder = new Builder(narrator);
            KubernetesPrograms programs = programs(wish.release());
            if (!programs.areBuilt()) {
                programs.build(builder, narrator);
            }
            var provider = new PackagedProvider(checkout);
            if (!provider.isCurrent()) {
                provider.build(builder, narrator);
            }
            Lab lab = lab(LabPlan.fresh(
                    wish.release(), wish.nodes(), tools.find("bao").isEmpty()));
            try (var guard = new LabGuard(lab)) {
                lab.up();
                guard.release();
            }
            return lab;
        }
    }

    private KubernetesPrograms programs(KubernetesRelease release) {
        return new KubernetesPrograms(release, checkout.kubernetes(), KubernetesPrograms.cache(System.getenv()));
    }

    private Lab lab(LabPlan plan) {
        Path programs = programs(plan.release()).folder();
        return new Lab(folder, plan, programs, new PackagedProvider(checkout).folder(), wish.timeout(), narrator);
    }
}
