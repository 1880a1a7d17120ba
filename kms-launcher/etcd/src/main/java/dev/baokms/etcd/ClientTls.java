package dev.baokms.etcd;

import dev.baokms.core.port.ByteSource.Content;
import dev.baokms.core.secret.SecretBytes;
import dev.baokms.host.PathText;
import dev.baokms.host.ProcessIdentity;
import dev.baokms.host.TrustedFile;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** TLS to the members of a cluster, with files that no other user can have written. */
final class ClientTls {
    private static final int MOST_BYTES = 1 << 20;

    private final LiveSettings settings;
    private final ProcessIdentity process;

    ClientTls(LiveSettings settings, ProcessIdentity process) {
        this.settings = settings;
        this.process = process;
    }

    /** Decodes the content of one file. */
    private interface Decoder<T> {
        T decode(byte[] content) throws BrokenPemException;
    }

    SslContext context() throws RefusedSourceException {
        SslContextBuilder builder = GrpcSslContexts.forClient();
        if (settings.caCert().isPresent()) {
            X509Certificate[] authorities =
                    read(settings.caCert().get(), TrustedFile.Kind.PUBLIC, PemContent::certificates);
            builder.trustManager(authorities);
        }
        Optional<Path> cert = settings.cert();
        Optional<Path> key = settings.key();
        if (cert.isPresent() != key.isPresent()) {
            throw new RefusedSourceException(
                    PathText.printable(cert.or(() -> key).orElseThrow()),
                    cert.isPresent()
                            ? EtcdClusterTexts.CERTIFICATE_WITHOUT_KEY
                            : EtcdClusterTexts.KEY_WITHOUT_CERTIFICATE,
                    EtcdClusterTexts.NAME_BOTH_FILES);
        }
        if (cert.isPresent() && key.isPresent()) {
            PrivateKey secret = read(key.get(), TrustedFile.Kind.SECRET, PemContent::key);
            builder.keyManager(secret, read(cert.get(), TrustedFile.Kind.PUBLIC, PemContent::certificates));
        }
        try {
            return builder.build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new RefusedSourceException(
                    PathText.printable(cert.or(settings::caCert).orElse(Path.of("/"))),
                    EtcdClusterTexts.KEY_OF_ANOTHER,
                    EtcdClusterTexts.NAME_ITS_KEY);
        }
    }

    private <T> T read(Path path, TrustedFile.Kind kind, Decoder<T> decoder) throws RefusedSourceException {
        Path absolute = path.toAbsolutePath().normalize();
        return switch (TrustedFile.of(absolute, kind, process).read(MOST_BYTES)) {
            case Content.Unusable unusable ->
                throw new RefusedSourceException(
                        PathText.printable(absolute),
                        EtcdClusterTexts.fileCannotBeUsed(unusable.advice()),
                        EtcdClusterTexts.RUN_AS_OWNER);
            case Content.Bytes bytes -> decoded(absolute, bytes.bytes(), decoder);
        };
    }

    private static <T> T decoded(Path path, SecretBytes content, Decoder<T> decoder) throws RefusedSourceException {
        byte[] bytes = content.exposeTo(byte[]::clone);
        content.close();
        try {
            return decoder.decode(bytes);
        } catch (BrokenPemException e) {
            throw new RefusedSourceException(
                    PathText.printable(path),
                    EtcdClusterTexts.fileCannotBeUsed(String.valueOf(e.getMessage())),
                    EtcdClusterTexts.NAME_A_PEM);
        } finally {
            java.util.Arrays.fill(bytes, (byte) 0);
        }
    }
}
