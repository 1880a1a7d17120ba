package dev.baokms.operator.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.configuration.KeyIdentity;
import dev.baokms.core.key.KeyScope;
import dev.baokms.core.login.Diagnosis;
import dev.baokms.core.login.Diagnosis.Status;
import dev.baokms.daemon.site.RealOpenBao;
import dev.baokms.daemon.site.Tool;
import dev.baokms.telemetry.Json;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is too much, what is too little, and what does no harm. */
class TokenRightsTest {
    private final TokenRights rights =
            new TokenRights(new KeyIdentity("a/b", "k", new KeyScope("p", "c", "i", Optional.empty(), "m", "l")));

    private Map<String, Set<String>> least() {
        var granted = new HashMap<String, Set<String>>();
        rights.paths().forEach(path -> granted.put(path, Set.of("deny")));
        granted.put("a/b/keys/k", Set.of("read"));
        granted.put("a/b/config/keys", Set.of("read"));
        granted.put("a/b/encrypt/k", Set.of("update"));
        granted.put("a/b/decrypt/k", Set.of("update"));
        granted.put("auth/token/renew-self", Set.of("update"));
        return granted;
    }

    private Diagnosis judge(String path, String capability) {
        Map<String, Set<String>> granted = least();
        assertThat(granted).containsKey(path);
        granted.put(path, Set.of(capability));
        return rights.judge(granted);
    }

    @Test
    void least_passes() {
        assertThat(rights.judge(least()).status()).isEqualTo(Status.PASS);
    }

    @Test
    void rootToken_fails() {
        Map<String, Set<String>> granted = least();
        granted.replaceAll((path, none) -> Set.of("root"));
        assertThat(rights.judge(granted).toString()).contains("status=FAIL", "the token is a root token");
    }

    @ParameterizedTest
    @CsvSource({
        "a/b/keys/k,                create, create or delete the key",
        "a/b/keys/k,                update, create or delete the key",
        "a/b/keys/k,                delete, create or delete the key",
        "a/b/encrypt/k,             create, create the key by encrypting",
        "a/b/keys/k/rotate,         update, rotate the key",
        "a/b/keys/k/trim,           update, trim the key",
        "a/b/keys/k/config,         update, configure the key",
        "a/b/keys/k/soft-delete,    delete, delete the key",
        "a/b/keys/k/import,         update, import key material",
        "a/b/export/encryption-key/k, read, export the key",
        "a/b/export/hmac-key/k/latest, read, export the key",
        "a/b/backup/k,              read,   back up the key",
        "a/b/restore,               update, restore a key",
        "a/b/restore/k,             create, restore a key",
        "a/b/rewrap/k,              update, rewrap under the key",
        "a/b/config/keys,           update, configure the mount",
        "sys/mounts/a/b,            delete, move or disable the mount",
        "sys/policies/acl/k,        create, write policies",
        "a/b/decrypt/k,             sudo,   use sudo",
        "auth/token/renew-self,     sudo,   use sudo",
        "sys/seal,                  sudo,   seal OpenBao",
        "sys/raw/core,              read,   read OpenBao's storage",
    })
    void power_failsAndIsNamed(String path, String capability, String harm) {
        Diagnosis finding = judge(path, capability);

        assertThat(finding.status()).isEqualTo(Status.FAIL);
        assertThat(finding.message())
                .startsWith("the token can " + harm + " (" + path + ": ")
                .contains(capability);
    }

    @ParameterizedTest
    @CsvSource({
        "a/b/keys/k,         list",
        "a/b/keys/k/rotate,  read",
        "a/b/rewrap/k,       read",
        "a/b/backup/k,       list",
        "a/b/decrypt/k,      create",
    })
    void capabilityThatDoesNothingThere_passes(String path, String capability) {
        Map<String, Set<String>> granted = least();
        Set<String> both = Set.of(
                capability, granted.getOrDefault(path, Set.of()).iterator().next());
        granted.put(path, both);
        assertThat(rights.judge(granted).status()).isEqualTo(Status.PASS);
    }

    @Test
    void lack_failsAndIsNamed() {
        assertThat(judge("a/b/decrypt/k", "deny").toString())
                .contains("status=FAIL", "the token cannot update a/b/decrypt/k");
    }

    @Test
    void lackOfRenewalAlone_isAWarning() {
        assertThat(judge("auth/token/renew-self", "deny").status()).isEqualTo(Status.WARN);
    }

    /** A role cannot give the root policy, so the root token asks for itself. */
    @Test
    void rootTokenOfARealServer_fails(@TempDir Path folder) throws Exception {
        Tool.require("bao", "openbao of openbao.org");
        try (var server = RealOpenBao.start(folder)) {
            String answer =
                    server.administrator().post("sys/capabilities-self", Json.of(Map.of("paths", rights.paths())));
            var granted = new HashMap<String, Set<String>>();
            rights.paths().forEach(path -> {
                assertThat(answer).contains("\"" + path + "\":[\"root\"]");
                granted.put(path, Set.of("root"));
            });

            assertThat(rights.judge(granted).status()).isEqualTo(Status.FAIL);
        }
    }
}
