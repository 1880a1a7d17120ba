package dev.baokms.testkit.conformance;

import io.grpc.netty.NettyServerBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A provider with one defect.
 *
 * @param defect what is wrong with it
 * @param rule that must find it
 * @param also further rules that must break with it, each with the reason
 * @param alone why nothing else can be asked of it, a provider that does not come back for example; empty when it can
 */
record Specimen(
        String defect,
        String rule,
        Map<String, String> also,
        Supplier<LabProvider> provider,
        Consumer<NettyServerBuilder> server,
        String alone) {

    static Specimen of(String defect, String rule, Supplier<LabProvider> provider) {
        return new Specimen(defect, rule, Map.of(), provider, server -> {}, "");
    }

    static Specimen ofServer(String defect, String rule, Consumer<NettyServerBuilder> server) {
        return new Specimen(defect, rule, Map.of(), LabProvider::new, server, "");
    }

    Specimen andAlso(String other, String reason) {
        Map<String, String> more = new HashMap<>(also);
        more.put(other, reason);
        return new Specimen(defect, rule, Map.copyOf(more), provider, server, alone);
    }

    Specimen askedAlone(String reason) {
        return new Specimen(defect, rule, also, provider, server, reason);
    }

    /** What is not done to it: minutes of waiting, and in G5 the steps that leave no room for two rotations. */
    Set<Capability> declined() {
        return declined(rule);
    }

    static Set<Capability> declined(String rule) {
        return rule.equals("G5")
                ? Set.of(Capability.LONG_RUN, Capability.RESTART, Capability.BREAK_BACKEND)
                : Set.of(Capability.LONG_RUN);
    }

    @Override
    public String toString() {
        return rule + " " + defect;
    }
}
