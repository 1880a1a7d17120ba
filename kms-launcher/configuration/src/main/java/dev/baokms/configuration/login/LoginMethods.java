package dev.baokms.configuration.login;

import dev.baokms.auth.jwt.JwtMethod;
import dev.baokms.auth.pkcs11.CertificateMethod;
import dev.baokms.auth.tokenfile.TokenFileMethod;
import dev.baokms.core.login.LoginMethod;
import dev.baokms.transit.http.TrustedHttp;
import java.util.List;
import java.util.Optional;
import okhttp3.OkHttpClient;

/** All login methods. A new one needs a package and one line here. */
public final class LoginMethods {
    public static final List<LoginMethod<?>> ALL =
            List.of(new JwtMethod(LoginMethods::client), new CertificateMethod(), new TokenFileMethod());

    private LoginMethods() {}

    /** @throws IllegalArgumentException for a name that no method has */
    public static LoginMethod<?> named(String name) {
        return ALL.stream()
                .filter(method -> method.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no login method is called " + name));
    }

    /**
     * Builds every HTTP client of this process by one rule: a server that issues credentials is asked in the same way
     * as OpenBao.
     */
    private static OkHttpClient client(Optional<byte[]> caBundle) {
        return caBundle.map(pem -> TrustedHttp.trusting(pem, Optional.empty(), List.of()))
                .orElseGet(TrustedHttp::trustingThePlatform)
                .client();
    }
}
