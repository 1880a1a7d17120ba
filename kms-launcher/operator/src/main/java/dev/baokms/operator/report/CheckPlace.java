package dev.baokms.operator.report;

import java.util.List;
import java.util.Map;

/** Where a check looks, by its id. The constants are the headings of a report on a terminal, in order. */
enum CheckPlace {
    MACHINE("This machine"),
    OPENBAO("OpenBao"),
    KEY("The key"),
    OBJECT("The object"),
    API_SERVER("The API server's side");

    /** The first entry that the id begins with decides. */
    private static final List<Map.Entry<String, CheckPlace>> BEGINNINGS = List.of(
            Map.entry("openbao.", OPENBAO),
            Map.entry("oauth2.acquire", OPENBAO),
            Map.entry("transit.capabilities", OPENBAO),
            Map.entry("transit.", KEY),
            Map.entry("key_id.", KEY),
            Map.entry("registry.", KEY),
            Map.entry("rotation.", KEY),
            Map.entry("object.", OBJECT),
            Map.entry("etcd.", OBJECT),
            Map.entry("kubernetes.", API_SERVER),
            Map.entry("kms.", API_SERVER));

    private final String heading;

    CheckPlace(String heading) {
        this.heading = heading;
    }

    String heading() {
        return heading;
    }

    static CheckPlace of(String id) {
        return BEGINNINGS.stream()
                .filter(each -> id.startsWith(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(MACHINE);
    }
}
