package dev.baokms.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.operator.command.CommandTree;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** Only here the tree is whole, since the commands of a checkout are in it. */
class HelpOfAllCommandsTest {
    private static final List<String> PLACES = List.of(
            "dev.baokms.operator.command.CommandHelpTexts",
            "dev.baokms.install.InstallHelpTexts",
            "dev.baokms.demo.DemoHelpTexts",
            "dev.baokms.lab.LabHelpTexts");

    /** As they are written: a default is not filled in. */
    private final List<CommandSpec> commands = all(CommandTree.commandLine().setInterpolateVariables(false));

    private static List<CommandSpec> all(CommandLine command) {
        var commands = new ArrayList<>(List.of(command.getCommandSpec()));
        command.getSubcommands().values().forEach(below -> commands.addAll(all(below)));
        return commands;
    }

    @Test
    void everyCommandAndEveryFlag_isDescribed() {
        assertThat(commands).hasSizeGreaterThan(25).allSatisfy(command -> {
            assertThat(text(command.usageMessage().description()))
                    .as(command.qualifiedName())
                    .isNotBlank();
            assertThat(visible(command))
                    .allSatisfy(argument -> assertThat(text(argument.description()))
                            .as(command.qualifiedName() + " " + argument)
                            .isNotBlank());
        });
    }

    @Test
    void everyText_isOfACommandOrAFlag() throws Exception {
        List<String> shown =
                commands.stream().flatMap(HelpOfAllCommandsTest::shown).toList();
        Map<String, String> texts = texts();

        assertThat(texts).hasSizeGreaterThan(100);
        assertThat(texts.values()).allSatisfy(text -> assertThat(shown).contains(text));
    }

    @Test
    void everyDescription_isFromThePlaceOfItsModule() throws Exception {
        Map<String, String> texts = texts();

        assertThat(commands).allSatisfy(command -> {
            assertThat(texts).containsValue(text(command.usageMessage().description()));
            assertThat(visible(command).filter(argument -> !isOfTheLibrary(argument)))
                    .allSatisfy(argument -> assertThat(texts).containsValue(text(argument.description())));
        });
    }

    @Test
    void everyText_endsAsTheManualNeedsIt() throws Exception {
        assertThat(texts().values()).allMatch(text -> text.endsWith(".") || text.endsWith(":%n"));
    }

    private static Stream<ArgSpec> visible(CommandSpec command) {
        return command.args().stream().filter(argument -> !argument.hidden());
    }

    /** {@code --help} and {@code --version}. */
    private static boolean isOfTheLibrary(ArgSpec argument) {
        return argument instanceof CommandLine.Model.OptionSpec option && (option.usageHelp() || option.versionHelp());
    }

    private static Stream<String> shown(CommandSpec command) {
        return Stream.of(
                        Stream.of(text(command.usageMessage().description())),
                        Arrays.stream(command.usageMessage().footer()),
                        command.argGroups().stream().map(ArgGroupSpec::heading),
                        visible(command).map(argument -> text(argument.description())))
                .flatMap(texts -> texts);
    }

    private static String text(String... lines) {
        return String.join("\n", lines);
    }

    /** By the names of their constants. */
    private static Map<String, String> texts() throws ReflectiveOperationException {
        var texts = new TreeMap<String, String>();
        for (String place : PLACES) {
            for (Field field : Class.forName(place).getDeclaredFields()) {
                if (field.getType() == String.class) {
                    field.setAccessible(true);
                    texts.put(place + "." + field.getName(), (String) field.get(null));
                }
            }
        }
        return texts;
    }
}
