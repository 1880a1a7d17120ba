package dev.baokms.testkit.emulator;

import dev.baokms.testkit.emulator.KeyBox.ItemError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the items of a batch and finds the status that the whole of it gets. */
final class Batch {
    private Batch() {}

    @FunctionalInterface
    interface Work {
        Map<String, Object> on(Item item) throws ItemError;
    }

    /** @param failed members that a failed item has besides {@code error} */
    static Response answer(RoutedRequest call, List<Item> items, Work work, Map<String, Object> failed) {
        List<Map<String, Object>> results = new ArrayList<>();
        int good = 0;
        int user = 0;
        for (Item item : items) {
            Map<String, Object> result = new LinkedHashMap<>();
            try {
                result.putAll(work.on(item));
                good++;
            } catch (ItemError e) {
                result.putAll(failed);
                result.put("error", e.text());
                user += e.internal ? 0 : 1;
            }
            result.put("reference", item.reference());
            results.add(result);
        }
        Map<String, Object> data = Map.of("batch_results", results);
        return good == items.size() ? call.ok(data) : failure(call, data, user > 0 ? 400 : 500, good > 0);
    }

    /** An envelope like that of a success, but without the newline at its end. */
    private static Response failure(RoutedRequest call, Map<String, Object> data, int status, boolean someGood) {
        if (!someGood || !call.fields().has("partial_failure_response_code")) {
            return Response.json(status, Response.envelope(data, call.warnings(), null));
        }
        int asked = call.fields().number("partial_failure_response_code");
        if (asked < 1 || asked > 599) {
            List<String> warnings = call.warnings(
                    "invalid HTTP response code override from partial_failure_response_code, reverting to 400");
            return Response.json(400, Response.envelope(data, warnings, null));
        }
        // The server's HTTP library panics on codes that are none.
        return asked < 100 ? Response.reset() : Response.json(asked, Response.envelope(data, call.warnings(), null));
    }
}
