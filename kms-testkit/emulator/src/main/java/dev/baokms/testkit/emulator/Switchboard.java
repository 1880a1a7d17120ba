package dev.baokms.testkit.emulator;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * The switches of {@link Faults} over HTTP, below {@value #PREFIX}, without a token: {@code POST /emulator/seal},
 * {@code POST /emulator/inject?fault=RESET&path=/v1/transit/encrypt&times=1} and so on; {@code GET /emulator/requests} counts.
 */
final class Switchboard {
    static final String PREFIX = "/emulator/";

    private final EmulatorNode node;

    Switchboard(EmulatorNode node) {
        this.node = node;
    }

    Response answer(Request request) {
        String word = request.rawPath().substring(PREFIX.length());
        if (request.method().equals("GET") && word.equals("requests")) {
            return Response.json(200, Json.of(node.requests()) + "\n");
        }
        if (!request.method().equals("POST")) {
            return Response.errors(405);
        }
        try {
            return turn(word, request.query()) ? Response.noContent() : Response.errors(404, "no such switch");
        } catch (IllegalArgumentException e) {
            return Response.errors(400, String.valueOf(e.getMessage()));
        }
    }

    private boolean turn(String word, Map<String, String> query) {
        Faults faults = node.faults();
        switch (word) {
            case "seal" -> faults.seal();
            case "unseal" -> faults.unseal();
            case "clear" -> faults.clear();
            case "inject" -> inject(faults, query);
            case "delay" -> faults.delay(Duration.ofMillis(number(query, "millis")), query.getOrDefault("path", ""));
            case "expire-tokens" -> faults.expireTokens();
            case "lag" -> faults.lag(number(query, "writes"));
            case "freeze" -> faults.freeze();
            case "hide-newest-version" -> faults.hideNewestVersion();
            case "catch-up" -> faults.catchUp();
            case "forget-key" -> faults.forgetKey(mount(query), required(query, "key"));
            case "recreate-key" -> faults.recreateKey(mount(query), required(query, "key"));
            case "rotate-key" -> faults.rotateKey(mount(query), required(query, "key"));
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void inject(Faults faults, Map<String, String> query) {
        Fault fault =
                Fault.valueOf(required(query, "fault").toUpperCase(Locale.ROOT).replace('-', '_'));
        String path = query.getOrDefault("path", "");
        if (query.containsKey("times")) {
            faults.inject(fault, path, number(query, "times"));
        } else {
            faults.inject(fault, path);
        }
    }

    private static String mount(Map<String, String> query) {
        return query.getOrDefault("mount", "transit");
    }

    private static int number(Map<String, String> query, String name) {
        return Integer.parseInt(required(query, name));
    }

    private static String required(Map<String, String> query, String name) {
        String value = query.get(name);
        if (value == null) {
            throw new IllegalArgumentException("parameter missing: " + name);
        }
        return value;
    }
}
