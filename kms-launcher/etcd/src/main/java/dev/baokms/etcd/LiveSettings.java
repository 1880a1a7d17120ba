package dev.baokms.etcd;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where a cluster answers, and with what this process shows itself. What cannot be used is said when it is read.
 *
 * @param endpoints of its members, at least one: {@code https://host:port}; {@code http://} to this machine; or
 *     {@code unix:///path} of kine's socket
 * @param caCert authorities of the members' certificates, as PEM; the JDK's own without it
 * @param cert the client certificate with its chain, as PEM. Kubernetes' etcd asks for one
 * @param key its private key as PEM: PKCS#8, PKCS#1 or SEC 1, not encrypted
 * @param insecureTransport whether {@code http://} may be used, and then to this machine alone
 * @param hashed whether each member is asked for the hash of all its rows, to be compared: it reads all of them for it, and
 *     holds up writes for so long, once
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
