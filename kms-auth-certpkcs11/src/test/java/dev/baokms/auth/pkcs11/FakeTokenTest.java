package dev.baokms.auth.pkcs11;

import java.security.PublicKey;

class FakeTokenTest extends CryptokiContract {
    @Override
    Cryptoki module() {
        return new FakeToken()
                .key(KEY, KEY_ID, TestKeys.ec("secp256r1"), false)
                .key(CAUTIOUS_KEY, "02", TestKeys.ec("secp256r1", "cautious"), true);
    }

    @Override
    String pin() {
        return FakeToken.PIN;
    }

    @Override
    PublicKey publicKey() {
        return TestKeys.ec("secp256r1").getPublic();
    }
}
