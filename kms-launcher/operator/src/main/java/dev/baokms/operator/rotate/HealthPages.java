package dev.baokms.operator.rotate;

import dev.baokms.host.ToldException;
import dev.baokms.operator.report.ReadyPage;
import dev.baokms.telemetry.Json;
import dev.baokms.telemetry.ListenAddress;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the health pages of daemons. */
public final class HealthPages implements DaemonPages {
    private final Map<String, ListenAddress> addresses = new LinkedHashMap<>();

    /**
     * Creates a reader.
     *
     * @param addresses the health addresses, with this node's first
     */
    public HealthPages(List<ListenAddress> addresses) {
        addresses.forEach(address -> this.addresses.put(address.toString(), address));
    }

    @Override
    public List<String> nodes() {
        return List.copyOf(addresses.keySet());
    }

    @Override
    public Page of(String node) throws IOException {
        ReadyPage page = ReadyPage.of(Optional.ofNullable(addresses.get(node)));
        try {
            if (Json.tree(page.body()) instanceof Map<?, ?> members && members.containsKey("rotation_state")) {
                return new Page(
                        Optional.ofNullable(members.get("key_id_hash")).map(Object::toString), retired(members));
            }
        } catch (IOException e) {
            // The code below reports that the page is not a daemon's.
        }
        throw new ToldException(RotateTexts.NO_DAEMON_THERE);
    }

    private static Set<Integer> retired(Map<?, ?> members) {
        return members.get("retired_versions") instanceof List<?> versions
                ? versions.stream()
                        .filter(Long.class::isInstance)
                        .map(version -> Math.toIntExact((Long) version))
                        .collect(Collectors.toSet())
                : Set.of();
    }
}
