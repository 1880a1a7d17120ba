package dev.baokms.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.kubernetes.EncryptionConfig.Transformer.KmsTransformer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every verdict in the tables was given by k8s.io/apiserver 0.36.6: its codecs with {@code serializer.EnableStrict}, then
 * {@code ValidateEncryptionConfiguration}. A form it takes has {@code taken} behind it, one it refuses has our words.
 */
class EncryptionConfigReaderTest {
    private static final String KMS = """
              - kms:
                  apiVersion: v2
                  name: kms
                  endpoint: unix:///run/kms.sock
                  timeout: 3s
        """;
    private static final String GOOD = """
        apiVersion: apiserver.config.k8s.io/v1
        kind: EncryptionConfiguration
        resources:
          - resources: [secrets]
            providers:
        """ + KMS;
    private static final String JSON = """
        {"apiVersion": "apiserver.config.k8s.io/v1", "kind": "EncryptionConfiguration",
          "resources": [{"resources": ["secrets"], "providers": [
            {"kms": {"apiVersion": "v2", "name": "kms", "endpoint": "unix:///run/kms.sock", "timeout": "3s"}}]}]}\
        """;

    @TempDir
    private Path folder;

    private List<String> problems(String text) throws Exception {
        return problems(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> problems(byte[] bytes) throws Exception {
        Path file = Files.write(folder.resolve("ec.yaml"), bytes);
        var reader = new EncryptionConfigReader(file);
        reader.read();
        return reader.problems().stream()
                .map(problem -> problem.replace(file.toString(), "FILE"))
                .toList();
    }

    private void assertVerdict(String text, String verdict) throws Exception {
        if (verdict.equals("taken")) {
            assertThat(problems(text)).isEmpty();
        } else {
            assertThat(problems(text)).anyMatch(problem -> problem.contains(verdict));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        # null is as good as absent
        timeout: 3s | timeout: null | taken
        timeout: 3s | timeout: | taken
        timeout: 3s | cachesize: null | taken
        timeout: 3s | cachesize: !!null '' | taken
        [secrets] | [secrets, ~] | taken
        apiVersion: v2 | apiVersion: null | taken
        apiVersion: v2 | apiVersion: '' | taken
        name: kms | name: null | FILE:7:11: need name
        name: kms | name: '' | need name
        endpoint: unix:///run/kms.sock | endpoint: ~ | need endpoint
        kind: EncryptionConfiguration | kind: ~ | need kind: EncryptionConfiguration
        apiVersion: apiserver.config.k8s.io/v1 | apiVersion: null | need apiVersion: apiserver.config.k8s.io/v1
        [secrets] | null | need a list of resources
        [secrets] | [] | need a list of resources
        [secrets] | secrets | FILE:4:16: need a list of resources
        {kms} | {kms}      - identity: {}\\n | taken
        {kms} | {kms}      - identity:\\n | exactly one kind of provider
        {kms} | {kms}      - identity: null\\n | exactly one kind of provider
        {kms} | {kms}      - {}\\n | exactly one kind of provider
        {kms} | {kms}      -\\n | exactly one kind of provider
        {kms} | `      - kms: null\\n        identity: {}\\n` | taken
        {kms} | `      - kms: null\\n` | exactly one kind of provider
        {kms} | `      - kms: []\\n` | need a mapping; write {} for an empty one
        {kms} | {kms}        identity: {}\\n | exactly one kind of provider
        {kms} | {kms}      - identity: {x: null}\\n | knows no such field here
        timeout: 3s | foo: null | FILE:10:11: the API server knows no such field here; remove it

        # what is text, by YAML 1.1
        name: kms | name: 5 | name must be text; put it into quotes
        name: kms | name: '5' | taken
        name: kms | name: !!str 5 | taken
        name: kms | name: yes | name must be text
        name: kms | name: n | name must be text
        name: kms | name: yeah | taken
        name: kms | name: nULL | taken
        name: kms | name: 1_000 | name must be text
        name: kms | name: _1 | taken
        name: kms | name: 017 | name must be text
        name: kms | name: 0o17 | name must be text
        name: kms | name: 0x1F | name must be text
        name: kms | name: 0xg | taken
        name: kms | name: 0b101 | name must be text
        name: kms | name: 1e3 | name must be text
        name: kms | name: 1e400 | taken
        name: kms | name: .5 | name must be text
        name: kms | name: .inf | name must be text
        name: kms | name: 2001-01-01 | taken
        name: kms | name: 0x1p4 | taken
        name: kms | name: !foo bar | taken
        name: kms | name: !!binary aGVsbG8= | taken
        name: kms | name: !!binary '%%' | the value is not base64
        name: kms | name: !!null x | the value does not fit its tag
        name: kms | name: [kms] | name must be text
        name: kms | name: >-\\n            kms | taken
        [secrets] | [secrets, 5] | resources must be text
        [secrets] | ['*.*'] | taken
        [secrets] | [*.*] | FILE:4:18: is not YAML
        - kms: | - kms: !foo | taken
        [secrets] | !!set [secrets] | taken

        # durations
        timeout: 3s | timeout: "1.5s" | taken
        timeout: 3s | timeout: 1m0s | taken
        timeout: 3s | timeout: +3s | taken
        timeout: 3s | timeout: "0s" | the timeout must be longer than 0; write 3s
        timeout: 3s | timeout: 0.5ns | the timeout must be longer than 0
        timeout: 3s | timeout: -1s | the timeout must be longer than 0
        timeout: 3s | timeout: 3 | timeout must be text
        timeout: 3s | timeout: "3" | the timeout is not a duration
        timeout: 3s | timeout: '' | the timeout is not a duration
        timeout: 3s | timeout: 1d | the timeout is not a duration
        timeout: 3s | timeout: 9223372037s | the timeout is not a duration

        # cachesize, which version 2 refuses whatever it is
        timeout: 3s | cachesize: 1000 | remove cachesize, which v2 refuses
        apiVersion: v2 | cachesize: 0 | cachesize must not be 0
        apiVersion: v2 | cachesize: -1 | taken
        apiVersion: v2 | cachesize: 1_000 | taken
        apiVersion: v2 | cachesize: 010 | taken
        apiVersion: v2 | cachesize: 1e3 | taken
        apiVersion: v2 | cachesize: !!float 5 | taken
        apiVersion: v2 | cachesize: 1.5 | cachesize must be a whole number of 32 bits
        apiVersion: v2 | cachesize: 2147483648 | cachesize must be a whole number of 32 bits
        apiVersion: v2 | cachesize: '1000' | cachesize must be a whole number of 32 bits
        apiVersion: v2 | cachesize: 190:20:30 | cachesize must be a whole number of 32 bits

        # fields
        timeout: 3s | name: kms | FILE:10:11: name is given twice
        timeout: 3s | 'name': kms | name is given twice
        timeout: 3s | Timeout: 3s | knows no such field
        timeout: 3s | cacheSize: 5 | knows no such field
        kind: | Kind: | knows no such field
        name: kms | "n\\\\u0061me": kms | taken
        name: kms | ? name\\n          : kms | taken
        name: kms | !foo name: kms | taken
        name: kms | !!binary bmFtZQ==: kms | taken
        name: kms | {name: x}: kms | knows no such field
        name: kms | ~: 1 | knows no such field
        name: kms | name:kms | is not YAML

        # aliases and merge keys
        timeout: 3s | <<: {timeout: 3s} | taken
        timeout: 3s | <<: &x {timeout: 3s} | taken
        timeout: 3s | !!merge <<: {timeout: 3s} | taken
        timeout: 3s | <<: [{timeout: 3s}, {cachesize: ~}] | taken
        timeout: 3s | <<: &x [{timeout: 3s}] | taken
        timeout: 3s | <<: {<<: {timeout: 3s}} | taken
        timeout: 3s | <<: {} | taken
        timeout: 3s | <<: {name: kms} | name is given twice, if only by a merge; remove one
        timeout: 3s | <<: [{timeout: 3s}, {timeout: 3s}] | timeout is given twice
        timeout: 3s | <<: {foo: 1} | knows no such field
        timeout: 3s | <<: null | << needs a mapping or a list of mappings
        timeout: 3s | <<: [[{timeout: 3s}]] | << needs a mapping or a list of mappings
        timeout: 3s | '<<': {timeout: 3s} | knows no such field
        {kms} | {kms}  - resources: [events]\\n    providers: &p [identity: {}]\\n  - resources: [pods]\\n    providers: *p\\n | taken
        [secrets] | &r [*r] | FILE:4:20: the alias is inside of what it repeats
        [secrets] | *nowhere | FILE:4:16: the alias names no anchor before it
        [secrets] | &a.b [secrets] | is not YAML

        # resources
        [secrets] | ['*.apps', '*.'] | taken
        [secrets] | [secrets, secrets] | a resource is listed twice
        [secrets] | [secrets, 'secrets.'] | a resource is listed twice
        [secrets] | [secrets, '*.'] | listed beside a wildcard
        [secrets] | [secrets, '*.*'] | listed beside a wildcard
        [secrets] | ['*'] | * alone is not a resource
        [secrets] | ['secrets.*'] | a resource of every group
        [secrets] | [Secrets] | no capital letters
        [secrets] | [serviceipallocations] | no REST API
        [secrets] | [events.events.k8s.io] | write events
        [secrets] | [ingresses.extensions] | no group extensions

        # providers
        {kms} | {kms}{kms} | the name is used twice
        name: kms | name: 'a:b' | the name must not contain a colon
        apiVersion: v2 | apiVersion: v3 | apiVersion is v1 or v2
        apiVersion: v2 | apiVersion: 2 | apiVersion must be text
        unix:///run | /run | the endpoint is not the URL of a socket
        unix:///run | tcp:///run | the endpoint is not the URL of a socket
        unix:///run | UNIX:/run | taken
        unix:///run/kms.sock | unix:x | taken
        endpoint: unix:///run/kms.sock | endpoint: 'unix:///a b%20{c}^' | taken
        endpoint: unix:///run/kms.sock | endpoint: 'unix:///a%zz' | the endpoint is not the URL of a socket
        endpoint: unix:///run/kms.sock | endpoint: 'unix://ho st/x' | the endpoint is not the URL of a socket
        {kms} | {kms}      - aescbc: {keys: [{name: a, secret: MDEyMzQ1Njc4OWFiY2RlZg==}]}\\n | taken
        {kms} | {kms}      - secretbox: {keys: [{name: a, secret: MDEyMzQ1Njc4OWFiY2RlZg==}]}\\n | of a key of 32 bytes
        {kms} | {kms}      - aesgcm: {keys: [{name: a, secret: MDEyMzQ1Njc4OWFiY2RlZg}]}\\n | of a key of 32 bytes, 24 or 16
        {kms} | {kms}      - aesgcm: {keys: [{secret: MDEyMzQ1Njc4OWFiY2RlZg==}]}\\n | need name
        {kms} | {kms}      - aescbc: {keys: [{name: a}]}\\n | need secret
        {kms} | {kms}      - aescbc: {keys: []}\\n | need a list of keys
        {kms} | {kms}      - aescbc: {}\\n | need a list of keys
        {kms} | {kms}      - aescbc: {keys: [{name: a, secret: 1234}]}\\n | secret must be text
        """)
    void edit_isJudgedAsByTheApiServer(String found, String instead, String verdict) throws Exception {
        String from = found.replace("{kms}", KMS);
        assertThat(GOOD).contains(from);
        assertVerdict(GOOD.replace(from, instead.translateEscapes().replace("{kms}", KMS)), verdict);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        # only the first document is looked at
        {good}... | taken
        {good}---\\n | taken
        {good}...\\n---\\n | taken
        {good}---\\n{good} | taken
        {good}---\\n][ *x : {\\n | taken
        ---\\n{good} | taken
        `# c\\n---\\n{good}` | taken
        ---\\n---\\n{good} | is empty
        ...\\n{good} | FILE
        %YAML 1.1\\n---\\n{good} | taken
        %YAML 1.2\\n---\\n{good} | the API server reads YAML 1.1 only; remove the line %YAML
        {good}text | is not YAML
        `# c\\n` | is empty
        ` ` | is empty
        null | is empty
        [] | need a mapping
        text | need a mapping

        # characters
        \ufeff{good} | taken
        {good}# \u0007. | FILE
        \\t\\n{good} | FILE:1:1
        {good}\\t\\n | FILE:11:1: a tab begins the line; remove it
        {good}\\t# c | FILE:11:1: a tab begins the line; remove it

        # the old name
        {legacy} | taken
        {legacy}kind: EncryptionConfig\\n | kind is given twice

        # a brace makes it JSON
        {json} | taken
        \\t\\n{json}\\n | taken
        \ufeff{json} | taken
        {json}\\n---\\n | FILE:4:1: there is text after the JSON
        {json}{json} | there is text after the JSON
        `# c\\n{json}` | taken
        {apiVersion: apiserver.config.k8s.io/v1} | FILE:1:2: is not JSON, which a file that begins with a brace must be
        --- {apiVersion: apiserver.config.k8s.io/v1, kind: EncryptionConfiguration, resources: [{resources: [a], providers: [identity: {}]}]} | taken
        --- {apiVersion: apiserver.config.k8s.io/v1, kind: EncryptionConfiguration, resources: [{resources:[a], providers: [identity: {}]}]} | FILE:1:100: write a space after the colon
        --- {apiVersion: apiserver.config.k8s.io/v1, kind: EncryptionConfiguration, "resources":[{"resources":[a], providers: [identity: {}]}]} | taken
        """)
    void file_isJudgedAsByTheApiServer(String form, String verdict) throws Exception {
        String legacy =
                GOOD.replace("EncryptionConfiguration", "EncryptionConfig").replace("apiserver.config.k8s.io/", "");
        assertVerdict(
                form.translateEscapes()
                        .replace("{good}", GOOD)
                        .replace("{legacy}", legacy)
                        .replace("{json}", JSON),
                verdict);
    }

    @Test
    void file_isReadAsTheApiServerUnderstandsIt() throws Exception {
        Path file = Files.writeString(folder.resolve("ec.yaml"), GOOD.replace("timeout: 3s", "<<: {timeout: ~}"));

        EncryptionConfig config = new EncryptionConfigReader(file).read();

        assertThat(config.groups()).singleElement().satisfies(group -> {
            assertThat(group.resources()).containsExactly("secrets");
            assertThat(group.providers())
                    .containsExactly(new KmsTransformer(
                            "v2", "kms", "unix:///run/kms.sock", Duration.ofSeconds(3), file + ":7:11"));
        });
    }

    @Test
    void otherEncodings_areThoseOfTheApiServer() throws Exception {
        assertThat(problems(("\ufeff" + GOOD).getBytes(StandardCharsets.UTF_16LE)))
                .isEmpty();
        assertThat(problems("# \u00e9".getBytes(StandardCharsets.ISO_8859_1)))
                .containsExactly("FILE is not YAML; it must be text in UTF-8");
        assertThat(problems(GOOD.replace("\n", "\r\n"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret: [MARKED]",
                "secret: MARKED",
                "MARKED: x",
                "secret: *MARKED",
                "secret: !!int MARKED",
                "secret: 'MARKED",
                "<<: MARKED",
                "secret: !!binary MARKED",
                "secret: MARKED: MARKED"
            })
    void secrets_areNeverTold(String key) throws Exception {
        assertThat(problems(
                        GOOD + "      - aescbc:\n          keys:\n            - name: a\n              " + key + "\n"))
                .isNotEmpty()
                .noneMatch(problem -> problem.contains("MARKED"));
    }

    @Test
    void aliases_areBounded() throws Exception {
        String laughs = IntStream.range(1, 20)
                .mapToObj(i -> "a%s: &a%s [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(10)))
                .collect(Collectors.joining("", "a0: &a0 [x]\n", GOOD));

        assertThat(problems(laughs)).singleElement().asString().contains("more than 20000 values");
    }

    @Test
    void manyValues_areRefused() throws Exception {
        assertThat(problems("[" + "1,".repeat(20_000)))
                .singleElement()
                .asString()
                .contains("more than 20000 values");
        assertThat(problems("{\"a\": [" + "1,".repeat(20_000)))
                .singleElement()
                .asString()
                .contains("more than 20000 values");
    }

    @Test
    void file_isBounded() throws Exception {
        assertThat(problems(new byte[(1 << 20) + 1]))
                .containsExactly("FILE is larger than 1048576 bytes; give the API server's file");
    }
}
