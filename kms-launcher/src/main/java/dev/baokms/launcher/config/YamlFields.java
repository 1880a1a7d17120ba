package dev.baokms.launcher.config;

import dev.baokms.launcher.config.Kind.YamlType;
import java.util.ArrayList;
import java.util.HashSet;
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
import org.snakeyaml.engine.v2.nodes.AnchorNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** The file as a flat map from dotted path to text and place; shape problems are collected, not thrown. */
final class YamlFields {
    /**
     * What a file says for one field.
     *
     * @param texts one for a scalar, any number for a list
     * @param place {@code file:line:column}
     */
    record Entry(List<String> texts, String place) {}

    private static final Map<YamlType, Tag> TAGS =
            Map.of(YamlType.STRING, Tag.STR, YamlType.INTEGER, Tag.INT, YamlType.BOOLEAN, Tag.BOOL);

    private final String file;
    private final Map<String, Field<?>> known = new LinkedHashMap<>();
    private final Set<String> sections = new HashSet<>();
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, String> sectionPlaces = new LinkedHashMap<>();
    private final List<Problem> problems;

    private YamlFields(String file, List<Problem> problems) {
        this.file = file;
        this.problems = problems;
        for (Field<?> field : Fields.ALL) {
            known.put(field.path(), field);
            for (int dot = field.path().indexOf('.');
                    dot > 0;
                    dot = field.path().indexOf('.', dot + 1)) {
                sections.add(field.path().substring(0, dot));
            }
        }
    }

    static YamlFields read(String file, String yaml, List<Problem> problems) {
        var fields = new YamlFields(file, problems);
        var settings = LoadSettings.builder()
                .setLabel(file)
                .setUseMarks(true)
                .setMaxAliasesForCollections(0)
                .build();
        try {
            Optional<Node> root = new Compose(settings).composeString(yaml);
            root.ifPresentOrElse(
                    node -> fields.section("", node),
                    () -> problems.add(new Problem(file + ":1:1", "", "is empty, need configVersion and the fields")));
        } catch (MarkedYamlEngineException e) {
            String place = e.getProblemMark().map(fields::place).orElse(file + ":1:1");
            problems.add(new Problem(place, "", "is not YAML: " + e.getProblem()));
        } catch (YamlEngineException e) {
            problems.add(new Problem(file + ":1:1", "", "is not YAML: " + e.getMessage()));
        }
        return fields;
    }

    Optional<Entry> entry(String path) {
        return Optional.ofNullable(entries.get(path));
    }

    /** Where a missing field would belong: its section if the file has it, else the top. */
    String placeFor(String path) {
        int dot = path.lastIndexOf('.');
        return dot < 0
                ? file + ":1:1"
                : Optional.ofNullable(sectionPlaces.get(path.substring(0, dot)))
                        .orElseGet(() -> placeFor(path.substring(0, dot)));
    }

    private void section(String path, Node node) {
        if (!(node instanceof MappingNode mapping)) {
            problem(node, path, "need fields below it, found " + describe(node));
            return;
        }
        var seen = new HashSet<String>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problem(tuple.getKeyNode(), path, "has a field whose name is not text");
                continue;
            }
            String child = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
            if (!seen.add(key.getValue())) {
                problem(key, child, "is given twice; remove one");
            } else if (sections.contains(child)) {
                sectionPlaces.put(child, place(key));
                section(child, tuple.getValueNode());
            } else if (known.containsKey(child)) {
                value(known.get(child), tuple.getValueNode());
            } else {
                problem(key, child, "is not a field of this version; remove it or correct its name");
            }
        }
    }

    private void value(Field<?> field, Node node) {
        var texts = new ArrayList<String>();
        if (field.kind().isList()) {
            if (!(node instanceof SequenceNode sequence)) {
                problem(node, field.path(), "need a " + field.kind().name() + ", found " + describe(node));
                return;
            }
            for (Node item : sequence.getValue()) {
                scalar(field, item).ifPresent(texts::add);
            }
            if (texts.size() < sequence.getValue().size()) {
                return;
            }
        } else {
            Optional<String> text = scalar(field, node);
            if (text.isEmpty()) {
                return;
            }
            texts.add(text.get());
        }
        entries.put(field.path(), new Entry(texts, place(node)));
    }

    private Optional<String> scalar(Field<?> field, Node node) {
        Tag wanted = TAGS.get(field.kind().yamlType());
        if (node instanceof ScalarNode scalar && scalar.getTag().equals(wanted)) {
            return Optional.of(scalar.getValue());
        }
        String cure =
                field.kind().yamlType() == YamlType.STRING && node instanceof ScalarNode ? "; put it in quotes" : "";
        problem(node, field.path(), "need a " + field.kind().name() + ", found " + describe(node) + cure);
        return Optional.empty();
    }

    private static String describe(Node node) {
        return switch (node) {
            case MappingNode mapping -> "a mapping";
            case SequenceNode sequence -> "a list";
            case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> "nothing";
            case ScalarNode scalar when scalar.getTag().equals(Tag.INT) -> "a whole number";
            case ScalarNode scalar when scalar.getTag().equals(Tag.BOOL) -> "true or false";
            case ScalarNode scalar when scalar.getTag().equals(Tag.FLOAT) -> "a number";
            case ScalarNode scalar -> "text";
            case AnchorNode anchor -> "an alias";
            default -> "something else";
        };
    }

    private void problem(Node node, String path, String text) {
        problems.add(new Problem(place(node), path, text));
    }

    private String place(Node node) {
        return node.getStartMark().map(this::place).orElse(file + ":1:1");
    }

    private String place(Mark mark) {
        return file + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
    }
}
