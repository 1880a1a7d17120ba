package dev.baokms.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever stands in the file: a problem with its place or the fields, and never an exception or a wait. */
@Timeout(60)
class YamlFieldsTest {
    private static final int LEVELS = 100_000;

    private static String example() throws IOException {
        return Files.readString(Path.of("../../docs/example-config.yaml"));
    }

    private static List<String> problemsOf(String yaml) {
        var problems = new ArrayList<Problem>();
        YamlFields.read("c.yaml", yaml, ConfigFields.ALL, problems);
        return problems.stream().map(Problem::toString).toList();
    }

    private static void assertAccepted(String yaml) throws ConfigException {
        assertThat(ConfigReader.parse("c.yaml", yaml).get(ConfigFields.KEY_NAME))
                .isEqualTo("kubernetes");
    }

    @ParameterizedTest
    @CsvSource({
        "server, [",
        "surprise, [",
        "transit.keyName, [",
        "surprise, {a: ",
        "auth, {a: ",
        "surprise, [{a: ",
        "server.allowedPeers, ["
    })
    void deepNesting_isOneProblemWithItsPlace(String path, String open) {
        String field = path.substring(path.indexOf('.') + 1);
        String section = path.contains(".") ? path.substring(0, path.indexOf('.')) + ":\n  " : "";
        String yaml = section + field + ": " + open.repeat(LEVELS);

        assertThat(problemsOf(yaml))
                .last()
                .asString()
                .matches("c\\.yaml:[12]:[0-9]+: is nested deeper than any field is; check its brackets");
    }

    @Test
    void deepBlocks_areOneProblem() {
        String blocks = IntStream.range(0, 1000)
                .mapToObj(depth -> " ".repeat(depth) + "a:\n")
                .collect(Collectors.joining());

        assertThat(problemsOf("surprise:\n" + blocks.indent(1)))
                .contains("c.yaml:1:1: surprise: is not a field of this version; remove it or correct its name")
                .last()
                .asString()
                .endsWith("is nested deeper than any field is; check its brackets");
    }

    @Test
    void secondDocument_isAProblemAtItsPlace() throws IOException {
        assertThat(problemsOf(example() + "---\nconfigVersion: v1alpha1\n"))
                .singleElement()
                .asString()
                .matches("c\\.yaml:[0-9]+:1: begins a second document; keep one");
    }

    @Test
    void markersAroundOneDocument_areNothingSpecial() throws Exception {
        assertAccepted("---\n" + example() + "...\n");
        assertAccepted("%YAML 1.2\n---\n" + example());
    }

    @Test
    void anchorsAndAliases_areAProblemWhereTheyAreUsed() throws IOException {
        String yaml = example()
                .replace("clusterId: workload-a", "clusterId: &name workload-a")
                .replace("keyName: kubernetes", "keyName: *name");

        assertThat(problemsOf(yaml)).containsExactly("c.yaml:25:12: transit.keyName: need a key name, found an alias");
        assertThat(problemsOf("server: *nowhere\n"))
                .singleElement()
                .asString()
                .contains("server: need fields below it");
        assertThat(problemsOf("<<: *base\n")).singleElement().asString().contains("<<: is not a field of this version");
        assertThat(problemsOf("*base : 1\n")).singleElement().asString().contains("whose name is not text");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        keyName: !!binary a2V5    | transit.keyName: need a key name, found text
        keyName: !local key       | transit.keyName: need a key name, found text
        keyName: !!int "7"        | transit.keyName: need a key name, found a whole number
        keyName: !!null key       | transit.keyName: need a key name, found nothing
        keyName: !!seq [a]        | transit.keyName: need a key name, found a list
        keyName: 1.5              | transit.keyName: need a key name, found a number
        keyName: true             | transit.keyName: need a key name, found true or false
        keyName:                  | transit.keyName: need a key name, found nothing
        keyName: {a: b}           | transit.keyName: need a key name, found a mapping
        """)
    void otherType_isNamedAsWhatItIs(String line, String message) throws IOException {
        assertThat(problemsOf(example().replace("keyName: kubernetes", line)))
                .singleElement()
                .asString()
                .contains(message);
    }

    @Test
    void explicitTagOfTheRightType_isAccepted() throws Exception {
        assertAccepted(example().replace("keyName: kubernetes", "keyName: !!str kubernetes"));
    }

    @Test
    void duplicateKeys_areNamedAtEveryLevel() throws IOException {
        assertThat(problemsOf(example() + "server:\n  socketMode: \"0600\"\n"))
                .singleElement()
                .asString()
                .matches("c\\.yaml:[0-9]+:1: server: is given twice; remove one");
        assertThat(problemsOf(example().replace("keyName: kubernetes", "keyName: kubernetes\n  keyName: kubernetes")))
                .containsExactly("c.yaml:26:3: transit.keyName: is given twice; remove one");
        assertThat(problemsOf("a: 1\na: 2\n")).hasSize(2);
    }

    @Test
    void dotInAName_isNotASection() {
        assertThat(problemsOf("server.socketPath: /run/a\n"))
                .containsExactly(
                        "c.yaml:1:1: server.socketPath: is not a field of this version; remove it or correct its name");
        assertThat(problemsOf("transit.keyIdScope:\n  clusterId: a\n"))
                .containsExactly(
                        "c.yaml:1:1: transit.keyIdScope: is not a field of this version; remove it or correct its"
                                + " name");
    }

    @Test
    void windowsLineEnds_andAByteOrderMark_areAccepted() throws Exception {
        assertAccepted(example().replace("\n", "\r\n"));
        assertAccepted("\uFEFF" + example());
        assertAccepted("\uFEFF" + example().replace("\n", "\r\n"));
        assertThat(problemsOf(example().replace("\n", "\r\n").replace("keyName:", "keyname:")))
                .as("places count such a line end once")
                .contains(
                        "c.yaml:25:3: transit.keyname: is not a field of this version; remove it or correct its name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "# only a comment\n", "\uFEFF", "--- \n...\n"})
    void fileWithoutFields_isRefused(String yaml) {
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> ConfigReader.parse("c.yaml", yaml));

        assertThat(refused).isNotNull();
        assertThat(refused.problems().getFirst().place()).matches("c\\.yaml:[12]:1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: [1, 2\nb: 3\n",
                "\t: x\n",
                "a: 'unfinished\n",
                "a: \"\\q\"\n",
                "a: \u0000",
                "a: \u001b[31m",
                "}{",
                "a: b: c\n",
                "@a: 1\n",
                "- a\n",
                "just text",
                "42",
                "? [a]\n: b\n",
                "? {a: b}\n: c\n",
                "a: |\n\tx",
                "%TAG ! a\n",
                "!!!",
                "&a",
                "*a",
                "\uFFFE"
            })
    void textThatIsNoConfiguration_isAProblem(String yaml) {
        assertThat(problemsOf(yaml))
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem)
                        .matches("(?s)c\\.yaml:[0-9]+:[0-9]+: .*")
                        .doesNotContain("Exception", "snakeyaml", "unfinished"));
    }

    @Property
    void anyText_givesProblemsOrFields_andNeverAnException(@ForAll @StringLength(max = 200) String text) {
        assertThat(problemsOf(text)).isNotEmpty();
    }

    @Property
    void anyLineOfTheExampleAnywhere_givesProblemsOrFields(
            @ForAll @IntRange(max = 30) int taken,
            @ForAll @IntRange(max = 30) int place,
            @ForAll @IntRange(max = 6) int indent)
            throws IOException {
        List<String> lines = new ArrayList<>(example().lines().toList());
        lines.add(
                place % lines.size(),
                " ".repeat(indent) + lines.get(taken % lines.size()).strip());
        String yaml = String.join("\n", lines);

        try {
            assertThat(ConfigReader.parse("c.yaml", yaml).sources()).isNotEmpty();
        } catch (ConfigException refused) {
            assertThat(refused.problems()).isNotEmpty();
        }
    }
}
