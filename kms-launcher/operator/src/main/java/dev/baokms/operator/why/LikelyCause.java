package dev.baokms.operator.why;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One problem.
 *
 * @param id id of the rule that found it; published, for scripts
 * @param sentence what is wrong
 * @param seen where it was seen
 * @param cure what to do
 */
public record LikelyCause(String id, String sentence, String seen, String cure) {
    /** Returns the cause for JSON. */
    Map<String, String> json() {
        var json = new LinkedHashMap<String, String>();
        json.put("id", id);
        json.put("sentence", sentence);
        json.put("seen", seen);
        json.put("cure", cure);
        return json;
    }
}
