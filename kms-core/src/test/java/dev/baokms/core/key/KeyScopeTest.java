package dev.baokms.core.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.baokms.core.settings.InvalidSettings;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyScopeTest {
    private static final Optional<String> NONE = Optional.empty();

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "a b", "\u00fcber", "\ud83d\ude00", "<&>", "a\u2028b", "a\u00a0b", "a\u007fb", "a/b", "%"})
    void label_isAccepted(String label) {
        assertThat(KeyScope.labelProblem(label)).isEmpty();
        assertThat(new KeyScope(label, label, label, NONE, label, label).clusterId())
                .isEqualTo(label);
    }

    @Test
    void emptyLabel_isRefused() {
        assertThat(KeyScope.labelProblem("")).contains("must not be empty");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {" ", " a", "a ", "\ta", "a\n", "\u00a0a", "a\u00a0", "a\u2003", "\u0085a", "a\u2028", "\u3000a"})
    void labelWithOuterSpace_isRefused(String label) {
        assertThat(KeyScope.labelProblem(label)).contains("must not begin or end with white space");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "a\rb", "a\nb", "a\tb", "\0", "a\u0001", "a\u001fb"})
    void labelWithControl_isRefused(String label) {
        assertThat(KeyScope.labelProblem(label)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud83d", "a\ude00", "\ude00\ud83d"})
    void illFormedLabel_isRefused(String label) {
        assertThat(KeyScope.labelProblem(label)).contains("must be well-formed Unicode");
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin", "admin/workload-a", "a.b", "...", "a/..b"})
    void namespace_isAccepted(String namespace) {
        assertThat(KeyScope.namespaceProblem(namespace)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', must not be empty",
        "/a, 'must be relative, without empty, . or .. segments'",
        "a/, 'must be relative, without empty, . or .. segments'",
        "a//b, 'must be relative, without empty, . or .. segments'",
        "a/./b, 'must be relative, without empty, . or .. segments'",
        ".., 'must be relative, without empty, . or .. segments'",
        "a/%2e, must not contain %",
        "' a', must not begin or end with white space"
    })
    void namespace_isRefused(String namespace, String rule) {
        assertThat(KeyScope.namespaceProblem(namespace)).contains(rule);
        assertThatThrownBy(() -> new KeyScope("p", "c", "i", Optional.of(namespace), "m", "l"))
                .isInstanceOf(InvalidSettings.class)
                .hasMessage("namespace " + rule);
    }

    @Test
    void everyPart_isChecked() {
        assertRefused("providerName", () -> new KeyScope("", "c", "i", NONE, "m", "l"));
        assertRefused("clusterId", () -> new KeyScope("p", "", "i", NONE, "m", "l"));
        assertRefused("instanceId", () -> new KeyScope("p", "c", "", NONE, "m", "l"));
        assertRefused("transitMountId", () -> new KeyScope("p", "c", "i", NONE, "", "l"));
        assertRefused("keyLineageId", () -> new KeyScope("p", "c", "i", NONE, "m", ""));
    }

    @Test
    void everyProblem_isFoundInOnePass() {
        assertThatThrownBy(() -> new KeyScope("", " c", "i\0", Optional.of("/n"), "\ud83d", ""))
                .isInstanceOfSatisfying(
                        InvalidSettings.class,
                        refusal -> assertThat(refusal.problems())
                                .containsExactly(
                                        entry("providerName", "must not be empty"),
                                        entry("clusterId", "must not begin or end with white space"),
                                        entry("instanceId", "must not contain control characters"),
                                        entry("namespace", "must be relative, without empty, . or .. segments"),
                                        entry("transitMountId", "must be well-formed Unicode"),
                                        entry("keyLineageId", "must not be empty")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plain|plain",
                "a<b>c&d|a\\u003cb\\u003ec\\u0026d",
                "say \"x\"|say \\\"x\\\"",
                "back\\slash|back\\\\slash",
                "line\u2028para\u2029end|line\\u2028para\\u2029end",
                "\u00fc\ud83d\ude00/|\u00fc\ud83d\ude00/"
            })
    void jsonText_isEscapedAsGoDoes(String text, String escaped) {
        assertThat(KeyScope.jsonEscaped(text)).isEqualTo(escaped);
    }

    @Test
    void version_isPositiveAndWasCreated() {
        assertThatThrownBy(() -> new KeyVersion(0, 1)).hasMessage("version is 0, need 1 or more");
        assertThatThrownBy(() -> new KeyVersion(1, 0)).hasMessage("creation time is 0 s, need 1 or more");
    }

    private static void assertRefused(String part, Runnable construction) {
        assertThatThrownBy(construction::run)
                .isInstanceOf(InvalidSettings.class)
                .hasMessage(part + " must not be empty");
    }
}
