package dev.baokms.auth.pkcs11;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.baokms.core.failure.Failure;
import dev.baokms.core.failure.Outcome;
import dev.baokms.core.login.Credential;
import dev.baokms.core.login.CredentialSource;
import dev.baokms.core.login.Diagnosis;
import dev.baokms.core.login.Login;
import dev.baokms.core.login.LoginHost;
import dev.baokms.core.port.Budget;
import dev.baokms.core.port.ByteSource;
import dev.baokms.core.port.ByteSource.Content;
import dev.baokms.core.port.ByteSource.Flaw;
import dev.baokms.core.secret.SecretBytes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;

/** An open login by certificate: adapts {@link CertificateSource} to the contract of login methods. */
final class CertificateLogin implements Login {
    private static final String OPERATION = "cert_login";

    private final Pkcs11Settings settings;
    private final LoginHost host;
    private final ByteSource pin;
    private final Optional<ByteSource> certificate;
    private final CertificateSource source;

    CertificateLogin(Pkcs11Settings settings, LoginHost host) {
        this(settings, host, () -> new NativeCryptoki(FunctionList.load(trusted(host, settings.modulePath()))));
    }

    CertificateLogin(Pkcs11Settings settings, LoginHost host, Cryptoki.Loader loader) {
        this.settings = settings;
        this.host = host;
        this.pin = host.secretFile(settings.pinFile());
        this.certificate = settings.certificateFile().map(host::publicFile);
        this.source = new CertificateSource(settings, pin, certificate, host.clock(), loader);
    }

    /** Checks the library when it is loaded, because it becomes part of this process then. */
    private static String trusted(LoginHost host, String modulePath) throws Pkcs11LoginException {
        return switch (host.library(modulePath).judge()) {
            case LoginHost.Judgement.Trusted(String realPath) -> realPath;
            case LoginHost.Judgement.Refused refused -> throw new Pkcs11LoginException(Pkcs11Problem.MODULE_UNSAFE);
        };
    }

    @Override
    public CredentialSource credentials() {
        return budget -> {
            try {
                source.show(budget);
                return Outcome.ok(new Credential.LoginRequest(OPERATION, settings.mountPath(), body(), true));
            } catch (Pkcs11LoginException e) {
                return Outcome.failed(e.toFailure());
            }
        };
    }

    /** The proof is in the TLS handshake; the body has only the role's name. */
    private SecretBytes body() {
        String json =
                settings.name().map(name -> "{\"name\":" + quoted(name) + "}").orElse("{}");
        return SecretBytes.adopting(json.getBytes(US_ASCII));
    }

    private static String quoted(String text) {
        return text.chars()
                .mapToObj(c -> c >= 0x20 && c <= 0x7e && c != '"' && c != '\\'
                        ? Character.toString(c)
                        : String.format(Locale.ROOT, "\\u%04x", c))
                .collect(Collectors.joining("", "\"", "\""));
    }

    @Override
    public List<KeyManager> clientKeys() {
        return List.of(source.keyManager());
    }

    @Override
    public List<Watched> watched() {
        var watched = new ArrayList<>(List.of(new Watched("pin", pin, this::flaw)));
        certificate.ifPresent(file -> watched.add(new Watched("certificate", file, this::flaw)));
        return List.copyOf(watched);
    }

    private Optional<Failure> flaw(Budget budget) {
        return source.flaw(budget).map(Pkcs11LoginException::toFailure);
    }

    @Override
    public Diagnosis check(String id, Budget budget) {
        return switch (id) {
            case CertificateMethod.TOKEN_CHECK -> source.checkToken(budget);
            case CertificateMethod.CERTIFICATE_CHECK -> source.checkCertificate(budget);
            case CertificateMethod.SIGNATURE_CHECK -> source.checkSignature(budget);
            default -> throw new IllegalArgumentException("no check of this method is called " + id);
        };
    }

    /** A missing file may still appear; one that others can read or replace must not be used. */
    @Override
    public List<String> startProblems() {
        var problems = new ArrayList<String>();
        unsafe(pin, CertificateSource.MAX_PIN_BYTES).ifPresent(problems::add);
        certificate
                .flatMap(file -> unsafe(file, CertificateSource.MAX_CHAIN_BYTES))
                .ifPresent(problems::add);
        if (host.library(settings.modulePath()).judge() instanceof LoginHost.Judgement.Refused(String advice)) {
            problems.add(advice);
        }
        return List.copyOf(problems);
    }

    private static Optional<String> unsafe(ByteSource file, int maxBytes) {
        return switch (file.read(maxBytes)) {
            case Content.Bytes(SecretBytes bytes) -> {
                bytes.close();
                yield Optional.empty();
            }
            case Content.Unusable(Flaw flaw, String advice) ->
                flaw == Flaw.MISSING ? Optional.empty() : Optional.of(advice);
        };
    }

    @Override
    public Map<String, Supplier<Number>> gauges() {
        // NaN before the first read: 0 would raise the alert for a certificate that was never read.
        return Map.of(
                "openbao_kms_certificate_ttl_seconds",
                () -> source.certificateExpiry().<Number>map(this::secondsUntil).orElse(Double.NaN));
    }

    private long secondsUntil(Instant end) {
        InstantSource clock = host.clock();
        return Duration.between(clock.instant(), end).toSeconds();
    }

    @Override
    public Optional<Notice> notice() {
        return source.certificateExpiry()
                .filter(end -> source.expiresSoon())
                .map(end -> new Notice(
                        "client certificate ends soon; renew it",
                        Map.of("ends", end.toString(), "min_remaining_ttl", settings.minRemainingTtl())));
    }

    @Override
    public void close() {
        source.close();
    }
}
