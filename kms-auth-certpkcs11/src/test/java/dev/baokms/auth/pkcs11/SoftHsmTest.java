package dev.baokms.auth.pkcs11;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class SoftHsmTest extends CryptokiContract {
    @TempDir
    private static Path dir;

    private static Cryptoki module;

    @BeforeAll
    static void load() throws Exception {
        var hsm = new SoftHsm(dir);
        hsm.key(KEY, KEY_ID, "EC:P-256");
        hsm.keyThatAlwaysAsksForThePin(CAUTIOUS_KEY, "02", "EC:P-256");
        module = new NativeCryptoki(FunctionList.load(hsm.library.toString()));
    }

    @Override
    Cryptoki module() {
        return module;
    }

    @Override
    String pin() {
        return SoftHsm.PIN;
    }

    @Override
    PublicKey publicKey() throws Exception {
        String pem = Files.readString(dir.resolve(KEY + ".pub"));
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
    }
}
