package dev.baokms.testkit.emulator;

/** Lets a handler answer with an error from any depth. */
final class Refusal extends RuntimeException {
    private final transient Response response;

    private Refusal(Response response) {
        super("refused with status " + response.status(), null, false, false);
        this.response = response;
    }

    static Refusal with(Response response) {
        return new Refusal(response);
    }

    /** An error in the form of handlers and login paths. */
    static Refusal of(int status, String text) {
        return new Refusal(Response.errors(status, text));
    }

    /** An error in the form that the server gives to errors without their own response. */
    static Refusal wrapped(int status, String text) {
        return of(status, "1 error occurred:\n\t* " + text + "\n\n");
    }

    /** For a path that does not exist, or that only a real server has: the answer is the same. */
    static Refusal notHere(String what) {
        return of(404, "no handler for route \"" + what + "\". route entry not found.");
    }

    Response response() {
        return response;
    }
}
