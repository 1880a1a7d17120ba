package dev.baokms.configuration;

import dev.baokms.core.settings.Setting;
import dev.baokms.core.settings.SettingType.Scalar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * The file as a flat map from dotted path to text and place. Problems of shape are collected, not thrown. The class
 * reads the parser's events and builds no tree, so nesting costs no stack and an alias has nothing to point to.
 */
final class YamlFields {
    /**
     * The value of one field in the file.
     *
     * @param texts one for a scalar, any number for a list
     * @param place {@code file:line:column}
     */
    record Entry(List<String> texts, String place) {}

    /** No field is deeper than four sections. The parser's time grows with the square of the depth. */
    private static final int MAX_DEPTH = 100;

    /** Ends the reading, because what follows cannot be a configuration. */
    private static final class TooDeepException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String place;

        TooDeepException(String place) {
            this.place = place;
        }
    }

    private static final Map<Scalar, Tag> TAGS =
            Map.of(Scalar.STRING, Tag.STR, Scalar.INTEGER, Tag.INT, Scalar.BOOLEAN, Tag.BOOL);

    private final String file;
    private final Map<String, Setting<?>> known = new LinkedHashMap<>();
    private final Set<String> sections = new HashSet<>();
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, String> sectionPlaces = new LinkedHashMap<>();
    private final List<Problem> problems;
    private final LoadSettings settings;
    private final Iterator<Event> events;

    private YamlFields(String file, String yaml, List<Setting<?>> fields, List<Problem> problems) {
        this.file = file;
        this.problems = problems;
        for (Setting<?> field : fields) {
            known.put(field.name(), field);
            for (int dot = field.name().indexOf('.');
                    dot > 0;
                    dot = field.name().indexOf('.', dot + 1)) {
                sections.add(field.name().substring(0, dot));
            }
        }
        this.settings = LoadSettings.builder().setLabel(file).setUseMarks(true).build();
        this.events = new Parse(settings).parseString(yaml).iterator();
    }

    static YamlFields read(String file, String yaml, List<Setting<?>> fields, List<Problem> problems) {
        var read = new YamlFields(file, yaml, fields, problems);
        try {
            read.stream();
        } catch (MarkedYamlEngineException e) {
            String place = e.getProblemMark().map(read::place).orElse(file + ":1:1");
            // The parser's own words may quote the text, which may be a secret that was put into the wrong file.
            problems.add(new Problem(place, "", ConfigurationTexts.NOT_YAML_HERE));
        } catch (YamlEngineException e) {
            problems.add(new Problem(file + ":1:1", "", ConfigurationTexts.NOT_YAML));
        } catch (TooDeepException e) {
            problems.add(new Problem(e.place, "", ConfigurationTexts.TOO_DEEP));
        }
        return read;
    }

    Optional<Entry> entry(String path) {
        return Optional.ofNullable(entries.get(path));
    }

    /** Returns the place where a missing field belongs: its section if the file has it, otherwise the top. */
    String placeFor(String path) {
        int dot = path.lastIndexOf('.');
        return dot < 0
                ? file + ":1:1"
                : Optional.ofNullable(sectionPlaces.get(path.substring(0, dot)))
                        .orElseGet(() -> placeFor(path.substring(0, dot)));
    }

    private void stream() {
        events.next();
        Event first = events.next();
        if (first.getEventId() == Event.ID.StreamEnd) {
            problems.add(new Problem(file + ":1:1", "", ConfigurationTexts.EMPTY));
            return;
        }
        section("", events.next());
        events.next();
        Event next = events.next();
        if (next.getEventId() != Event.ID.StreamEnd) {
            problem(next, "", ConfigurationTexts.SECOND_DOCUMENT);
        }
    }

    private void section(String path, Event start) {
        if (!(start instanceof MappingStartEvent)) {
            problem(start, path, ConfigurationTexts.needFields(describe(start)));
            skip(start);
            return;
        }
        var seen = new HashSet<String>();
        for (Event key = events.next(); !(key instanceof CollectionEndEvent); key = events.next()) {
            if (key instanceof ScalarEvent name) {
                field(path.isEmpty() ? name.getValue() : path + "." + name.getValue(), name, seen);
            } else {
                problem(key, path, ConfigurationTexts.NAME_IS_NOT_TEXT);
                skip(key);
                skip(events.next());
            }
        }
    }

    private void field(String child, ScalarEvent key, Set<String> seen) {
        Event value = events.next();
        // A dot in a name does not lead into a section.
        boolean plain = key.getValue().indexOf('.') < 0;
        Setting<?> setting = plain ? known.get(child) : null;
        if (!seen.add(child)) {
            problem(key, child, ConfigurationTexts.GIVEN_TWICE);
            skip(value);
        } else if (plain && sections.contains(child)) {
            sectionPlaces.put(child, place(key));
            section(child, value);
        } else if (setting != null) {
            value(setting, value);
        } else {
            problem(key, child, ConfigurationTexts.NO_SUCH_FIELD);
            skip(value);
        }
    }

    private void value(Setting<?> setting, Event start) {
        var texts = new ArrayList<String>();
        boolean good = true;
        if (!setting.type().isList()) {
            Optional<String> text = scalar(setting, start);
            good = text.isPresent();
            text.ifPresent(texts::add);
        } else if (start instanceof SequenceStartEvent) {
            for (Event item = events.next(); !(item instanceof CollectionEndEvent); item = events.next()) {
                Optional<String> text = scalar(setting, item);
                good &= text.isPresent();
                text.ifPresent(texts::add);
            }
        } else {
            problem(start, setting.name(), ConfigurationTexts.need(wanted(setting), describe(start)));
            skip(start);
            good = false;
        }
        if (good) {
            entries.put(setting.name(), new Entry(List.copyOf(texts), place(start)));
        }
    }

    private Optional<String> scalar(Setting<?> setting, Event event) {
        Scalar wanted = setting.type().scalar();
        if (event instanceof ScalarEvent scalar && tagOf(scalar).equals(TAGS.get(wanted))) {
            return Optional.of(scalar.getValue());
        }
        boolean unquoted = wanted == Scalar.STRING && event instanceof ScalarEvent;
        problem(
                event,
                setting.name(),
                unquoted
                        ? ConfigurationTexts.needQuotes(wanted(setting), describe(event))
                        : ConfigurationTexts.need(wanted(setting), describe(event)));
        skip(event);
        return Optional.empty();
    }

    private Tag tagOf(ScalarEvent scalar) {
        return scalar.getTag()
                .map(Tag::new)
                .orElseGet(() -> settings.getSchema()
                        .getScalarResolver()
                        .resolve(scalar.getValue(), scalar.getImplicit().canOmitTagInPlainScalar()));
    }

    private String describe(Event event) {
        if (event instanceof MappingStartEvent) {
            return ConfigurationTexts.A_MAPPING;
        }
        if (event instanceof SequenceStartEvent) {
            return ConfigurationTexts.A_LIST;
        }
        if (!(event instanceof ScalarEvent scalar)) {
            return ConfigurationTexts.AN_ALIAS;
        }
        Tag tag = tagOf(scalar);
        if (tag.equals(Tag.NULL)) {
            return ConfigurationTexts.NOTHING;
        }
        if (tag.equals(Tag.INT)) {
            return ConfigurationTexts.A_WHOLE_NUMBER;
        }
        if (tag.equals(Tag.BOOL)) {
            return ConfigurationTexts.TRUE_OR_FALSE;
        }
        return tag.equals(Tag.FLOAT) ? ConfigurationTexts.A_NUMBER : ConfigurationTexts.A_TEXT;
    }

    /** Returns what a setting takes, with its article. */
    static String wanted(Setting<?> setting) {
        String name = setting.type().name();
        return name.startsWith("one of ")
                ? name
                : ("aeioh".indexOf(name.charAt(0)) >= 0 && !name.startsWith("host:port") ? "an " : "a ") + name;
    }

    /** Skips a value. */
    private void skip(Event start) {
        int depth = start instanceof CollectionStartEvent ? 1 : 0;
        while (depth > 0) {
            Event event = events.next();
            if (event instanceof CollectionStartEvent) {
                depth++;
                if (depth > MAX_DEPTH) {
                    throw new TooDeepException(place(event));
                }
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            }
        }
    }

    private void problem(Event event, String path, String text) {
        problems.add(new Problem(place(event), path, text));
    }

    private String place(Event event) {
        return event.getStartMark().map(this::place).orElse(file + ":1:1");
    }

    private String place(Mark mark) {
        return file + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
    }
}
