package dev.baokms.kubernetes;

import dev.baokms.kubernetes.Kubeconfig.Material;
import dev.baokms.kubernetes.Value.Field;
import dev.baokms.kubernetes.Value.Fields;
import dev.baokms.kubernetes.Value.Items;
import dev.baokms.kubernetes.Value.Kind;
import dev.baokms.kubernetes.Value.Scalar;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Reads the current context of a kubeconfig, as far as it is usable without running a program. Problems name places and
 * fields, never values, since most values are secrets.
 */
public final class KubeconfigReader {
    /** The result of reading a file. */
    public sealed interface Reading {
        /** Everything that is needed is in the kubeconfig or in files that it names. */
        record Usable(Kubeconfig config) implements Reading {}

        /** @param problem place, rule and cure */
        record Unusable(String problem) implements Reading {}
    }

    /** Credentials that only a program or another server can provide. */
    private static final List<String> FROM_ELSEWHERE = List.of("exec", "auth-provider", "username", "password");

    private final Path file;

    private KubeconfigReader(Path file) {
        this.file = file;
    }

    /**
     * Reads a kubeconfig.
     *
     * @param file absolute; relative paths in the file begin at its folder
     * @param content of the file; may be wiped afterwards
     */
    public static Reading read(Path file, byte[] content) {
        try {
            String text = new String(content, StandardCharsets.UTF_8);
            Value root = JsonText.isJson(text) ? JsonText.read(file, text) : YamlText.read(file, content);
            return new Reading.Usable(new KubeconfigReader(file).config(fields(root, "it")));
        } catch (RefusedException e) {
            return new Reading.Unusable(e.problem());
        }
    }

    private Kubeconfig config(Fields root) {
        String current =
                text(root, "current-context").orElseThrow(() -> refused(root, KubernetesTexts.NO_CURRENT_CONTEXT));
        Fields context = named(root, "contexts", "context", current);
        Fields cluster = named(root, "clusters", "cluster", required(context, "cluster"));
        Optional<String> user = text(context, "user");
        Fields login = user.isPresent() ? named(root, "users", "user", user.get()) : new Fields(List.of(), "");
        refuseElsewhere(cluster, login);
        return new Kubeconfig(
                required(cluster, "server"),
                text(cluster, "tls-server-name"),
                material(cluster, "certificate-authority"),
                material(login, "client-certificate"),
                material(login, "client-key"),
                token(login));
    }

    private void refuseElsewhere(Fields cluster, Fields login) {
        for (String name : FROM_ELSEWHERE) {
            present(login, name).ifPresent(field -> {
                throw new RefusedException(KubernetesTexts.at(field.place(), KubernetesTexts.credentialsBy(name)));
            });
        }
        present(cluster, "proxy-url").ifPresent(field -> {
            throw new RefusedException(KubernetesTexts.at(field.place(), KubernetesTexts.PROXY_URL));
        });
        present(cluster, "insecure-skip-tls-verify")
                .filter(field ->
                        field.value() instanceof Scalar scalar && !scalar.text().equals("false"))
                .ifPresent(field -> {
                    throw new RefusedException(KubernetesTexts.at(field.place(), KubernetesTexts.NOT_VERIFIED));
                });
    }

    private Fields named(Fields root, String list, String member, String name) {
        Value all = present(root, list)
                .map(Field::value)
                .orElseThrow(() -> refused(root, KubernetesTexts.fieldMissing(list)));
        if (all instanceof Items items) {
            for (Value item : items.values()) {
                Fields entry = fields(item, list);
                if (text(entry, "name").filter(name::equals).isPresent()) {
                    return present(entry, member)
                            .map(field -> fields(field.value(), member))
                            .orElseThrow(() -> refused(entry, KubernetesTexts.fieldMissing(member)));
                }
            }
        }
        throw refused(all, KubernetesTexts.noEntry(list));
    }

    private Optional<Material> material(Fields fields, String name) {
        Optional<Field> inline = present(fields, name + "-data");
        return inline.isPresent()
                ? inline.map(field -> Material.of(decoded(field)))
                : text(fields, name).map(this::inFolder);
    }

    private Optional<Material> token(Fields login) {
        return text(login, "tokenFile")
                .map(this::inFolder)
                .or(() -> text(login, "token").map(token -> Material.of(token.getBytes(StandardCharsets.UTF_8))));
    }

    private Material inFolder(String path) {
        return Material.in(file.resolveSibling(path).normalize());
    }

    private static byte[] decoded(Field field) {
        try {
            return Base64.getDecoder().decode(scalar(field));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(KubernetesTexts.at(field.place(), KubernetesTexts.notBase64(field.name())));
        }
    }

    private static String required(Fields fields, String name) {
        return text(fields, name).orElseThrow(() -> refused(fields, KubernetesTexts.fieldMissing(name)));
    }

    private static Optional<String> text(Fields fields, String name) {
        return present(fields, name).map(KubeconfigReader::scalar).filter(text -> !text.isEmpty());
    }

    private static String scalar(Field field) {
        if (field.value() instanceof Scalar scalar) {
            return scalar.text();
        }
        throw new RefusedException(KubernetesTexts.at(field.place(), KubernetesTexts.notText(field.name())));
    }

    /** Null counts as absent. */
    private static Optional<Field> present(Fields fields, String name) {
        return fields.entries().stream()
                .filter(field -> field.name().equals(name))
                .filter(field -> !(field.value() instanceof Scalar scalar && scalar.kind() == Kind.NOTHING))
                .findFirst();
    }

    private static Fields fields(Value value, String what) {
        if (value instanceof Fields fields) {
            return fields;
        }
        throw refused(value, KubernetesTexts.notAMapping(what));
    }

    private static RefusedException refused(Value at, String rule) {
        return new RefusedException(KubernetesTexts.at(at.place(), rule));
    }
}
