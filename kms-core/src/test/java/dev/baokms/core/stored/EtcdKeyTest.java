package dev.baokms.core.stored;

import static dev.baokms.core.stored.StoredValues.lent;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EtcdKeyTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "/registry/secrets/default/a, /registry, secrets, default, a",
                "/registry/namespaces/default, /registry, namespaces, -, default",
                "/registry/minions/node-1, /registry, nodes, -, node-1",
                "/registry/controllers/default/a, /registry, replicationcontrollers, default, a",
                "/registry/ingress/default/a, /registry, ingresses.networking.k8s.io, default, a",
                "/registry/services/specs/default/a, /registry, services, default, a",
                "/registry/services/endpoints/default/a, /registry, endpoints, default, a",
                "/registry/deployments/default/a, /registry, deployments.apps, default, a",
                "/registry/clusterroles/system:a, /registry, clusterroles.rbac.authorization.k8s.io, -, system:a",
                "/registry/example.com/widgets/default/a, /registry, widgets.example.com, default, a",
                "/registry/example.com/gadgets/a, /registry, gadgets.example.com, -, a",
                "/registry/apiregistration.k8s.io/apiservices/v1., /registry, apiservices.apiregistration.k8s.io, -,"
                        + " v1.",
                "/registry/example.com/widgets/a/b/c, /registry, widgets.example.com, -, a/b/c",
                "/registry/newkind/default/a, /registry, newkind, default, a",
                "/kubernetes.io/secrets/default/a, /kubernetes.io, secrets, default, a",
                "/openshift.io/routes/default/a, /openshift.io, routes.route.openshift.io, default, a",
                "/openshift.io/oauth/accesstokens/a, /openshift.io, oauthaccesstokens.oauth.openshift.io, -, a",
                "/openshift.io/oauth/authorizetokens/a, /openshift.io, oauthauthorizetokens.oauth.openshift.io, -, a"
            })
    void keyOfAnObject_isReadAsApiServersLayItOut(
            String key, String prefix, String resource, String namespace, String name) {
        EtcdKey read = EtcdKey.of(lent(key));

        assertThat(read).isEqualTo(new EtcdKey(prefix, resource, Optional.ofNullable(namespace), name));
        assertThat(read.bookkeeping()).isFalse();
        assertThat(read.usualPrefix()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "compact_rev_key",
                "",
                "/",
                "//",
                "/registry",
                "/registry/",
                "/registry//",
                "/registry/health",
                "/registry/ranges/serviceips",
                "/registry/masterleases/10.0.0.1",
                "/registry/peerserverleases/a"
            })
    void keyOfTheApiServerItself_isBookkeeping(String key) {
        assertThat(EtcdKey.of(lent(key)).bookkeeping()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/calico/resources/v3/a", "/mine/secrets/default/a"})
    void keyUnderAnotherPrefix_isToldApart(String key) {
        assertThat(EtcdKey.of(lent(key)).usualPrefix()).isFalse();
    }

    @Property(tries = 300)
    void anyBytes_areReadWithinTheKey(@ForAll byte[] bytes) {
        ByteBuffer key = lent(bytes);
        int scope = EtcdKey.scopeLength(key);

        assertThat(scope).isBetween(0, bytes.length);
        assertThat(EtcdKey.of(key).name().isEmpty())
                .isEqualTo(scope == 0 || EtcdKey.of(key).bookkeeping());
        assertThat(key.remaining()).isEqualTo(bytes.length);
    }
}
