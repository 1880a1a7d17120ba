package dev.baokms.kubernetes;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The address of an API server and the credentials for it, from the current context of a kubeconfig. It holds secrets,
 * so it prints none of its content.
 */
public final class Kubeconfig {
    /** A certificate, a key or a token, either in a separate file or inside the kubeconfig. */
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

        /** Keeps the array without copying it. */
        static Material of(byte[] content) {
            return new Material(Optional.empty(), content);
        }

        /** The file that holds it; empty when it is in {@link #content}. */
        public Optional<Path> file() {
            return file;
        }

        /** The bytes themselves, not a copy; empty when they are in a file. */
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

    /** The address as written. The caller checks whether it is usable. */
    public String server() {
        return server;
    }

    /** The name that the server's certificate must be valid for, instead of the host in the address. */
    public Optional<String> serverName() {
        return serverName;
    }

    /** The authorities that sign the server's certificate, as PEM; empty for the authorities of the machine. */
    public Optional<Material> authority() {
        return authority;
    }

    /** The client certificate, as PEM. */
    public Optional<Material> certificate() {
        return certificate;
    }

    /** The private key of the client certificate, as PEM. */
    public Optional<Material> key() {
        return key;
    }

    /** The bearer token. */
    public Optional<Material> token() {
        return token;
    }

    @Override
    public String toString() {
        return "Kubeconfig[" + server + "]";
    }
}
