package dev.baokms.kubernetes;

import dev.baokms.kubernetes.EncryptionConfig.Group;
import dev.baokms.kubernetes.EncryptionConfig.Transformer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads an EncryptionConfiguration as strictly as kube-apiserver does: a field it does not know, or one given twice, is an
 * error. Problems name places and fields, never values: some of them are keys.
 */
public final class EncryptionConfigReader {
    private static final int MAX_BYTES = 1 << 20;
    private static final String API_VERSION = "apiserver.config.k8s.io/v1";
    private static final Set<String> OTHERS = Set.of("aescbc", "aesgcm", "secretbox");

    private final Path file;
    private final List<String> problems = new ArrayList<>();

    public EncryptionConfigReader(Path file) {
        this.file = file;
    }

    /** What could be made of it; complete only without {@link #problems}. */
    public EncryptionConfig read() {
        try {
            if (Files.size(file) > MAX_BYTES) {
                problems.add(file + " is larger than " + MAX_BYTES + " bytes; give the API server's file");
                return new EncryptionConfig(List.of());
            }
            // Marks for the places; what the library says beside them may quote the text, so it is not passed on.
            var settings = LoadSettings.builder().setUseMarks(true).build();
            return new Compose(settings)
                    .composeString(Files.readString(file))
                    .map(this::document)
                    .orElseGet(() -> refused(file + " is empty; the API server refuses that"));
        } catch (MarkedYamlEngineException e) {
            String place = e.getProblemMark().map(this::place).orElse(file.toString());
            return refused(place + " is not YAML; correct it");
        } catch (YamlEngineException e) {
            return refused(file + " is not YAML, or more than one document; correct it");
        } catch (IOException e) {
            return refused(file + " cannot be read by this user; correct --encryption-config, or give us a copy");
        }
    }

    public List<String> problems() {
        return List.copyOf(problems);
    }

    private EncryptionConfig refused(String problem) {
        problems.add(problem);
        return new EncryptionConfig(List.of());
    }

    private EncryptionConfig document(Node root) {
        Map<String, Node> fields = fields(root, Set.of("apiVersion", "kind", "resources"));
        expect(root, fields, "apiVersion", API_VERSION);
        expect(root, fields, "kind", "EncryptionConfiguration");
        List<Group> groups =
                items(root, fields, "resources").stream().map(this::group).toList();
        return new EncryptionConfig(groups);
    }

    private Group group(Node node) {
        Map<String, Node> fields = fields(node, Set.of("resources", "providers"));
        List<String> resources = items(node, fields, "resources").stream()
                .flatMap(item -> text(item, "resources").stream())
                .toList();
        List<Transformer> providers = items(node, fields, "providers").stream()
                .flatMap(item -> provider(item).stream())
                .toList();
        return new Group(resources, providers, place(node));
    }

    private Optional<Transformer> provider(Node node) {
        Map<String, Node> kinds = fields(node, Set.of("kms", "identity", "aescbc", "aesgcm", "secretbox"));
        if (kinds.size() != 1) {
            problem(node, "a list element needs exactly one kind of provider");
            return Optional.empty();
        }
        String kind = kinds.keySet().iterator().next();
        Node body = kinds.values().iterator().next();
        if (OTHERS.contains(kind)) {
            return Optional.of(new Transformer.Other(kind));
        }
        return Optional.of(kind.equals("kms") ? kms(body) : identity(body));
    }

    private Transformer identity(Node body) {
        // "identity:" with nothing behind it is no provider at all for the API server.
        fields(body, Set.of());
        return new Transformer.Identity();
    }

    private Transformer kms(Node body) {
        Map<String, Node> fields = fields(body, Set.of("apiVersion", "name", "cachesize", "endpoint", "timeout"));
        return new Transformer.Kms(
                text(fields, "apiVersion").orElse("v1"),
                text(fields, "name").orElse(""),
                text(fields, "endpoint").orElse(""),
                text(fields, "timeout"),
                fields.containsKey("cachesize"),
                place(body));
    }

    private Map<String, Node> fields(Node node, Set<String> allowed) {
        var fields = new LinkedHashMap<String, Node>();
        if (!(node instanceof MappingNode mapping)) {
            problem(node, "need a mapping; write {} for an empty one");
            return fields;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            String name = tuple.getKeyNode() instanceof ScalarNode key ? key.getValue() : "";
            if (!allowed.contains(name)) {
                problem(tuple.getKeyNode(), "the API server knows no such field here; remove it");
            } else if (fields.put(name, tuple.getValueNode()) != null) {
                problem(tuple.getKeyNode(), name + " is given twice; remove one");
            }
        }
        return fields;
    }

    private List<Node> items(Node parent, Map<String, Node> fields, String name) {
        if (fields.get(name) instanceof SequenceNode list && !list.getValue().isEmpty()) {
            return list.getValue();
        }
        problem(fields.getOrDefault(name, parent), "need a list of " + name);
        return List.of();
    }

    private void expect(Node parent, Map<String, Node> fields, String name, String value) {
        Node node = fields.getOrDefault(name, parent);
        if (!text(fields, name).equals(Optional.of(value))) {
            problem(node, "need " + name + ": " + value);
        }
    }

    private Optional<String> text(Map<String, Node> fields, String name) {
        return Optional.ofNullable(fields.get(name)).flatMap(node -> text(node, name));
    }

    private Optional<String> text(Node node, String name) {
        if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.STR)) {
            return Optional.of(scalar.getValue());
        }
        problem(node, name + " must be text");
        return Optional.empty();
    }

    private void problem(Node node, String text) {
        problems.add(node.getStartMark().map(this::place).orElse(file.toString()) + ": " + text);
    }

    private String place(Node node) {
        return node.getStartMark().map(this::place).orElse(file.toString());
    }

    private String place(Mark mark) {
        return file + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
    }
}
