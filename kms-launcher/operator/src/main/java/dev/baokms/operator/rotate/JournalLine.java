package dev.baokms.operator.rotate;

import dev.baokms.host.ToldException;
import dev.baokms.telemetry.Json;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One line of the journal.
 *
 * @param step code of a {@link RotationStep}
 * @param event {@code intent} before an act, {@code done} after it, or the outcome of a part of it
 * @param facts details; never a secret
 */
record JournalLine(Instant at, String step, String event, Map<String, String> facts) {
    static final String INTENT = "intent";
    static final String DONE = "done";

    private static final String AT = "at";
    private static final String STEP = "step";
    private static final String EVENT = "event";

    JournalLine {
        facts = Map.copyOf(facts);
    }

    boolean is(RotationStep wanted, String wantedEvent) {
        return step.equals(wanted.code()) && event.equals(wantedEvent);
    }

    Optional<String> fact(String name) {
        return Optional.ofNullable(facts.get(name));
    }

    /**
     * Returns a number from the facts.
     *
     * @throws IOException when the fact is missing or not a number
     */
    int number(String name) throws IOException {
        try {
            return Integer.parseInt(facts.getOrDefault(name, ""));
        } catch (NumberFormatException e) {
            throw new ToldException(RotateTexts.factMissing(step, name));
        }
    }

    String json() {
        var members = new LinkedHashMap<String, Object>();
        members.put(AT, at.toString());
        members.put(STEP, step);
        members.put(EVENT, event);
        facts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(fact -> members.put(fact.getKey(), fact.getValue()));
        return Json.of(members);
    }

    /**
     * Parses a line.
     *
     * @throws IOException when the text is not a line of a journal
     */
    static JournalLine parse(String text) throws IOException {
        var facts = new LinkedHashMap<String, String>();
        Json.parse(text).forEach((name, value) -> facts.put(name, value.toString()));
        String at = facts.remove(AT);
        String step = facts.remove(STEP);
        String event = facts.remove(EVENT);
        if (at == null || step == null || event == null) {
            throw new ToldException(RotateTexts.MEMBER_MISSING);
        }
        try {
            return new JournalLine(Instant.parse(at), step, event, facts);
        } catch (DateTimeParseException e) {
            throw new ToldException(RotateTexts.NO_TIME);
        }
    }
}
