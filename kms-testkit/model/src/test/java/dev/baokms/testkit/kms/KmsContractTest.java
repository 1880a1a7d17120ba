package dev.baokms.testkit.kms;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.baokms.testkit.kms.proto.KmsV2Proto;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The proto is this project's own; these are the names and numbers of k8s.io/kms apis/v2/api.proto, which go over the wire. */
class KmsContractTest {
    @Test
    void service_isThatOfKubernetes() {
        var service = KmsV2Proto.getDescriptor().findServiceByName("KeyManagementService");

        assertThat(service.getFullName()).isEqualTo("v2.KeyManagementService");
        assertThat(service.getMethods().stream().map(MethodDescriptor::getName))
                .containsExactlyInAnyOrder("Status", "Decrypt", "Encrypt");
        assertThat(service.getMethods())
                .noneMatch(MethodDescriptor::isClientStreaming)
                .noneMatch(MethodDescriptor::isServerStreaming);
    }

    @Test
    void fields_areThoseOfKubernetes() {
        assertThat(fields("StatusRequest")).isEmpty();
        assertThat(fields("StatusResponse")).containsExactly("1 version STRING", "2 healthz STRING", "3 key_id STRING");
        assertThat(fields("EncryptRequest")).containsExactly("1 plaintext BYTES", "2 uid STRING");
        assertThat(fields("EncryptResponse"))
                .containsExactly("1 ciphertext BYTES", "2 key_id STRING", "3 annotations map<STRING, BYTES>");
        assertThat(fields("DecryptRequest"))
                .containsExactly(
                        "1 ciphertext BYTES", "2 uid STRING", "3 key_id STRING", "4 annotations map<STRING, BYTES>");
        assertThat(fields("DecryptResponse")).containsExactly("1 plaintext BYTES");
    }

    private static List<String> fields(String message) {
        return KmsV2Proto.getDescriptor().findMessageTypeByName(message).getFields().stream()
                .map(field -> field.getNumber() + " " + field.getName() + " "
                        + (field.isMapField()
                                ? field.getMessageType().getFields().stream()
                                        .map(each -> each.getType().name())
                                        .toList()
                                        .toString()
                                        .replaceAll("^\\[(.*)]$", "map<$1>")
                                : field.getType().name()))
                .toList();
    }
}
