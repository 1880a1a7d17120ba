package dev.baokms.lab;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/**
 * The texts of the lab, except the story in {@link WalkStory}. The rules:
 *
 * <ul>
 *   <li>A step is announced before it is done, in the present participle: {@code starting}, {@code building}.
 *   <li>A long step says how long it takes, and that it is done once.
 *   <li>An obstacle names the program, file or directory first, then the command or flag that helps.
 *   <li>The output of another program is quoted below, on separate lines, and not retold.
 *   <li>A line to type is complete, such as {@code ./bao-kms-provider lab down --dir DIR}.
 * </ul>
 */
final class LabTexts {
    // Flags. The flag's name comes before each text.

    static final String ONE_OR_THREE = "must be 1 or 3";

    static String mustBeOneOf(List<String> releases) {
        return "must be one of " + String.join(", ", releases);
    }

    // Requirements of the machine.

    static String noCheckout(Path code) {
        return "the lab runs in a checkout only, and " + code + " is in none; clone the repository";
    }

    static String needs(String program) {
        return "the lab needs " + program + ", which is not on the PATH";
    }

    static String needsGo(int oldestMinor, String found) {
        return "the lab needs Go 1." + oldestMinor + " or later, and go is " + found
                + "; install a newer one: https://go.dev/doc/install";
    }

    static String toInstall(Collection<String> packages) {
        return "to install what is missing, on Debian as root: apt-get install " + String.join(" ", packages);
    }

    static String tooLong(Path folder, int excess) {
        return folder + " is too long for a socket in it, by " + excess + " bytes; name a shorter directory with --dir";
    }

    static String openToOthers(Path folder) {
        return folder + " can be entered by others, and keys will be in it; chmod 700 it, or name another directory"
                + " with --dir";
    }

    static String notALab(Path folder) {
        return folder + " is not empty and not a lab's; with --dir, name a directory that is empty or does not exist"
                + " yet";
    }

    static String atWork(Path folder) {
        return "another lab command is at work in " + folder + "; wait until it has ended, or end it first";
    }

    static String damaged(Path file, Path folder) {
        return file + " is not what a lab writes; run: " + down(folder);
    }

    // Builds before the start.

    static String buildingKubernetes(String version, Path into) {
        return "building Kubernetes " + version + " from its Go modules into " + into;
    }

    static final String BUILT_ONCE = "  once: ten to fifteen minutes of processor time and a few GB in Go's caches;"
            + " later labs start right away";

    static String noJars(Path folder) {
        return folder + " has no jars to package; run: mvn -DskipTests package";
    }

    static final String PACKAGING = "packaging the daemon, which is missing or older than its sources";

    static String compiling(String what, String since, int lines, String unit) {
        return "  " + what + ": " + since + ", " + lines + " " + unit + " so far";
    }

    static String compiled(String what, String took) {
        return "  " + what + ": done in " + took;
    }

    static String notCompiled(String what, Path log, List<String> lastLines) {
        return what + " could not be made; the end of " + log + ":\n" + String.join("\n", lastLines);
    }

    // Up.

    static String another(Path folder, String release, int nodes) {
        return "another lab is up in " + folder + ", with Kubernetes " + release + " and " + nodes(nodes)
                + "; take it down first: " + down(folder);
    }

    static final String UP_ALREADY = "the lab is up already";

    static final String INCOMPLETE = "an incomplete lab is here; taking it down first";

    static String noCertificates(Path log) {
        return "openssl could not make the certificates; see " + log;
    }

    static String starting(String what) {
        return "starting " + what;
    }

    static String openbaoAt(String address) {
        return "OpenBao at " + address + " (in memory: what it wraps is lost when this ends)";
    }

    static String emulatorAt(String address) {
        return "the Transit emulator at " + address
                + " (in memory: what it wraps is lost when this ends), since bao is not on the PATH";
    }

    static String noUnsealKey(Path log) {
        return log + " names no unseal key; the lab is made for OpenBao 2.6";
    }

    static String notSetUp(String line, String said) {
        return "OpenBao could not be set up by: " + line + "\n" + said;
    }

    static String startingEtcd(String address) {
        return starting("etcd at " + address);
    }

    static String startingDaemon(int node) {
        return starting("the daemon of node " + node);
    }

    static String startingApiServer(String version, int node, String address) {
        return starting("kube-apiserver " + version + " of node " + node + " at " + address);
    }

    static String notReady(String process, String after, Path log, List<String> lastLines) {
        return process + " is not ready after " + after + "; give it longer with --timeout. The end of " + log + ":\n"
                + String.join("\n", lastLines);
    }

    static String isUp(String after) {
        return "the lab is up after " + after;
    }

    /** The first line of the file that a shell reads. */
    static final String ENVIRONMENT = "# The commands of this lab in a shell: . env\n";

    /** @param usual whether the lab is in the default directory, which need not be named */
    static String howToUse(LabPlan plan, LabFolder folder, String rotateLine, boolean usual) {
        return """

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
                        rotateLine,
                        plan.nodes() == 1 ? "" : "  kubectl --context node-2 get secrets\n",
                        usual ? "" : " --dir " + folder.path());
    }

    // Status.

    static String noLab(Path folder) {
        return "there is no lab in " + folder;
    }

    static String madeOf(String kubernetes, int nodes, boolean emulated, Path folder) {
        return "Kubernetes " + kubernetes + ", " + nodes(nodes) + ", " + (emulated ? "the Transit emulator" : "OpenBao")
                + ", in " + folder;
    }

    private static String nodes(int nodes) {
        return nodes == 1 ? "1 node" : nodes + " nodes";
    }

    static String runs(long pid) {
        return "runs, process " + pid;
    }

    static final String ENDED = "ended";

    static final String NO_ANSWER = "does not answer";

    // The story.

    static String endedWith(int code) {
        return "the command ended with exit code " + code;
    }

    static String after(String expected, String took) {
        return "(" + expected + ", after " + took + ")";
    }

    static String stillNot(String after, String expected) {
        return "after " + after + " still not: " + expected;
    }

    static String notTrue(String sentence) {
        return "not true: " + sentence;
    }

    static String didNotHold(int step, String title, String problem) {
        return "DID NOT HOLD: step " + step + ", " + title + ": " + problem;
    }

    static String allHeld(int steps) {
        return "all " + steps + " steps held";
    }

    // Down.

    /** The refusal of a start while the lab is being taken down. */
    static final String TAKEN_DOWN = "the lab is being taken down";

    static String isDown(Path folder, int processes, Path logs) {
        return "the lab in " + folder + " is down, " + processes + " processes; its logs are in " + logs;
    }

    private static String down(Path folder) {
        return "./bao-kms-provider lab down --dir " + folder;
    }

    private LabTexts() {}
}
