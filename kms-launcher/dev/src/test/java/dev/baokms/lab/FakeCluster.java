package dev.baokms.lab;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A cluster that knows the lines of the story and what a real one says to them. One kind of line can be given another answer. */
final class FakeCluster implements Shell {
    private static final Pattern SECRET =
            Pattern.compile("(?:secret generic |get secret |/registry/secrets/default/|overwrite secret )(\\S+)");
    private static final Pattern WORD = Pattern.compile("--from-literal=word=(\\S+)");
    private static final Pattern PID = Pattern.compile("run/(\\S+)\\.pid");

    private final LabPlan plan;
    private final Map<String, String> words = new HashMap<>();
    private final Map<String, Integer> versions = new HashMap<>();
    private final Map<String, Integer> pids = new HashMap<>();
    private int version = 1;
    private boolean sealed;
    private String spoiledLine = "";
    private UnaryOperator<Said> spoil = UnaryOperator.identity();

    FakeCluster(LabPlan plan) {
        this.plan = plan;
    }

    /** Every line that contains the text gets another answer. */
    FakeCluster spoiling(String text, UnaryOperator<Said> other) {
        spoiledLine = text;
        spoil = other;
        return this;
    }

    @Override
    public Said run(String line) {
        Said said = answer(line);
        return !spoiledLine.isEmpty() && line.contains(spoiledLine) ? spoil.apply(said) : said;
    }

    private Said answer(String line) {
        if (line.startsWith("kubectl create secret")) {
            words.put(name(line), found(WORD, line).orElseThrow());
            versions.put(name(line), version);
            return ok("secret/" + name(line) + " created");
        }
        if (line.contains("annotate")) {
            versions.put(name(line), version);
            return ok("ok\nsecret/" + name(line) + " annotated\nvault:v" + version);
        }
        if (line.contains("| base64 -d")) {
            return ok(words.getOrDefault(name(line), ""));
        }
        if (line.contains("decrypt")) {
            return ok("decrypted " + pids.getOrDefault("kube-apiserver-1", 0));
        }
        if (line.startsWith("etcdctl")) {
            return stored(line);
        }
        if (line.contains("run/")) {
            return process(line);
        }
        if (line.contains("| grep -o 'sha256:")) {
            return ok(plan.numbers().stream().map(node -> "sha256:" + version).collect(Collectors.joining("\n")));
        }
        return server(line);
    }

    private Said stored(String line) {
        if (line.contains("grep -a -c")) {
            return ok(line.contains("/configmaps/") ? "1" : "0");
        }
        return ok(
                line.contains("vault:v")
                        ? "vault:v" + versions.get(name(line))
                        : "k8s:enc:kms:v2:" + ClusterFiles.PROVIDER + ":^@M-^O");
    }

    private Said process(String line) {
        String process = found(PID, line).orElseThrow();
        if (line.startsWith("kill")) {
            pids.merge(process, 1, Integer::sum);
            return ok("");
        }
        return ok(String.valueOf(1000 + pids.getOrDefault(process, 0)));
    }

    private Said server(String line) {
        if (line.contains("rotate")) {
            version++;
        } else if (line.contains("unseal")) {
            sealed = false;
        } else if (line.contains("seal")) {
            sealed = true;
        } else if (line.contains("provider status")) {
            return ok(
                    sealed ? "status: unavailable\nhealthz: OpenBao is sealed; unseal it" : "status: ok\nhealthz: ok");
        } else if (line.contains("/readyz")) {
            return sealed ? new Said(1, "healthz check failed: OpenBao is sealed; unseal it") : ok("ok");
        } else if (line.contains("grpc_requests_total")) {
            return ok("openbao_kms_health{state=\"ok\"} 1\n"
                    + "openbao_kms_grpc_requests_total{method=\"encrypt\",status=\"OK\"} 2");
        }
        return ok("done");
    }

    private static Said ok(String text) {
        return new Said(0, text);
    }

    private static String name(String line) {
        return found(SECRET, line).orElseThrow(() -> new AssertionError("no secret in " + line));
    }

    private static Optional<String> found(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
