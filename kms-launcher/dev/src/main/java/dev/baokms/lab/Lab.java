package dev.baokms.lab;

import dev.baokms.host.ToldException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One lab, brought up part by part and taken down. */
final class Lab {
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final int LAST_LINES = 5;

    private final LabFolder folder;
    private final LabPlan plan;
    private final Path programs;
    private final Path provider;
    private final Duration timeout;
    private final Narrator narrator;
    private final Background background;

    /**
     * Creates the object; starts nothing.
     *
     * @param programs the folder with Kubernetes' programs
     * @param provider the packaged folder
     * @param timeout how long one part may take until it is ready
     */
    Lab(LabFolder folder, LabPlan plan, Path programs, Path provider, Duration timeout, Narrator narrator) {
        this.folder = folder;
        this.plan = plan;
        this.programs = programs;
        this.provider = provider;
        this.timeout = timeout;
        this.narrator = narrator;
        this.background = new Background(folder);
    }

    LabPlan plan() {
        return plan;
    }

    Map<String, String> environment() throws IOException {
        String path = System.getenv().getOrDefault("PATH", "");
        return LabEnvironment.of(folder, plan, programs, provider, path);
    }

    void up() throws IOException, InterruptedException {
        long begun = System.nanoTime();
        LabOpenBao openbao = LabOpenBao.of(folder, plan);
        var control = new ControlPlane(folder, plan);
        plan.write(folder);
        folder.clearLogs();
        folder.make(folder.table());
        folder.make(folder.openbao());
        certify();
        new ClusterFiles(folder, plan, openbao).write();

        narrator.say(LabTexts.starting(openbao.name()));
        openbao.start(background, environment());
        narrator.say(LabTexts.startingEtcd(plan.etcd()));
        control.startEtcd(background, environment());
        ready(LabOpenBao.PROCESS, openbao.readyLine());
        openbao.provision(new BashShell(environment()));
        ready("etcd", control.etcdReady());

        // From here on, the variables include a root token, for people who try things by hand.
        Map<String, String> environment = environment();
        folder.write(folder.environment(), LabEnvironment.script(environment));
        folder.script("rotate-settings.sh");
        for (int node : plan.numbers()) {
            narrator.say(LabTexts.startingDaemon(node));
            control.startDaemon(node, background, withoutSecrets(environment));
        }
        for (int node : plan.numbers()) {
            ready(ControlPlane.daemon(node), control.daemonReady(node));
        }
        for (int node : plan.numbers()) {
            narrator.say(LabTexts.startingApiServer(plan.release().version(), node, plan.apiServer(node)));
            control.startApiServer(node, background, withoutSecrets(environment));
        }
        for (int node : plan.numbers()) {
            ready(ControlPlane.apiServer(node), control.apiServerReady(node));
        }
        narrator.say(LabTexts.starting("kube-controller-manager"));
        control.startControllerManager(background, withoutSecrets(environment));
        ready("kube-controller-manager", control.controllerManagerReady());
        narrator.say(LabTexts.isUp(Narrator.text(Duration.ofNanos(System.nanoTime() - begun))));
    }

    private static Map<String, String> withoutSecrets(Map<String, String> environment) {
        var out = new HashMap<>(environment);
        out.remove("BAO_TOKEN");
        out.remove("BAO_UNSEAL_KEY");
        return out;
    }

    private void certify() throws IOException, InterruptedException {
        folder.script("make-certificates.sh");
        folder.make(folder.certificates());
        Shell.Said said = new BashShell(environment()).run("sh \"$LAB/make-certificates.sh\" \"$LAB/pki\"");
        if (said.code() != 0) {
            throw new ToldException(
                    LabTexts.noCertificates(folder.certificates().resolve("openssl.log")));
        }
    }

    private void ready(String process, String line) throws IOException, InterruptedException {
        var shell = new BashShell(environment());
        if (!LabClock.real().until(timeout, () -> shell.run(line).code() == 0)) {
            List<String> log = Files.readAllLines(folder.log(process));
            throw new ToldException(LabTexts.notReady(
                    process,
                    Narrator.text(timeout),
                    folder.log(process),
                    log.subList(Math.max(0, log.size() - LAST_LINES), log.size())));
        }
    }

    /** Prevents further starts and ends the running processes. */
    void down() throws IOException, InterruptedException {
        background.close();
        down(folder, narrator);
    }

    /** Takes down everything that exists of a lab, even a partial one. */
    static void down(LabFolder folder, Narrator narrator) throws IOException, InterruptedException {
        var table = new ProcessTable(folder.table(), Kernel.ofThisMachine());
        List<ProcessTable.Entry> entries = table.entries();
        // Two steps, because an API server without etcd, or a daemon without OpenBao, would fill its log while it ends.
        List<ProcessTable.Entry> stores = entries.stream()
                .filter(entry -> List.of("etcd", LabOpenBao.PROCESS).contains(entry.name()))
                .toList();
        List<ProcessTable.Entry> others =
                entries.stream().filter(entry -> !stores.contains(entry)).toList();
        table.end(others, GRACE, LabClock.real());
        table.end(stores, GRACE, LabClock.real());
        folder.clear();
        narrator.say(LabTexts.isDown(folder.path(), entries.size(), folder.logs()));
    }
}
