package dev.baokms.launcher.dev;

import java.net.URI;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An address that a token may be sent to. */
final class HttpsAddress implements ITypeConverter<URI> {
    @Override
    public URI convert(String text) {
        URI uri = URI.create(text);
        if (!"https".equals(uri.getScheme()) || uri.getHost() == null) {
            throw new TypeConversionException("need https://host[:port]");
        }
        return uri;
    }
}
