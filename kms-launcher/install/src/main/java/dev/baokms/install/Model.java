package dev.baokms.install;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The way the daemon runs on a control plane node. */
enum Model {
    SYSTEMD("systemd"),
    STATIC_POD("static-pod");

    private final String text;

    Model(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }

    static final class Converter implements ITypeConverter<Model> {
        @Override
        public Model convert(String text) {
            return Arrays.stream(values())
                    .filter(model -> model.text.equals(text))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException(InstallTexts.noModel(text, List.of(values()))));
        }
    }

    static final class Candidates implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(values()).map(Model::toString).iterator();
        }
    }
}
