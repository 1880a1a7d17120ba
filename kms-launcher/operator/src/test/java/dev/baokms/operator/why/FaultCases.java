package dev.baokms.operator.why;

import dev.baokms.daemon.site.Site;
import dev.baokms.testkit.emulator.Fault;
import dev.baokms.testkit.kms.KmsCallException;
import dev.baokms.testkit.kms.WrappedSeed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What goes wrong for operators, each made so on a node where all is well. */
final class FaultCases {
    static final List<FaultCase> ALL = new ArrayList<>();

    private FaultCases() {}

    private static void add(String name, String cause, String words, FaultCase.Step injection, FaultCase.Step cure) {
        ALL.add(new FaultCase(name, cause, words, injection, cure));
    }

    private static FaultCase.Step config(String from, String to) {
        return patient -> patient.configured(text -> text.replace(from, to));
    }

    private static FaultCase.Step encryption(String from, String to) {
        return patient -> patient.encryption(text -> text.replace(from, to));
    }

    private static FaultCase.Step fault(Fault fault, String prefix) {
        return patient -> patient.site.emulator.faults().inject(fault, prefix);
    }

    private static final FaultCase.Step CLEAR = patient -> {
        patient.site.emulator.faults().clear();
        provokeUntilWell(patient);
    };

    private static void provokeUntilWell(Patient patient) {
        Site.await("Status is ok", () -> {
            Site.provoke(patient.daemon().client());
            return Site.healthy(patient.daemon().client());
        });
    }

    private static void jwt(Patient patient, String subject, String audience, Duration life) throws IOException {
        patient.site.writeJwt(patient.site.issuer.issue(subject, audience, life));
    }

    private static final FaultCase.Step GOOD_JWT = patient -> jwt(patient, "node-1", "openbao", Duration.ofHours(1));

    static {
        configuration();
        credentials();
        theWayToOpenBao();
        theKey();
        theDaemon();
        theApiServer();
    }

    private static void configuration() {
        add(
                "the configuration file is missing",
                "config.load",
                "does not exist",
                patient -> Files.move(patient.site.config(), patient.site.file("kept")),
                patient -> Files.move(patient.site.file("kept"), patient.site.config()));
        add(
                "the configuration is no YAML",
                "config.load",
                "not YAML",
                config("configVersion", "{configVersion"),
                config("{configVersion", "configVersion"));
        add(
                "a field has a typing error",
                "config.validate",
                "keyNme",
                config("keyName:", "keyNme:"),
                config("keyNme:", "keyName:"));
        add(
                "the socket would be open to everybody",
                "config.validate",
                "socketMode",
                config("\"0600\"", "\"0666\""),
                config("\"0666\"", "\"0600\""));
        add(
                "the clock is a day ahead",
                "machine.clock",
                "ahead of OpenBao's",
                patient -> patient.ahead = Duration.ofDays(1),
                patient -> patient.ahead = Duration.ZERO);
        add(
                "the clock is an hour behind",
                "machine.clock",
                "behind OpenBao's",
                patient -> patient.ahead = Duration.ofHours(-1),
                patient -> patient.ahead = Duration.ZERO);
        add(
                "the socket's group does not exist",
                "socket.group",
                "groupadd",
                patient -> patient.configured(
                        text -> text.replaceFirst("socketGroup: (.*)", "socketGroup: no-such-group-here # $1")),
                patient -> patient.configured(text -> text.replaceFirst("no-such-group-here # (.*)", "$1")));
        add(
                "the metrics port is taken",
                "monitoring.addresses",
                "is taken by another process",
                patient -> {
                    var squatter = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    patient.onClose(squatter);
                    patient.configured(text -> text.replaceFirst(
                            "metricsAddress: .*", "metricsAddress: 127.0.0.1:" + squatter.getLocalPort()));
                    patient.restartDaemon();
                },
                patient -> {
                    patient.configured(text -> text.replaceFirst("metricsAddress: .*", "metricsAddress: \"\""));
                    patient.restartDaemon();
                });
    }

    private static void credentials() {
        add(
                "the JWT has expired",
                "jwt.local",
                "renewed",
                patient -> jwt(patient, "node-1", "openbao", Duration.ofSeconds(5)),
                GOOD_JWT);
        add(
                "the JWT is for another audience",
                "openbao.auth",
                "refuses the credential or the role",
                patient -> jwt(patient, "node-1", "somebody-else", Duration.ofHours(1)),
                GOOD_JWT);
        add(
                "the JWT is of another subject",
                "openbao.auth",
                "refuses the credential or the role",
                patient -> jwt(patient, "node-9", "openbao", Duration.ofHours(1)),
                GOOD_JWT);
        add(
                "the JWT file is missing",
                "jwt.local",
                "does not exist",
                patient -> Files.delete(patient.site.jwt()),
                GOOD_JWT);
        add(
                "the JWT file is readable by everybody",
                "jwt.local",
                "chmod",
                patient ->
                        Files.setPosixFilePermissions(patient.site.jwt(), PosixFilePermissions.fromString("rw-r--r--")),
                patient -> Files.setPosixFilePermissions(
                        patient.site.jwt(), PosixFilePermissions.fromString("rw-------")));
        add(
                "the JWT file holds something else",
                "jwt.local",
                "JWT",
                patient -> patient.site.writeJwt("hello"),
                GOOD_JWT);
        add(
                "the role does not exist",
                "openbao.auth",
                "refuses the credential or the role",
                config("role: kms", "role: somebody-else"),
                config("role: somebody-else", "role: kms"));
        add(
                "the role gives tokens of few uses",
                "openbao.auth",
                "token_num_uses",
                patient -> patient.site.administrator().post("auth/jwt/role/kms", """
                    {"role_type":"jwt","user_claim":"sub","bound_subject":"node-1","bound_audiences":["openbao"],
                    "token_policies":["kms"],"token_num_uses":4}
                    """),
                patient -> patient.site.emulator.provision(patient.site.provision, patient.site.issuer));
        add(
                "the policy lacks a path",
                "transit.capabilities",
                "the token cannot update transit/encrypt/kms",
                patient -> patient.policy(text -> text.replace("transit/encrypt/kms", "transit/encrypt/other")),
                patient -> {
                    patient.policy(text -> text);
                    provokeUntilWell(patient);
                });
        add(
                "the policy does not let the key be read",
                "transit.capabilities",
                "the token cannot read transit/keys/kms",
                patient -> patient.policy(text -> text.replace("transit/keys/kms", "transit/keys/other")),
                patient -> {
                    patient.policy(text -> text);
                    provokeUntilWell(patient);
                });
        add(
                "the policy allows everything",
                "transit.capabilities",
                "the token can ",
                patient -> patient.policy(text -> "path \"*\" { capabilities = [\"create\", \"read\", \"update\","
                        + " \"delete\", \"list\", \"sudo\"] }"),
                patient -> patient.policy(text -> text));
    }

    private static void theWayToOpenBao() {
        add(
                "OpenBao is down",
                "openbao.tls",
                "does not answer",
                patient -> patient.site.emulator.close(),
                FaultCase.NONE);
        add(
                "OpenBao is sealed",
                "openbao.auth",
                "unseal it",
                patient -> patient.site.emulator.faults().seal(),
                patient -> {
                    patient.site.emulator.faults().unseal();
                    provokeUntilWell(patient);
                });
        add(
                "OpenBao limits requests",
                "openbao.auth",
                "raise the rate limit quota",
                fault(Fault.RATE_LIMITED, ""),
                CLEAR);
        add(
                "only a standby without a leader answers",
                "openbao.auth",
                "a standby without a leader",
                fault(Fault.DEAD_LEADER, ""),
                CLEAR);
        add(
                "OpenBao answers with errors",
                "openbao.auth",
                "answers with an error",
                fault(Fault.INTERNAL_ERROR, ""),
                CLEAR);
        add(
                "something in between answers half of it",
                "openbao.auth",
                "answers with an error",
                fault(Fault.MALFORMED_JSON, ""),
                CLEAR);
        add("connections are reset", "openbao.auth", "cannot be reached", fault(Fault.RESET, "/v1/auth"), CLEAR);
        add(
                "OpenBao is slower than any caller waits",
                "openbao.auth",
                "did not answer within 1 s",
                patient -> {
                    patient.more.addAll(List.of("--timeout", "1s"));
                    patient.site.emulator.faults().delay(Duration.ofSeconds(20), "/v1/auth");
                },
                CLEAR);
        add(
                "the CA bundle is missing",
                "openbao.tls",
                "does not exist",
                patient -> Files.move(patient.site.caBundle(), patient.site.file("kept")),
                patient -> Files.move(patient.site.file("kept"), patient.site.caBundle()));
        add(
                "the CA bundle holds no certificate",
                "openbao.tls",
                "put PEM certificates there",
                patient -> {
                    Files.copy(patient.site.caBundle(), patient.site.file("kept"));
                    Files.writeString(patient.site.caBundle(), "garbage");
                },
                patient -> Files.move(
                        patient.site.file("kept"), patient.site.caBundle(), StandardCopyOption.REPLACE_EXISTING));
        add(
                "OpenBao's certificate is for another name",
                "openbao.tls",
                "correct the server name",
                config("tlsServerName: bao.example", "tlsServerName: other.example"),
                config("tlsServerName: other.example", "tlsServerName: bao.example"));
        add(
                "one address of two is dead",
                "openbao.tls",
                "does not answer",
                patient -> patient.configured(
                        text -> text.replaceFirst("address: (.*)", "addresses: [https://127.0.0.1:1, $1]")),
                patient -> patient.configured(
                        text -> text.replaceFirst("addresses: \\[https://127.0.0.1:1, (.*)]", "address: $1")));
    }

    private static void theKey() {
        add(
                "the key was deleted",
                "transit.metadata",
                "the key does not exist",
                patient -> patient.site.emulator.faults().forgetKey("transit", "kms"),
                FaultCase.NONE);
        add(
                "the key was deleted and made again",
                "key_id.deterministic",
                "another key",
                patient -> patient.site.emulator.faults().recreateKey("transit", "kms"),
                FaultCase.NONE);
        add(
                "another key is configured",
                "transit.capabilities",
                "transit/keys/kmz",
                config("keyName: kms", "keyName: kmz"),
                config("keyName: kmz", "keyName: kms"));
        add(
                "the lineage is that of another key",
                "registry.state",
                "restore the identity fields",
                config("keyLineageId: lineage-test", "keyLineageId: lineage-other"),
                config("keyLineageId: lineage-other", "keyLineageId: lineage-test"));
        add(
                "the minimum was raised above stored objects",
                "transit.version_restrictions",
                "min_decryption_version",
                patient -> {
                    patient.site.emulator.faults().rotateKey("transit", "kms");
                    patient.key("{\"min_decryption_version\":2}");
                },
                patient -> patient.key("{\"min_decryption_version\":1}"));
        add(
                "the key may be exported",
                "transit.profile",
                "exportable",
                patient -> patient.key("{\"exportable\":true}"),
                FaultCase.NONE);
        add(
                "the key may be deleted",
                "transit.profile",
                "deletion",
                patient -> patient.key("{\"deletion_allowed\":true}"),
                patient -> patient.key("{\"deletion_allowed\":false}"));
        add(
                "the key rotates by itself",
                "transit.profile",
                "rotates by itself",
                patient -> patient.key("{\"auto_rotate_period\":\"720h\"}"),
                patient -> patient.key("{\"auto_rotate_period\":\"0\"}"));
        add(
                "the mount makes unknown keys",
                "transit.disable_upsert",
                "disable_upsert=true",
                patient -> patient.site.administrator().post("transit/config/keys", "{\"disable_upsert\":false}"),
                patient -> {
                    patient.site.administrator().post("transit/config/keys", "{\"disable_upsert\":true}");
                    provokeUntilWell(patient);
                });
        add(
                "OpenBao gives back other bytes",
                "transit.probe",
                "storage and memory",
                fault(Fault.WRONG_PLAINTEXT, "/v1/transit/decrypt"),
                CLEAR);
        add(
                "OpenBao's ciphertext does not open",
                "transit.probe",
                "storage and memory",
                fault(Fault.CORRUPT_CIPHERTEXT, "/v1/transit/encrypt"),
                CLEAR);
    }

    private static void theDaemon() {
        add("the daemon does not run", "daemon.down", "systemctl start", Patient::stopDaemon, Patient::startDaemon);
        add(
                "something that is no socket lies in its place",
                "daemon.socket",
                "move it away",
                patient -> {
                    patient.stopDaemon();
                    Files.writeString(patient.site.socket(), "hello");
                },
                patient -> {
                    Files.delete(patient.site.socket());
                    patient.startDaemon();
                });
        add(
                "the daemon was started with another socket path",
                "daemon.down",
                "compare server.socketPath",
                config("/kms.sock", "/other.sock"),
                config("/other.sock", "/kms.sock"));
        add(
                "another process has taken the path of the socket",
                "daemon.socket_lost",
                "one daemon alone",
                patient -> {
                    Files.delete(patient.site.socket());
                    var other = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                    other.bind(UnixDomainSocketAddress.of(patient.site.socket()));
                    patient.onClose(other);
                    // A failing call brings the next probe, which looks at the socket, too.
                    patient.site.emulator.faults().seal();
                    Site.provoke(patient.daemon().client());
                    Site.await(
                            "the daemon has noticed", () -> patient.readyPage().contains("socket_lost"));
                    patient.site.emulator.faults().unseal();
                },
                FaultCase.NONE);
        add(
                "the API server's user is not an allowed peer",
                "server.allowed_peers",
                "server.allowedPeers",
                patient -> Files.writeString(
                        patient.log,
                        "{\"ts\":\"2026-01-01T00:00:00Z\",\"level\":\"warn\",\"message\":\"a process that is not an"
                                + " allowed peer was refused\",\"user\":\"0\",\"group\":\"0\"}\n"),
                patient -> Files.writeString(patient.log, ""));
        add(
                "an object in etcd is of another key",
                "objects.refused",
                "inventory",
                patient -> {
                    WrappedSeed seed = patient.daemon().client().encrypt("uid", new byte[32]);
                    try {
                        patient.daemon()
                                .client()
                                .decrypt(
                                        "uid",
                                        new WrappedSeed(
                                                seed.ciphertext(),
                                                seed.keyId()
                                                                .substring(
                                                                        0,
                                                                        seed.keyId()
                                                                                        .length()
                                                                                - 1) + "x",
                                                Map.copyOf(seed.annotations())));
                    } catch (KmsCallException expected) {
                        return;
                    }
                    throw new IllegalStateException("the daemon opened an object of another key");
                },
                FaultCase.NONE);
        add(
                "the state file was edited",
                "registry.state",
                "recover-state",
                patient -> {
                    patient.stopDaemon();
                    var file = patient.site.settings().stateFile();
                    Files.writeString(file, Files.readString(file).replace("\"generation\"", "\"generatjon\""));
                },
                FaultCase.NONE);
        add(
                "another node writes with another key",
                "nodes.key_id",
                "fingerprint",
                patient -> patient.more.addAll(List.of("--node", patient.nodeOfAnotherKey())),
                patient -> patient.more.clear());
        add(
                "another node is down",
                "nodes.health",
                "run bao-kms-provider why there",
                patient -> patient.more.addAll(List.of("--node", "127.0.0.1:1")),
                patient -> patient.more.clear());
    }

    private static void theApiServer() {
        add(
                "the EncryptionConfiguration names another provider",
                "kubernetes.encryption_config",
                "openbao-kms",
                encryption("name: openbao-kms", "name: other"),
                encryption("name: other", "name: openbao-kms"));
        add(
                "it names another socket",
                "kubernetes.encryption_config",
                "kms.sock",
                encryption("/kms.sock", "/kmz.sock"),
                encryption("/kmz.sock", "/kms.sock"));
        add(
                "identity comes first",
                "kubernetes.encryption_config",
                "identity",
                encryption("    providers:\n", "    providers:\n      - identity: {}\n"),
                encryption("      - identity: {}\n", ""));
        add(
                "Secrets are not among the resources",
                "kubernetes.encryption_config",
                "ecrets",
                encryption("- secrets", "- configmaps"),
                encryption("- configmaps", "- secrets"));
        add(
                "it asks for KMS v1",
                "kubernetes.encryption_config",
                "v2",
                encryption("apiVersion: v2\n", "apiVersion: v1\n"),
                encryption("apiVersion: v1\n", "apiVersion: v2\n"));
        add(
                "the API server gives up before the daemon answers",
                "kubernetes.encryption_config",
                "timeout",
                encryption("timeout: 3s", "timeout: 1s"),
                encryption("timeout: 1s", "timeout: 3s"));
        add(
                "the API server would not start with it",
                "kubernetes.encryption_config",
                "capital letters",
                encryption("- secrets", "- Secrets"),
                encryption("- Secrets", "- secrets"));
    }
}
