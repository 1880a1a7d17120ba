package dev.baokms.testkit.emulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** How the server's HTTP library treats a path before the server sees it. */
final class Paths {
    private Paths() {}

    /** The answer to a path that never reaches the server. */
    static Optional<Response> refuse(Request request) {
        String raw = request.rawPath();
        String decoded;
        try {
            decoded = request.path();
        } catch (IllegalArgumentException e) {
            return Optional.of(Response.plain(400, "text/plain; charset=utf-8", "400 Bad Request")
                    .ending(Response.Ending.CLOSE));
        }
        if (decoded.chars().anyMatch(c -> c < ' ' || c == 127)) {
            return Optional.of(Response.bare(400));
        }
        String clean = clean(raw);
        if (!clean.equals(raw)) {
            return Optional.of(Router.redirect(clean + request.rawQuery()));
        }
        return decoded.startsWith("/v1/") ? Optional.empty() : Optional.of(Response.errors(404));
    }

    /** Removes empty and dot segments; a trailing slash and escapes stay. */
    private static String clean(String path) {
        Deque<String> kept = new ArrayDeque<>();
        for (String segment : path.split("/", -1)) {
            if (segment.equals("..")) {
                kept.pollLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                kept.addLast(segment);
            }
        }
        String joined = "/" + String.join("/", kept);
        return path.endsWith("/") && !kept.isEmpty() ? joined + "/" : joined;
    }
}
