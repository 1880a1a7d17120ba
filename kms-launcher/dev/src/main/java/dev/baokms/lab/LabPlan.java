package dev.baokms.lab;

import dev.baokms.host.ToldException;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The parts of a lab. The lab's directory stores the plan, so that later commands find it.
 *
 * @param nodes the number of API servers, each with its own daemon
 * @param emulated whether OpenBao is the emulator
 * @param ports the ports of OpenBao, etcd, etcd's peers and the controller manager, and three for each node
 */
record LabPlan(KubernetesRelease release, int nodes, boolean emulated, List<Integer> ports) {
    private static final int COMMON = 4;
    private static final int OF_A_NODE = 3;

    LabPlan {
        ports = List.copyOf(ports);
        if (ports.size() != COMMON + OF_A_NODE * nodes) {
            throw new IllegalArgumentException(
                    "%s ports for %s nodes, need %s".formatted(ports.size(), nodes, COMMON + OF_A_NODE * nodes));
        }
    }

    /** Returns a plan with ports that are free now. */
    static LabPlan fresh(KubernetesRelease release, int nodes, boolean emulated) throws IOException {
        return new LabPlan(release, nodes, emulated, LabPorts.free(COMMON + OF_A_NODE * nodes));
    }

    /** Reads the plan of an existing lab. */
    static LabPlan read(LabFolder folder) throws IOException {
        var properties = new Properties();
        try (Reader reader = Files.newBufferedReader(folder.mark())) {
            properties.load(reader);
            return new LabPlan(
                    KubernetesRelease.ofMinor(properties.getProperty("kubernetes", "")),
                    Integer.parseInt(properties.getProperty("nodes", "")),
                    Boolean.parseBoolean(properties.getProperty("emulated")),
                    Stream.of(properties.getProperty("ports", "").split(",", -1))
                            .map(Integer::valueOf)
                            .toList());
        } catch (IllegalArgumentException e) {
            throw new ToldException(LabTexts.damaged(folder.mark(), folder.path()));
        }
    }

    void write(LabFolder folder) throws IOException {
        var properties = new Properties();
        properties.setProperty("kubernetes", release.minor());
        properties.setProperty("nodes", Integer.toString(nodes));
        properties.setProperty("emulated", Boolean.toString(emulated));
        properties.setProperty("ports", ports.stream().map(String::valueOf).collect(Collectors.joining(",")));
        var text = new StringWriter();
        properties.store(text, null);
        folder.write(folder.mark(), text.toString());
    }

    /** Returns the numbers of the nodes, from 1. */
    List<Integer> numbers() {
        return IntStream.rangeClosed(1, nodes).boxed().toList();
    }

    String openbao() {
        return "https://127.0.0.1:" + ports.get(0);
    }

    String etcd() {
        return "https://127.0.0.1:" + ports.get(1);
    }

    String etcdPeers() {
        return "https://127.0.0.1:" + ports.get(2);
    }

    int controllerManagerPort() {
        return ports.get(3);
    }

    int apiServerPort(int node) {
        return ofNode(node, 0);
    }

    String apiServer(int node) {
        return "https://127.0.0.1:" + apiServerPort(node);
    }

    String metricsAddress(int node) {
        return "127.0.0.1:" + ofNode(node, 1);
    }

    String healthAddress(int node) {
        return "127.0.0.1:" + ofNode(node, 2);
    }

    private int ofNode(int node, int which) {
        return ports.get(COMMON + OF_A_NODE * (node - 1) + which);
    }
}
