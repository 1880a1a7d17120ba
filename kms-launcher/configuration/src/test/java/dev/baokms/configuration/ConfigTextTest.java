package dev.baokms.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.settings.Setting;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class ConfigTextTest {
    private static Object read(String yaml) {
        return new Load(LoadSettings.builder().build()).loadFromString(yaml);
    }

    @Property
    void text_readsBackAsItself(@ForAll String text) {
        Assume.that(StandardCharsets.UTF_8.newEncoder().canEncode(text));
        assertThat(read("k: " + ConfigText.scalar(text))).isEqualTo(Map.of("k", text));
        assertThat(read("[" + ConfigText.scalar(text) + "]")).isEqualTo(List.of(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "true", "No", "null", "~", "1", "0660", "1e3", "0x1F", "- a", "a: b", "a #b", "@a", "a,b"})
    void textThatLooksLikeSomethingElse_readsBackAsText(String text) {
        assertThat(read("[" + ConfigText.scalar(text) + "]")).isEqualTo(List.of(text));
    }

    @Example
    void configuration_readsBackToTheSameValues() throws Exception {
        Config written = ConfigReader.parse("c.yaml", Files.readString(Path.of("../../docs/example-config.yaml")));
        Config again = ConfigReader.parse("c.yaml", ConfigText.of(written));
        for (Setting<?> field : ConfigFields.ALL) {
            assertThat(again.find(field)).as(field.name()).isEqualTo(written.find(field));
        }
    }
}
