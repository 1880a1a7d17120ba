package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.baokms.core.key.KeyId;
import dev.baokms.core.key.KeyScope;
import dev.baokms.core.key.KeyVersion;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyIdTest {
    @Test
    void publishedVector_isDerived() {
        var scope = new KeyScope(
                "openbao-kms-workload-a",
                "workload-a",
                "bao-prod-a",
                Optional.empty(),
                "transit-prod-primary",
                "01HXEXAMPLEKEYLINEAGEID");

        assertEquals(
                "obk2.ig7zS9_yvQrdlcvWgJUhA5q_fQYupc5jRX5MzhAMQSk",
                KeyId.derive(scope, new KeyVersion(3, 1715803200)).value());
    }
}
