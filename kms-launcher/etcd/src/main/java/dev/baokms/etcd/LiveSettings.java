package dev.baokms.etcd;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The endpoints of a cluster, and the credentials that this process shows. Unusable settings are reported when the
 * cluster is read.
 *
 * @param endpoints of its members, at least one: {@code https://host:port}; {@code http://} to this machine; or
 *     {@code unix:///path} of kine's socket
 * @param caCert authorities of the members' certificates, as PEM; the JDK's own when it is empty
 * @param cert the client certificate with its chain, as PEM; Kubernetes' etcd requires one
 * @param key the private key of {@code cert} as PEM: PKCS#8, PKCS#1 or SEC 1, not encrypted
 * @param insecureTransport whether {@code http://} may be used, and then to this machine alone
 * @param hashed whether each member is asked once for the hash of all its rows, to compare the hashes; the member reads
 *     all its rows for the hash and holds up writes for that time
 */
public record LiveSettings(
        List<URI> endpoints,
        Optional<Path> caCert,
        Optional<Path> cert,
        Optional<Path> key,
        boolean insecureTransport,
        boolean hashed) {
    public LiveSettings {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("there is no endpoint, need one or more");
        }
    }
}
