package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class KitTest {
    @Test
    void kit_needsJunitAlone() {
        assertEquals(
                "unix:///run/acme/kms.sock", new AcmeConformance().endpoint().toString());
        assertThrows(ClassNotFoundException.class, () -> Class.forName("net.jqwik.api.Property"));
        assertThrows(ClassNotFoundException.class, () -> Class.forName("dev.baokms.core.Kms"));
    }
}
