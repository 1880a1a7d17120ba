package dev.baokms.dist;

import dev.baokms.configuration.FieldReference;
import dev.baokms.operator.command.CommandTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Writes the manual pages and the shell completion from the commands themselves, during the build. */
public final class Manual {
    private static final String CONFIG_PAGE = "bao-kms-provider-config";

    private Manual() {}

    /** @param arguments the directory that gets {@code man/} and {@code completion/} */
    public static void main(String[] arguments) throws IOException {
        Path target = Path.of(arguments[0]);
        CommandLine root = CommandTree.commandLine();
        Path man = Files.createDirectories(target.resolve("man"));
        for (CommandLine command : all(root)) {
            Files.writeString(man.resolve(pageName(command) + ".1"), page(command));
        }
        Files.writeString(man.resolve(CONFIG_PAGE + ".5"), configurationPage());
        Path completion = Files.createDirectories(target.resolve("completion"));
        Files.writeString(completion.resolve(root.getCommandName()), completion(root));
    }

    static String completion(CommandLine root) {
        return AutoComplete.bash(root.getCommandName(), root);
    }

    /** Returns the command and all commands below it. */
    static List<CommandLine> all(CommandLine command) {
        var commands = new ArrayList<>(List.of(command));
        command.getSubcommands().values().forEach(below -> commands.addAll(all(below)));
        return commands;
    }

    static String pageName(CommandLine command) {
        return command.getCommandSpec().qualifiedName("-");
    }

    static String page(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        var page = new StringBuilder(head(pageName(command), 1));
        String description = text(spec.usageMessage().description());
        page.append(".SH NAME\n")
                .append(roff(pageName(command)))
                .append(" \\- ")
                .append(roff(firstSentence(description)));
        page.append("\n.SH SYNOPSIS\n.B ").append(roff(spec.qualifiedName())).append('\n');
        if (!spec.options().isEmpty()) {
            page.append("[OPTION]...\n");
        }
        if (!spec.subcommands().isEmpty()) {
            page.append("[COMMAND]\n");
        }
        page.append(".SH DESCRIPTION\n").append(roff(description)).append('\n');
        if (!spec.subcommands().isEmpty()) {
            page.append(".SH COMMANDS\n");
            spec.subcommands()
                    .values()
                    .forEach(below -> page.append(".TP\n.BR ")
                            .append(roff(pageName(below)))
                            .append(" (1)\n")
                            .append(roff(
                                    text(below.getCommandSpec().usageMessage().description())))
                            .append('\n'));
        }
        page.append(".SH OPTIONS\n");
        spec.options()
                .forEach(option -> page.append(".TP\n.B ")
                        .append(roff(names(option)))
                        .append('\n')
                        .append(roff(text(option.description())))
                        .append('\n'));
        return page + """
            .SH EXIT STATUS
            0 ok, 1 unexpected, 2 usage, 3 configuration, 4 a check failed, 5 runtime.
            .SH SEE ALSO
            .BR bao\\-kms\\-provider (1),
            .BR bao\\-kms\\-provider\\-config (5)
            """;
    }

    private static String configurationPage() {
        var page = new StringBuilder(head(CONFIG_PAGE, 5));
        page.append("""
            .SH NAME
            bao\\-kms\\-provider\\-config \\- the configuration file of bao\\-kms\\-provider
            .SH DESCRIPTION
            One YAML file, /etc/openbao\\-kms/config.yaml unless
            .B \\-\\-config
            or the variable BAO_KMS_PROVIDER_CONFIG names another. Unknown fields, wrong types and duplicates are errors.
            .B bao\\-kms\\-provider config
            checks it and prints every value with where it came from.
            .SH FIELDS
            """);
        for (FieldReference field : FieldReference.all()) {
            page.append(".TP\n.B ").append(roff(field.path())).append('\n');
            page.append(roff(field.meaning() + "; " + field.kind() + "; " + field.presence()))
                    .append(".\n");
        }
        return page + ".SH SEE ALSO\n.BR bao\\-kms\\-provider (1)\n";
    }

    /** Returns the head of a page, without a date: the same sources must give the same bytes. */
    private static String head(String name, int section) {
        return String.format(
                Locale.ROOT, ".TH %s %d \"\" \"bao-kms-provider\"\n", roff(name).toUpperCase(Locale.ROOT), section);
    }

    /** Returns all names of an option, with its value's label. */
    static String names(OptionSpec option) {
        String value = "=" + option.paramLabel();
        String shown = option.arity().max() == 0 ? "" : option.arity().min() == 0 ? "[" + value + "]" : value;
        return String.join(", ", option.names()) + shown;
    }

    /** Returns the text that the terminal would show, without styles, as one paragraph. */
    static String text(String... lines) {
        String joined = String.join(" ", lines);
        return Help.Ansi.OFF.string(joined).replaceAll("\\s+", " ").strip();
    }

    private static String firstSentence(String text) {
        int end = Math.min(lengthBefore(text, ". "), lengthBefore(text, ": "));
        return text.substring(0, end).replaceFirst("[.:]$", "");
    }

    private static int lengthBefore(String text, String end) {
        int at = text.indexOf(end);
        return at < 0 ? text.length() : at;
    }

    /** Escapes a text: a typed hyphen stays a hyphen, and no line is read as a request. */
    private static String roff(String text) {
        return text.lines()
                .map(line -> line.replace("\\", "\\e").replace("-", "\\-"))
                .map(line -> line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line)
                .collect(Collectors.joining("\n"));
    }
}
