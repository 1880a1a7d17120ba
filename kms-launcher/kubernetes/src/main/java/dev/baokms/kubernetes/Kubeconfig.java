package dev.baokms.kubernetes;

import java.nio.file.Path;
import java.util.Optional;

/** Where an API server is and how it is talked to, as the current context of a kubeconfig says. Holds secrets, so it prints none of it. */
public final class Kubeconfig {
    /** A certificate, a key or a token: in a file of its own, or within the kubeconfig. */
    public static final class Material {
        private final Optional<Path> file;
        private final byte[] content;

        private Material(Optional<Path> file, byte[] content) {
            this.file = file;
            this.content = content;
        }

        static Material in(Path file) {
            return new Material(Optional.of(file), new byte[0]);
        }

        /** Takes the array over. */
        static Material of(byte[] content) {
            return new Material(Optional.empty(), content);
        }

        /** Where it is; empty when it is {@link #content}. */
        public Optional<Path> file() {
            return file;
        }

        /** The bytes themselves, no copy; empty when it is in a file. */
        public byte[] content() {
            return content;
        }

        @Override
        public String toString() {
            return "Material[hidden]";
        }
    }

    private final String server;
    private final Optional<String> serverName;
    private final Optional<Material> authority;
    private final Optional<Material> certificate;
    private final Optional<Material> key;
    private final Optional<Material> token;

    Kubeconfig(
            String server,
            Optional<String> serverName,
            Optional<Material> authority,
            Optional<Material> certificate,
            Optional<Material> key,
            Optional<Material> token) {
        this.server = server;
        this.serverName = serverName;
        this.authority = authority;
        this.certificate = certificate;
        this.key = key;
        this.token = token;
    }

    /** As it is written; whether it can be used is for its user to say. */
    public String server() {
        return server;
    }

    /** What the server's certificate must be for, instead of the address's host. */
    public Optional<String> serverName() {
        return serverName;
    }

    /** Who signs the server's certificate, PEM; empty for the authorities of the machine. */
    public Optional<Material> authority() {
        return authority;
    }

    /** Of the client, PEM. */
    public Optional<Material> certificate() {
        return certificate;
    }

    /** Of that certificate, PEM. */
    public Optional<Material> key() {
        return key;
    }

    /** A bearer token. */
    public Optional<Material> token() {
        return token;
    }

    @Override
    public String toString() {
        return "Kubeconfig[" + server + "]";
    }
}
