package dev.baokms.kubernetes;

import dev.baokms.kubernetes.Value.Field;
import dev.baokms.kubernetes.Value.Fields;
import dev.baokms.kubernetes.Value.Items;
import dev.baokms.kubernetes.Value.Kind;
import dev.baokms.kubernetes.Value.Scalar;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads the first document of a YAML file by the rules of the API server's decoder. They are those of YAML 1.1:
 * collections lose their tags, and a merge key adds fields and overrides none. Anything after the document is ignored.
 */
final class YamlText {
    private static final String MERGE = "tag:yaml.org,2002:merge";

    /** What an anchor names. The value is absent until its end, so that an alias inside it is reported. */
    private static final class Anchored {
        private @Nullable Value value;
        private int count;
    }

    private final Path file;
    private final String text;
    private final Iterator<Event> events;
    private final Map<String, Anchored> anchors = new HashMap<>();
    /** Lines that begin inside brackets, quotes or a text, where a tab is not indentation. */
    private final BitSet enclosed = new BitSet();

    private int count;

    private YamlText(Path file, byte[] bytes) {
        this.file = file;
        this.text = new String(bytes, StandardCharsets.UTF_8);
        var settings = LoadSettings.builder().setUseMarks(true).build();
        this.events = new Parse(settings)
                .parseInputStream(new ByteArrayInputStream(bytes))
                .iterator();
    }

    static Value read(Path file, byte[] bytes) {
        var text = new YamlText(file, bytes);
        try {
            return text.document();
        } catch (MarkedYamlEngineException e) {
            // The parser's own words may quote the text.
            String place = e.getProblemMark().map(text::place).orElse(file.toString());
            throw new RefusedException(KubernetesTexts.notYamlAt(place));
        } catch (YamlEngineException e) {
            throw new RefusedException(KubernetesTexts.notYaml(file));
        }
    }

    private Value document() {
        events.next();
        Event start = events.next();
        if (!(start instanceof DocumentStartEvent document)) {
            return new Scalar(Kind.NOTHING, "", place(start));
        }
        if (document.getSpecVersion().filter(version -> version.getMinor() != 1).isPresent()) {
            throw refused(start, KubernetesTexts.OTHER_YAML);
        }
        Value root = node(events.next(), 0);
        refuseTabs(line(events.next().getStartMark()));
        return root;
    }

    /**
     * Refuses a blank line or a comment line that begins with a tab. YAML 1.2, which the parser here reads, allows the
     * tab.
     */
    private void refuseTabs(int end) {
        List<String> lines = text.lines().limit(end + 1L).toList();
        for (int line = 0; line < lines.size(); line++) {
            if (lines.get(line).startsWith("\t") && !enclosed.get(line)) {
                throw new RefusedException(KubernetesTexts.at(file + ":" + (line + 1) + ":1", KubernetesTexts.TAB));
            }
        }
    }

    private Value node(Event event, int depth) {
        count(event, 1);
        if (event instanceof AliasEvent alias) {
            return repeated(alias);
        }
        if (depth > Value.MAX_DEPTH) {
            throw refused(event, KubernetesTexts.TOO_DEEP);
        }
        var anchored = new Anchored();
        int before = count - 1;
        ((NodeEvent) event).getAnchor().ifPresent(name -> anchors.put(name.getValue(), anchored));
        Value value = switch (event) {
            case ScalarEvent scalar -> {
                enclose(event, event);
                yield ScalarText.read(scalar, place(event));
            }
            case SequenceStartEvent list -> items(list, depth);
            case MappingStartEvent mapping -> fields(mapping, depth);
            default -> throw new IllegalStateException("the parser gave " + event.getEventId());
        };
        anchored.value = value;
        anchored.count = count - before;
        return value;
    }

    private Value repeated(AliasEvent alias) {
        Anchored target = alias.getAnchor()
                .map(Anchor::getValue)
                .map(anchors::get)
                .orElseThrow(() -> refused(alias, KubernetesTexts.UNKNOWN_ANCHOR));
        if (target.value == null) {
            throw refused(alias, KubernetesTexts.ALIAS_OF_ITSELF);
        }
        count(alias, target.count);
        return target.value;
    }

    private void count(Event event, int more) {
        count += more;
        if (count > Value.MAX_COUNT) {
            throw refused(event, KubernetesTexts.tooMany(Value.MAX_COUNT));
        }
    }

    private Value items(SequenceStartEvent start, int depth) {
        var values = new ArrayList<Value>();
        Event item = events.next();
        for (; !(item instanceof CollectionEndEvent); item = events.next()) {
            values.add(node(item, depth + 1));
        }
        if (start.isFlow()) {
            enclose(start, item);
        }
        return new Items(values, place(start));
    }

    private Value fields(MappingStartEvent start, int depth) {
        var entries = new ArrayList<Field>();
        Event key = events.next();
        for (; !(key instanceof CollectionEndEvent); key = events.next()) {
            if (isMerge(key)) {
                entries.addAll(merged(events.next(), depth));
            } else {
                Value name = node(key, depth + 1);
                Event value = events.next();
                refuseGlued(key, value);
                boolean text = name instanceof Scalar scalar && scalar.kind() == Kind.TEXT;
                entries.add(new Field(text ? ((Scalar) name).text() : "", place(key), node(value, depth + 1)));
            }
        }
        if (start.isFlow()) {
            enclose(start, key);
        }
        return new Fields(entries, place(start));
    }

    /**
     * Refuses a key that touches its value, as in {@code {a:[b]}}. In YAML 1.1 a colon without a blank belongs to the
     * text before it.
     */
    private void refuseGlued(Event key, Event value) {
        boolean plain = key instanceof ScalarEvent scalar && scalar.getScalarStyle() == ScalarStyle.PLAIN;
        int colon = index(key.getEndMark());
        if (plain && index(value.getStartMark()) == colon + 1 && index(value.getEndMark()) > colon + 1) {
            throw refused(value, KubernetesTexts.GLUED_COLON);
        }
    }

    private static boolean isMerge(Event key) {
        return key instanceof ScalarEvent scalar
                && scalar.getValue().equals("<<")
                && (ScalarText.isPlain(scalar)
                        || scalar.getTag().filter(MERGE::equals).isPresent());
    }

    /** Returns the fields of one mapping, or of a list of mappings that is written here and not behind an alias. */
    private List<Field> merged(Event start, int depth) {
        Value value = node(start, depth + 1);
        List<Value> sources =
                start instanceof SequenceStartEvent && value instanceof Items list ? list.values() : List.of(value);
        var entries = new ArrayList<Field>();
        for (Value source : sources) {
            if (!(source instanceof Fields fields)) {
                throw refused(start, KubernetesTexts.MERGE_OF_NO_MAPPING);
            }
            entries.addAll(fields.entries());
        }
        return entries;
    }

    private void enclose(Event start, Event end) {
        int first = line(start.getStartMark());
        enclosed.set(first + 1, Math.max(first, line(end.getEndMark())) + 1);
    }

    private static int line(Optional<Mark> mark) {
        return mark.map(Mark::getLine).orElse(0);
    }

    private static int index(Optional<Mark> mark) {
        return mark.map(Mark::getIndex).orElse(0);
    }

    private RefusedException refused(Event event, String rule) {
        return new RefusedException(KubernetesTexts.at(place(event), rule));
    }

    private String place(Event event) {
        return event.getStartMark().map(this::place).orElse(file.toString());
    }

    private String place(Mark mark) {
        return file + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
    }
}
