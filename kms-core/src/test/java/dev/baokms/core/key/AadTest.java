package dev.baokms.core.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.key.Scopes.Identity;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Tuple.Tuple2;
import net.jqwik.api.domains.Domain;
import org.junit.jupiter.api.Test;

class AadTest {
    private static final Pattern FIELD = Pattern.compile("\"([a-z_]+)\":\"((?:[^\"\\\\]|\\\\.)*)\"([,}])");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-f]{4})|(.))");

    @Test
    void publishedVector_withoutNamespace() {
        byte[] bytes = Aad.of(Scopes.PUBLISHED, Scopes.VERSION_3).bytes();

        assertThat(bytes).hasSize(469);
        assertThat(new String(bytes, UTF_8))
                .isEqualTo("{\"aad_version\":\"v1\",\"purpose\":\"kubernetes-etcd-kms-v2\","
                        + "\"provider\":\"openbao-transit\",\"provider_name\":\"openbao-kms-workload-a\","
                        + "\"cluster_id_hash\":\"aJ87hdnMZbDZpJ86CnErao3FRzUhv5o8bqc5tCvFGyY\","
                        + "\"openbao_instance_hash\":\"D1mX5YANszQPDTOv6P3ATTTa_2Nc2_DQtRJO0ArNx1g\","
                        + "\"transit_mount_hash\":\"rXiCr_lOjsbykm0mDHAvUcVxQl_XcVnT61MesgcPnzc\","
                        + "\"transit_key_hash\":\"SwWS38Td_yyFNHaECzzHQP3CHFg60mklwtqYUwkx_IA\","
                        + "\"key_id_hash\":\"qCXYChOIPSWs7scJIduEDiNOYvEUJtFS1Rsbz1eAWY4\",\"key_version\":\"3\"}");
    }

    @Test
    void namespace_addsItsHashAfterTheInstance() {
        Aad aad = Aad.of(Scopes.published(Optional.of("admin/workload-a")), Scopes.VERSION_3);

        assertThat(fields(aad)).containsEntry("openbao_namespace_hash", "c9mBUpDq9TdX9Dd-4hlf6ujDhN9Ypq9LSZeXNL0cLGQ");
        assertThat(fields(aad).keySet())
                .containsExactly(
                        "aad_version",
                        "purpose",
                        "provider",
                        "provider_name",
                        "cluster_id_hash",
                        "openbao_instance_hash",
                        "openbao_namespace_hash",
                        "transit_mount_hash",
                        "transit_key_hash",
                        "key_id_hash",
                        "key_version");
    }

    @Test
    void probe_hasAssociatedDataOfItsOwn() {
        assertThat(Aad.ofProbe().bytes()).isEqualTo("openbao-kubernetes-kms/status-probe/v1".getBytes(UTF_8));
    }

    @Test
    void base64_isPaddedAndStandard() {
        Aad aad = Aad.of(Scopes.PUBLISHED, Scopes.VERSION_3);

        assertThat(Base64.getDecoder().decode(aad.base64())).isEqualTo(aad.bytes());
        assertThat(aad.base64()).hasSize(628);
    }

    @Property
    @Domain(Scopes.class)
    @Label("I9: one byte string per meaning, and different meanings have different bytes")
    void identities_encodeTheSameOnlyIfEqual(@ForAll Tuple2<Identity, Identity> pair) {
        assertThat(Arrays.equals(
                        encoded(pair.get1()).bytes(), encoded(pair.get2()).bytes()))
                .isEqualTo(pair.get1().equals(pair.get2()));
    }

    @Property
    @Domain(Scopes.class)
    @Label("I9: every byte of meaning is in it, as JSON that anyone can read")
    void everyPart_canBeReadBackOrChecked(@ForAll KeyScope scope, @ForAll KeyVersion version) {
        Map<String, String> fields = fields(Aad.of(scope, version));

        assertThat(fields)
                .containsEntry("provider_name", scope.providerName())
                .containsEntry("cluster_id_hash", Sha256.base64Url(scope.clusterId()))
                .containsEntry("openbao_instance_hash", Sha256.base64Url(scope.instanceId()))
                .containsEntry("transit_mount_hash", Sha256.base64Url(scope.transitMountId()))
                .containsEntry("transit_key_hash", Sha256.base64Url(scope.keyLineageId()))
                .containsEntry("key_id_hash", KeyId.derive(scope, version).hash())
                .containsEntry("key_version", Integer.toString(version.number()));
        assertThat(Optional.ofNullable(fields.get("openbao_namespace_hash")))
                .isEqualTo(scope.namespace().map(Sha256::base64Url));
        assertThat(fields).hasSize(scope.namespace().isPresent() ? 11 : 10);
    }

    private static Aad encoded(Identity identity) {
        return Aad.of(identity.scope(), identity.version());
    }

    /** A JSON reader for a flat object of strings, which fails on any byte that does not belong. */
    private static Map<String, String> fields(Aad aad) {
        String json = new String(aad.bytes(), UTF_8);
        var fields = new LinkedHashMap<String, String>();
        Matcher field = FIELD.matcher(json);
        int at = 1;
        while (field.find(at) && field.start() == at) {
            fields.put(field.group(1), unescaped(field.group(2)));
            at = field.end();
        }
        assertThat(json).startsWith("{").endsWith("}").hasSize(at);
        return fields;
    }

    private static String unescaped(String text) {
        return ESCAPE.matcher(text)
                .replaceAll(escape -> Matcher.quoteReplacement(
                        escape.group(1) == null
                                ? escape.group(2)
                                : Character.toString(Integer.parseInt(escape.group(1), 16))));
    }
}
