package dev.baokms.testkit.emulator;

/** A handler's way to answer with an error from anywhere below it. */
final class Refusal extends RuntimeException {
    private final transient Response response;

    private Refusal(Response response) {
        super("refused with status " + response.status(), null, false, false);
        this.response = response;
    }

    static Refusal with(Response response) {
        return new Refusal(response);
    }

    /** An error text as handlers and login paths give it. */
    static Refusal of(int status, String text) {
        return new Refusal(Response.errors(status, text));
    }

    /** An error text in the form the server gives to errors that come without an answer of their own. */
    static Refusal wrapped(int status, String text) {
        return of(status, "1 error occurred:\n\t* " + text + "\n\n");
    }

    /** Nothing is there, or the emulator falls short of what a real server has: the answer is the same. */
    static Refusal notHere(String what) {
        return of(404, "no handler for route \"" + what + "\". route entry not found.");
    }

    Response response() {
        return response;
    }
}
