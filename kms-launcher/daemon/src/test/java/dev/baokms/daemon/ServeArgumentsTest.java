package dev.baokms.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.configuration.ConfigFlags;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServeArgumentsTest {
    @Test
    void noArguments_leaveEverythingToTheFile() {
        assertThat(ServeArguments.parse(List.of()))
                .isEqualTo(new ServeArguments.Accepted(
                        new ConfigFlags(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty())));
    }

    @Test
    void valueAfterABlankOrAfterEquals_isTheSame() {
        var expected = new ServeArguments.Accepted(new ConfigFlags(
                Optional.of(Path.of("c.yaml")),
                Optional.of("debug"),
                Optional.of("127.0.0.1:1"),
                Optional.of("127.0.0.1:2")));

        assertThat(ServeArguments.parse(List.of(
                        "--config",
                        "c.yaml",
                        "--log-level",
                        "debug",
                        "--metrics-address",
                        "127.0.0.1:1",
                        "--health-address",
                        "127.0.0.1:2")))
                .isEqualTo(expected);
        assertThat(ServeArguments.parse(List.of(
                        "--health-address=127.0.0.1:2",
                        "--metrics-address=127.0.0.1:1",
                        "--log-level=debug",
                        "--config=c.yaml")))
                .isEqualTo(expected);
    }

    @Test
    void valueWithEquals_isKeptWhole() {
        assertThat(ServeArguments.parse(List.of("--config=a=b")))
                .isEqualTo(new ServeArguments.Accepted(new ConfigFlags(
                        Optional.of(Path.of("a=b")), Optional.empty(), Optional.empty(), Optional.empty())));
    }

    @Test
    void unknownFlags_areAllNamed() {
        assertThat(ServeArguments.parse(List.of("--conifg", "x")))
                .isEqualTo(new ServeArguments.Wrong("there is no option --conifg, nor x"));
        assertThat(ServeArguments.parse(List.of("--config", "c.yaml", "-v")))
                .isEqualTo(new ServeArguments.Wrong("there is no option -v"));
    }

    @Test
    void flagWithoutItsValue_isNamedWithWhatItNeeds() {
        assertThat(ServeArguments.parse(List.of("--config")))
                .isEqualTo(new ServeArguments.Wrong("--config needs a value, FILE"));
    }

    @Test
    void flagGivenTwice_isRefused() {
        assertThat(ServeArguments.parse(List.of("--log-level=info", "--log-level", "debug")))
                .isEqualTo(new ServeArguments.Wrong("--log-level is given twice; give it once"));
    }
}
