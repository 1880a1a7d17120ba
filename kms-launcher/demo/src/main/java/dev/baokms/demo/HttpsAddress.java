package dev.baokms.demo;

import dev.baokms.transit.http.ServerAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An address that may receive a token. */
final class HttpsAddress implements ITypeConverter<ServerAddress> {
    @Override
    public ServerAddress convert(String text) {
        try {
            ServerAddress address = ServerAddress.parse(text);
            if (address.isEncrypted()) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
        throw new TypeConversionException(DemoTexts.MUST_BE_HTTPS);
    }
}
