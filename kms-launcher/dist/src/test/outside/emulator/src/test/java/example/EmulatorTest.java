package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.baokms.testkit.emulator.TransitEmulator;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

class EmulatorTest {
    @Test
    void sealedEmulator_saysSo() throws Exception {
        try (TransitEmulator openBao = TransitEmulator.start();
                HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest health = HttpRequest.newBuilder(openBao.address().resolve("/v1/sys/health"))
                    .build();
            assertEquals(200, http.send(health, BodyHandlers.ofString()).statusCode());

            openBao.faults().seal();

            assertEquals(503, http.send(health, BodyHandlers.ofString()).statusCode());
        }
    }
}
