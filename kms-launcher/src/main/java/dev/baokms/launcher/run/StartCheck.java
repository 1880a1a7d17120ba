package dev.baokms.launcher.run;

import dev.baokms.auth.jwt.OAuth2Source;
import dev.baokms.launcher.config.Auth;
import dev.baokms.launcher.config.Settings;
import dev.baokms.transit.OpenBaoTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import okhttp3.OkHttpClient;

/** What is looked at before anything starts: files that would be unsafe or useless from the first moment on. */
public final class StartCheck {
    private StartCheck() {}

    /** @throws UnsafeStartException with every problem: path, what is wrong, what mends it */
    public static void require(Settings settings) throws UnsafeStartException {
        var problems = new ArrayList<String>();
        settings.openBao()
                .caCertFile()
                .ifPresent(bundle -> checkBundle(
                        TrustedCa.Use.OPENBAO, bundle, settings.openBao().tlsServerName(), problems));
        switch (settings.auth()) {
            case Auth.Jwt jwt -> {
                switch (jwt.source()) {
                    case Auth.JwtSource.JwtFile file -> checkFile(file, jwt, problems);
                    case Auth.JwtSource.OAuth2 grant -> checkGrant(grant, jwt, problems);
                }
            }
            case Auth.Certificate certificate -> {
                problems.addAll(CertificateTrial.unsafeFiles(certificate));
                checkModule(certificate.modulePath(), problems);
            }
        }
        if (!problems.isEmpty()) {
            throw new UnsafeStartException(String.join(System.lineSeparator(), problems));
        }
    }

    /** A credential that is not there yet may still come; one that others can read or replace must not be used. */
    private static void checkFile(Auth.JwtSource.JwtFile file, Auth.Jwt jwt, List<String> problems) {
        if (Files.exists(file.file())) {
            Parts.jwtFile(jwt, file, InstantSource.system()).problem().ifPresent(problems::add);
        }
    }

    private static void checkGrant(Auth.JwtSource.OAuth2 grant, Auth.Jwt jwt, List<String> problems) {
        grant.caCertFile().ifPresent(bundle -> checkBundle(TrustedCa.Use.OAUTH2, bundle, Optional.empty(), problems));
        try {
            OAuth2Source source = Parts.oauth2(jwt, grant, new OkHttpClient(), InstantSource.system());
            if (Files.exists(grant.clientSecretFile())) {
                source.problem().ifPresent(problems::add);
            }
        } catch (IllegalArgumentException e) {
            problems.add("auth.jwt.oauth2: " + e.getMessage());
        }
    }

    /** The module becomes part of this process: whoever may write it may do what we may do. */
    private static void checkModule(Path module, List<String> problems) {
        try {
            if (Files.exists(module)
                    && ((int) Files.getAttribute(module, "unix:mode") & TrustedCa.WRITABLE_BY_OTHERS) != 0) {
                problems.add(
                        module + ": the PKCS#11 module can be written by group or others; run chmod go-w " + module);
            }
        } catch (IOException e) {
            problems.add(module + ": the PKCS#11 module cannot be looked at; check the directories on the way to it");
        }
    }

    private static void checkBundle(
            TrustedCa.Use use, Path bundle, Optional<String> serverName, List<String> problems) {
        try {
            new OpenBaoTls(TrustedCa.read(use, bundle), serverName, List.of());
        } catch (IOException e) {
            problems.add(String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            problems.add(bundle + ": " + e.getMessage() + "; put PEM certificates there");
        }
    }
}
