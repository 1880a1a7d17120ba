package dev.baokms.host.systemd;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baokms.core.secret.SecretBytes;
import dev.baokms.host.ProcessIdentity;

/** A process of a service: says what it was left, and leaves something itself. */
final class KeepingChild {
    private KeepingChild() {}

    /** @param arguments what is kept in the place of the former, none for what stays */
    public static void main(String[] arguments) {
        DescriptorStore store = DescriptorStore.of(
                System.getenv(),
                ProcessIdentity.ofThisProcess().uid(),
                (message, detail) -> System.out.println("warning: " + message + ": " + detail));
        System.out.println("found " + store.kept().map(KeepingChild::text).orElse("nothing"));
        for (String content : arguments) {
            System.out.println("keeping " + store.keep(SecretBytes.adopting(content.getBytes(UTF_8))));
        }
        // As a SIGKILL: nothing is put away.
        Runtime.getRuntime().halt(0);
    }

    static String text(SecretBytes secret) {
        try (secret) {
            return secret.exposeTo(bytes -> new String(bytes, UTF_8));
        }
    }
}
