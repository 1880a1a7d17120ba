package dev.baokms.testkit.emulator;

import dev.baokms.testkit.emulator.KeyBox.ItemError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the items of a batch and determines the status of the whole response. */
final class Batch {
    private Batch() {}

    @FunctionalInterface
    interface Work {
        Map<String, Object> on(Item item) throws ItemError;
    }

    /**
     * The results of the items.
     *
     * @param good how many
     * @param user how many failed through the client's fault
     */
    record Results(Map<String, Object> data, int good, int user) {}

    /** @param failed members that a failed item has besides {@code error} */
    static Results results(List<Item> items, Work work, Map<String, Object> failed) {
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
        return new Results(Map.of("batch_results", results), good, user);
    }

    static Response answer(RoutedRequest call, List<Item> items, Work work, Map<String, Object> failed) {
        Results results = results(items, work, failed);
        if (results.good == items.size()) {
            return call.ok(results.data);
        }
        return results.good == 0 || !call.fields().has("partial_failure_response_code")
                ? failure(call, results, results.user > 0 ? 400 : 500)
                : partly(call, results, call.fields().number("partial_failure_response_code"));
    }

    private static Response partly(RoutedRequest call, Results results, int status) {
        if (status < 1 || status > 599) {
            String why = "invalid HTTP response code override from partial_failure_response_code, reverting to 400";
            return failure(call, results, 400, why);
        }
        // The server's HTTP library panics on invalid codes.
        return status < 100 ? Response.reset() : failure(call, results, status);
    }

    /** An envelope like that of a success, but without the final newline. */
    private static Response failure(RoutedRequest call, Results results, int status, String... warnings) {
        return Response.json(status, Response.envelope(results.data, call.warnings(warnings), null));
    }
}
