package dev.baokms.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the running processes of a lab. */
final class LabStatus {
    private static final Pattern HASH = Pattern.compile("\"key_id_hash\":\"([^\"]+)\"");
    private static final Pattern WORDS = Pattern.compile("\"healthz\":\"([^\"]+)\"");

    private final LabPlan plan;
    private final ProcessTable table;

    LabStatus(LabFolder folder, LabPlan plan) {
        this(plan, new ProcessTable(folder.table(), Kernel.ofThisMachine()));
    }

    LabStatus(LabPlan plan, ProcessTable table) {
        this.plan = plan;
        this.table = table;
    }

    /** Returns the names of all processes that should run, in the order of their start. */
    List<String> expected() {
        var names = new ArrayList<>(List.of(LabOpenBao.PROCESS, "etcd"));
        plan.numbers().forEach(node -> names.add(ControlPlane.daemon(node)));
        plan.numbers().forEach(node -> names.add(ControlPlane.apiServer(node)));
        names.add("kube-controller-manager");
        return names;
    }

    /** Returns the process id for each name that runs. */
    Map<String, Long> running() throws IOException {
        Map<String, Long> running = new TreeMap<>();
        for (ProcessTable.Entry entry : table.entries()) {
            table.program(entry).ifPresent(pid -> running.put(entry.name(), pid));
        }
        return running;
    }

    boolean isWhole() throws IOException {
        return running().keySet().containsAll(expected());
    }

    /** Returns the health in words and the write key, from a daemon's health page. */
    static String words(String page) {
        return first(WORDS, page).orElse(LabTexts.NO_ANSWER)
                + first(HASH, page).map(hash -> ", key " + hash).orElse("");
    }

    private static Optional<String> first(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }
}
