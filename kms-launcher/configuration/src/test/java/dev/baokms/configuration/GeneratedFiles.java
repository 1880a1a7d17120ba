package dev.baokms.configuration;

import dev.baokms.core.settings.Setting;
import dev.baokms.core.settings.SettingType.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/**
 * Configuration files made of the documented example: for each way to log in, with some fields left out or given another value, good,
 * at the border of what is good, or bad.
 */
final class GeneratedFiles {
    private static final String LONG_LABEL = "a".repeat(63);

    /** Whatever could be written for one field or another; most of it is wrong for most of them. */
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "x",
            " x",
            "x ",
            "a b",
            "a\tb",
            "a\u0000b",
            "\ud800",
            "/\ud800",
            "/a\u0000",
            "\u2028",
            "\u00e9quipe",
            "/\u00e9",
            "\ud83d\ude00",
            ".",
            "..",
            "a/..",
            "a/./b",
            "a//b",
            "/",
            "//",
            "/a",
            "/a/",
            "/a/../b",
            "a~b",
            "-k",
            "k-",
            "k.k",
            "a%2fb",
            "a".repeat(5000),
            "/" + "a".repeat(80),
            "/" + "a".repeat(105),
            "/" + "a".repeat(106),
            "/run/" + "a/".repeat(45) + "s",
            "auth",
            "auth/",
            "auth/x",
            "auth/..",
            "auth/.x",
            "auth/x/y",
            "auth//x",
            "auth/a~b",
            "auth/x ",
            "https://bao",
            "https://bao:1",
            "https://bao:65535",
            "https://bao:65536",
            "https://bao:0",
            "https://bao:99999",
            "https://bao:",
            "https://bao/",
            "https://bao/v1",
            "https://bao?x",
            "https://u:p@bao",
            "HTTPS://bao",
            "http://bao",
            "http://127.0.0.1:1",
            "https://[::1]",
            "https://[::1]:8200",
            "https://[fe80::1%25eth0]",
            "https://[bao]",
            "https://1.2.3",
            "https://256.1.1.1",
            "https://my_bao",
            "https://" + LONG_LABEL + "a",
            "https://" + LONG_LABEL,
            "https://bao.",
            "https://b\u00e4o",
            "https://12345",
            "bao.example",
            "bao.",
            "[::1]",
            "::1",
            "fe80::1%eth0",
            "10.0.0.1",
            "010.0.0.1",
            LONG_LABEL,
            LONG_LABEL + "a",
            "127.0.0.1:0",
            "127.0.0.1:65535",
            "127.0.0.1:65536",
            "[::1]:0",
            "[::::]:1",
            ":1",
            "localhost:1",
            "256.0.0.1:1",
            "unix:///run/health.sock",
            "unix:///run/../health.sock",
            "unix:///run/",
            "unix:///run/.a",
            "unix://run/health.sock",
            "unix:/run/health.sock",
            "unix:1",
            "unix:///run/\u0085",
            "unix:///run/" + "a".repeat(101),
            "unix:///run/" + "a".repeat(102),
            "unix:///run/openbao-kms/kms.sock",
            "0s",
            "1ms",
            "999ms",
            "1s",
            "2s",
            "2500ms",
            "2501ms",
            "15s",
            "30s",
            "1m",
            "2m",
            "5m",
            "1h",
            "3600001ms",
            "87600h",
            "87601h",
            "999999999h",
            "-1s",
            "1",
            "1 s",
            "1s1",
            "\u0661s",
            "0600",
            "600",
            "0660",
            "0640",
            "0620",
            "0666",
            "0777",
            "0460",
            "0060",
            "660",
            "00660",
            "abc",
            "uid:0",
            "uid:2147483647",
            "uid:2147483648",
            "uid:4294967295",
            "uid:-1",
            "gid:1",
            "gid:",
            "uid:99999999999",
            "a:b",
            "root",
            "jwt",
            "cert",
            "token-file",
            "file",
            "oauth2",
            "pkcs11",
            "coast",
            "fail",
            "observed",
            "json",
            "debug",
            "info",
            "warn",
            "error",
            "v1alpha1",
            "client_secret_basic",
            "client_secret_post",
            "https://issuer.example/token?a=b",
            "https://issuer.example/token#f",
            "urn:a:b",
            "relative/uri",
            "mailto:a@b");

    private static final List<Integer> INTEGERS =
            List.of(-1, 0, 1, 3, 16, 64, 65, 100, 101, 1024, 1025, Integer.MAX_VALUE, Integer.MIN_VALUE);

    private GeneratedFiles() {}

    /** The documented example as fields, and what each way to log in needs beside. */
    static List<Map<String, Object>> bases() {
        var example = new LinkedHashMap<String, Object>();
        example.put("configVersion", "v1alpha1");
        example.put("server.socketGroup", "openbao-kms-socket");
        example.put("openbao.addresses", List.of("https://bao-0.example:8200", "https://bao-1.example:8200"));
        example.put("openbao.caCertFile", "/etc/openbao-kms/ca.pem");
        example.put("openbao.tlsServerName", "bao.example");
        example.put("openbao.instanceId", "bao-prod-a");
        example.put("transit.mountPath", "transit");
        example.put("transit.keyName", "kubernetes");
        example.put("transit.keyIdScope.providerName", "openbao-kms-workload-a");
        example.put("transit.keyIdScope.clusterId", "workload-a");
        example.put("transit.keyIdScope.transitMountId", "transit-prod-primary");
        example.put("transit.keyIdScope.keyLineageId", "01HXEXAMPLEKEYLINEAGEID");
        return List.of(
                with(
                        example,
                        Map.of(
                                "auth.jwt.mountPath",
                                "auth/jwt",
                                "auth.jwt.role",
                                "kms",
                                "auth.jwt.jwtFile",
                                "/etc/openbao-kms/jwt")),
                with(
                        example,
                        Map.of(
                                "auth.jwt.mountPath", "auth/jwt",
                                "auth.jwt.role", "kms",
                                "auth.jwt.source", "oauth2",
                                "auth.jwt.expectedIssuer", "https://issuer.example",
                                "auth.jwt.expectedAudience", List.of("openbao"),
                                "auth.jwt.oauth2.tokenUrl", "https://issuer.example/token",
                                "auth.jwt.oauth2.clientId", "kms",
                                "auth.jwt.oauth2.clientSecretFile", "/etc/openbao-kms/client-secret")),
                with(
                        example,
                        Map.of(
                                "auth.method", "cert",
                                "auth.cert.mountPath", "auth/cert",
                                "auth.cert.pkcs11.modulePath", "/usr/lib/softhsm/libsofthsm2.so",
                                "auth.cert.pkcs11.tokenLabel", "kms",
                                "auth.cert.pkcs11.keyLabel", "kms",
                                "auth.cert.pkcs11.pinFile", "/etc/openbao-kms/pin")),
                with(example, Map.of("auth.method", "token-file", "auth.tokenFile.path", "/run/agent/token")));
    }

    static Map<String, Object> with(Map<String, Object> fields, Map<String, Object> more) {
        var all = new LinkedHashMap<>(fields);
        all.putAll(more);
        return all;
    }

    /** A base with up to three fields changed, and now and then one of them left out. */
    static Arbitrary<Map<String, Object>> files() {
        Arbitrary<Map<String, Object>> changes = Arbitraries.of(ConfigFields.ALL)
                .flatMap(field -> valueOf(field).map(value -> Map.entry(field.name(), value)))
                .list()
                .ofMaxSize(3)
                .map(entries -> entries.stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (first, other) -> other)));
        Arbitrary<List<String>> gone = Arbitraries.frequencyOf(
                Tuple.of(9, Arbitraries.just(List.<String>of())),
                Tuple.of(1, Arbitraries.of(ConfigFields.ALL).map(field -> List.of(field.name()))));
        return Arbitraries.of(bases())
                .flatMap(base -> changes.flatMap(change -> gone.map(left -> {
                    Map<String, Object> fields = with(base, change);
                    fields.keySet().removeAll(left);
                    return fields;
                })));
    }

    private static Arbitrary<Object> valueOf(Setting<?> field) {
        Arbitrary<Object> scalar = scalarOf(field.type().scalar());
        if (!field.type().isList()) {
            return scalar;
        }
        return Arbitraries.oneOf(
                scalar.list().ofMaxSize(3).map(list -> (Object) list),
                Arbitraries.just(List.of("https://bao")),
                Arbitraries.just(List.of("uid:1000")));
    }

    private static Arbitrary<Object> scalarOf(Scalar type) {
        return switch (type) {
            case STRING -> Arbitraries.of(TEXTS).map(text -> text);
            case INTEGER -> Arbitraries.of(INTEGERS).map(number -> number);
            case BOOLEAN -> Arbitraries.of(true, false).map(flag -> flag);
        };
    }

    /** As one JSON object, which is YAML too; what is not ASCII is escaped. */
    static String yaml(Map<String, Object> fields) {
        return json(tree(fields));
    }

    @SuppressWarnings("unchecked") // only this method puts maps into the tree
    private static Map<String, Object> tree(Map<String, Object> fields) {
        var root = new LinkedHashMap<String, Object>();
        fields.forEach((path, value) -> {
            Map<String, Object> at = root;
            List<String> steps = List.of(path.split("\\."));
            for (String section : steps.subList(0, steps.size() - 1)) {
                at = (Map<String, Object>) at.computeIfAbsent(section, any -> new LinkedHashMap<String, Object>());
            }
            at.put(steps.getLast(), value);
        });
        return root;
    }

    private static String json(Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> json(entry.getKey()) + ": " + json(entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            case List<?> list -> list.stream().map(GeneratedFiles::json).collect(Collectors.joining(", ", "[", "]"));
            case String text ->
                text.chars()
                        .mapToObj(c -> c >= ' ' && c < 0x7f && c != '"' && c != '\\'
                                ? Character.toString(c)
                                : String.format(Locale.ROOT, "\\u%04x", c))
                        .collect(Collectors.joining("", "\"", "\""));
            default -> value.toString();
        };
    }

    /** Without the fields of logins that are not chosen, which only a schema looks at. */
    static Map<String, Object> withoutUnusedLogins(Map<String, Object> fields) {
        var used = new LinkedHashMap<>(fields);
        Object method = fields.getOrDefault(ConfigFields.METHOD.name(), "jwt");
        boolean network = "oauth2".equals(fields.get("auth.jwt.source"));
        used.keySet()
                .removeIf(name -> (name.startsWith("auth.jwt.") && !method.equals("jwt"))
                        || (name.startsWith("auth.cert.") && !method.equals("cert"))
                        || (name.startsWith("auth.tokenFile.") && !method.equals("token-file"))
                        || (name.startsWith("auth.jwt.oauth2.") && !network));
        return used;
    }

    /** Every text that the generator knows, once in each field, in a file that uses the field. */
    static List<Map<String, Object>> everyTextInEveryField() {
        var all = new ArrayList<Map<String, Object>>();
        for (Setting<?> field : ConfigFields.ALL) {
            if (field.type().scalar() == Scalar.STRING) {
                TEXTS.forEach(text -> all.add(
                        with(baseFor(field), Map.of(field.name(), field.type().isList() ? List.of(text) : text))));
            }
        }
        return all;
    }

    private static Map<String, Object> baseFor(Setting<?> field) {
        if (field.name().startsWith("auth.jwt.oauth2.")) {
            return bases().get(1);
        }
        if (field.name().startsWith("auth.cert.")) {
            return bases().get(2);
        }
        return bases().get(field.name().startsWith("auth.tokenFile.") ? 3 : 0);
    }
}
