package dev.baokms.operator.rotate;

import dev.baokms.daemon.serve.UnsafeStartException;
import dev.baokms.etcd.PemContent;
import dev.baokms.host.TrustedFile;
import dev.baokms.kubernetes.Kubeconfig;
import dev.baokms.kubernetes.Kubeconfig.Material;
import dev.baokms.kubernetes.KubeconfigReader;
import dev.baokms.operator.rotate.ClusterClient.Door;
import dev.baokms.telemetry.ListenAddress;
import dev.baokms.transit.http.ServerAddress;
import dev.baokms.transit.http.ServerName;
import dev.baokms.transit.http.TrustedHttp;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import okhttp3.ConnectionSpec;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/** Creates a client from what an operator names: a kubeconfig, addresses of API servers, or a kubectl proxy. */
public final class ClusterAccess {
    private static final String UNIX = "unix:";
    private static final char[] NO_PASSWORD = {};

    private final Optional<Kubeconfig> kubeconfig;

    private ClusterAccess(Optional<Kubeconfig> kubeconfig) {
        this.kubeconfig = kubeconfig;
    }

    /** Decodes PEM. */
    private interface Decoder<T> {
        T decode(byte[] pem) throws GeneralSecurityException;
    }

    /**
     * Creates a client. Reads the files that it needs, and contacts no server.
     *
     * @param file a kubeconfig; without one, only a proxy can be asked
     * @param addresses addresses of API servers of the same cluster; if empty, the kubeconfig's address applies
     * @throws UnsafeStartException in words for an operator
     */
    public static ClusterClient client(Optional<Path> file, List<String> addresses) throws UnsafeStartException {
        var access = new ClusterAccess(file.isPresent() ? Optional.of(read(file.get())) : Optional.empty());
        List<String> names = addresses.isEmpty()
                ? access.kubeconfig.map(Kubeconfig::server).stream().toList()
                : addresses;
        var doors = new ArrayList<Door>();
        for (String name : names) {
            doors.add(name.startsWith(UNIX) ? socket(name) : access.door(name, file));
        }
        Optional<Material> token = access.kubeconfig.flatMap(Kubeconfig::token);
        return new ClusterClient(
                doors, token.isPresent() ? Optional.of(BearerToken.of(token.get())) : Optional.empty());
    }

    private static Kubeconfig read(Path file) throws UnsafeStartException {
        Path absolute = file.toAbsolutePath().normalize();
        var reading = FileSecrets.read(
                absolute, TrustedFile.Kind.SECRET, content -> KubeconfigReader.read(absolute, content));
        return switch (reading) {
            case KubeconfigReader.Reading.Usable(Kubeconfig config) -> config;
            case KubeconfigReader.Reading.Unusable(String problem) -> throw new UnsafeStartException(problem);
        };
    }

    private static Door socket(String name) throws UnsafeStartException {
        String path = name.replaceFirst("^unix:(//)?", "unix://");
        try {
            if (ListenAddress.parse(path).orElseThrow() instanceof ListenAddress.Unix unix) {
                OkHttpClient http = plain(TrustedHttp.trustingThePlatform())
                        .newBuilder()
                        .socketFactory(new UnixSockets(unix.path()))
                        .dns(host -> List.of(InetAddress.getLoopbackAddress()))
                        .build();
                return new Door(name, HttpUrl.get("http://localhost/"), http);
            }
        } catch (IllegalArgumentException e) {
            throw new UnsafeStartException("--api-server " + e.getMessage());
        }
        throw new UnsafeStartException(ClusterTexts.NO_SOCKET_PATH);
    }

    private Door door(String name, Optional<Path> file) throws UnsafeStartException {
        ServerAddress address;
        try {
            address = ServerAddress.parse(name);
        } catch (IllegalArgumentException e) {
            throw new UnsafeStartException(ClusterTexts.badAddress(String.valueOf(e.getMessage())));
        }
        if (!address.isEncrypted()) {
            return new Door(name, HttpUrl.get(address.toString()), plain(TrustedHttp.trustingThePlatform()));
        }
        if (kubeconfig.isEmpty()) {
            throw new UnsafeStartException(ClusterTexts.NO_CREDENTIALS);
        }
        return new Door(
                name,
                HttpUrl.get(address.toString()),
                trusted(kubeconfig.get(), file.orElseThrow()).client());
    }

    private static OkHttpClient plain(TrustedHttp http) {
        return http.client()
                .newBuilder()
                .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
                .build();
    }

    private static TrustedHttp trusted(Kubeconfig config, Path file) throws UnsafeStartException {
        List<KeyManager> keys = keys(config, file);
        Optional<ServerName> serverName;
        try {
            serverName = config.serverName().map(ServerName::new);
        } catch (IllegalArgumentException e) {
            throw new UnsafeStartException(ClusterTexts.badServerName(file, String.valueOf(e.getMessage())));
        }
        if (config.authority().isEmpty()) {
            throw new UnsafeStartException(ClusterTexts.noAuthority(file));
        }
        return decoded(
                config.authority().get(),
                TrustedFile.Kind.PUBLIC,
                file,
                pem -> TrustedHttp.trusting(pem, serverName, keys));
    }

    private static List<KeyManager> keys(Kubeconfig config, Path file) throws UnsafeStartException {
        if (config.certificate().isEmpty() || config.key().isEmpty()) {
            return List.of();
        }
        X509Certificate[] chain =
                decoded(config.certificate().get(), TrustedFile.Kind.PUBLIC, file, PemContent::certificates);
        PrivateKey key = decoded(config.key().get(), TrustedFile.Kind.SECRET, file, PemContent::key);
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setKeyEntry("client", key, NO_PASSWORD, chain);
            var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, NO_PASSWORD);
            return Stream.of(factory.getKeyManagers()).toList();
        } catch (GeneralSecurityException | IOException e) {
            throw new UnsafeStartException(ClusterTexts.keyOfAnotherCertificate(file));
        }
    }

    private static <T> T decoded(Material material, TrustedFile.Kind kind, Path kubeconfig, Decoder<T> decoder)
            throws UnsafeStartException {
        Path place = material.file().orElse(kubeconfig);
        byte[] pem = material.file().isPresent()
                ? FileSecrets.read(material.file().get(), kind, byte[]::clone)
                : material.content();
        try {
            return decoder.decode(pem);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // The message of a parser may quote what it read.
            throw new UnsafeStartException(ClusterTexts.noPem(place));
        }
    }
}
