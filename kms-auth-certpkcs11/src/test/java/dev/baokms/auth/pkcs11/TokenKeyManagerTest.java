package dev.baokms.auth.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.auth.pkcs11.TokenKeyManager.ClientIdentity;
import java.security.KeyPair;
import java.security.SignatureException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenKeyManagerTest {
    private final TokenKeyManager manager = new TokenKeyManager();

    @Test
    void withoutAnIdentity_nothingIsShown() {
        assertThat(manager.chooseClientAlias(new String[] {"EC", "RSA"}, null, null))
                .isNull();
        assertThat(manager.getClientAliases("EC", null)).isNull();
        assertThat(manager.getCertificateChain("token-1")).isNull();
        assertThat(manager.getPrivateKey("token-1")).isNull();
    }

    @Test
    void identity_isShownToServersThatTakeItsKindOfKey() throws Exception {
        manager.show(identity("token-1", TestKeys.ec("secp256r1")));

        assertThat(manager.chooseClientAlias(new String[] {"RSA", "EC"}, null, null))
                .isEqualTo("token-1");
        assertThat(manager.chooseEngineClientAlias(new String[] {"EC"}, null, null))
                .isEqualTo("token-1");
        assertThat(manager.getClientAliases("EC", null)).containsExactly("token-1");
        assertThat(manager.chooseClientAlias(new String[] {"RSA"}, null, null)).isNull();
        assertThat(manager.getClientAliases("RSA", null)).isNull();
    }

    @Test
    void replacedIdentity_isNotMixedWithItsSuccessor() throws Exception {
        manager.show(identity("token-1", TestKeys.ec("secp256r1")));
        manager.show(identity("token-2", TestKeys.rsa(2048)));

        assertThat(manager.getCertificateChain("token-1")).isNull();
        assertThat(manager.getPrivateKey("token-1")).isNull();
        assertThat(manager.getPrivateKey("token-2")).isInstanceOf(TokenKey.Rsa.class);
        assertThat(manager.getCertificateChain("token-2")).hasSize(1);
    }

    @Test
    void nothing_isShownAfterTheTokenFailed() throws Exception {
        manager.show(identity("token-1", TestKeys.ec("secp256r1")));
        manager.showNothing();

        assertThat(manager.chooseClientAlias(new String[] {"EC"}, null, null)).isNull();
        assertThat(manager.getPrivateKey("token-1")).isNull();
    }

    @Test
    void servers_areNeverServed() throws Exception {
        manager.show(identity("token-1", TestKeys.ec("secp256r1")));

        assertThat(manager.getServerAliases("EC", null)).isNull();
        assertThat(manager.chooseServerAlias("EC", null, null)).isNull();
    }

    private static ClientIdentity identity(String alias, KeyPair pair) throws Exception {
        TokenKey key = TokenKey.of(pair.getPublic(), (mechanism, input) -> {
                    throw new SignatureException("not asked here");
                })
                .orElseThrow();
        return new ClientIdentity(alias, key, List.of(TestCertificate.of(pair).made()));
    }
}
