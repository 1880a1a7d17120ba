package dev.baokms.testkit.conformance;

import io.grpc.netty.NettyServerBuilder;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A provider with one defect.
 *
 * @param defect what is wrong with it
 * @param rule that must find it
 * @param also further rules that break with it, because they say something about the same answer
 * @param alone when nothing else can be asked of it, a provider that does not come back for example
 */
record Specimen(
        String defect,
        String rule,
        Set<String> also,
        Supplier<LabProvider> provider,
        Consumer<NettyServerBuilder> server,
        boolean alone) {

    static Specimen of(String defect, String rule, Supplier<LabProvider> provider) {
        return new Specimen(defect, rule, Set.of(), provider, server -> {}, false);
    }

    static Specimen ofServer(String defect, String rule, Consumer<NettyServerBuilder> server) {
        return new Specimen(defect, rule, Set.of(), LabProvider::new, server, false);
    }

    Specimen andAlso(String... rules) {
        return new Specimen(defect, rule, Set.of(rules), provider, server, alone);
    }

    Specimen askedAlone() {
        return new Specimen(defect, rule, also, provider, server, true);
    }

    @Override
    public String toString() {
        return rule + " " + defect;
    }
}
