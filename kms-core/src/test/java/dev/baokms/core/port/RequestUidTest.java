package dev.baokms.core.port;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RequestUidTest {
    @Test
    void hash_isTheBeginningOfASha256() {
        // printf abc | openssl dgst -sha256 -binary | base64 begins ungWv48Bz+pBQUDe
        assertThat(new RequestUid("abc").hash()).isEqualTo("ungWv48Bz-pBQUDe");
    }

    @Test
    void toString_showsTheHashOnly() {
        var uid = new RequestUid("a-secret\nlevel=ERROR forged");

        assertThat(uid).hasToString("RequestUid[hash=" + uid.hash() + "]");
    }

    @Property(tries = 200)
    void hash_isOfOneFormWhateverTheUidHolds(@ForAll String value) {
        assertThat(new RequestUid(value + "\r\n").hash()).matches("[A-Za-z0-9_-]{16}");
    }
}
