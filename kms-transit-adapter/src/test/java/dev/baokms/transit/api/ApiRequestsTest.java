package dev.baokms.transit.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.key.Aad;
import dev.baokms.core.secret.SecretBytes;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ApiRequestsTest {
    private static final int LARGEST_BATCH = 32;
    private static final int STRINGS_THAT_OPENBAO_READS = 1000;

    private final ApiRequests requests = new ApiRequests("transit", "k");

    @Test
    void closedRequest_holdsNothingOfItsBody() {
        Stream.of(requests.encrypt(item()), requests.encryptAll(List.of(item(), item())))
                .forEach(request -> {
                    assertThat(new String(request.body(), US_ASCII)).contains("aGVsbG8=");
                    request.close();
                    assertThat(request.body()).containsOnly(0);
                });
    }

    @Test
    void largestBatch_staysWithinTheStringsThatOpenBaoReads() {
        var request = requests.encryptAll(
                IntStream.range(0, LARGEST_BATCH).mapToObj(i -> item()).toList());

        long quotes = new String(request.body(), US_ASCII)
                .chars()
                .filter(c -> c == '"')
                .count();
        assertThat(quotes / 2).isBetween(7L * LARGEST_BATCH, STRINGS_THAT_OPENBAO_READS / 2L);
    }

    @Test
    void references_neverComeAgain() {
        String first = body(requests.encryptAll(List.of(item(), item())));
        String second = body(requests.encryptAll(List.of(item(), item())));

        assertThat(first).contains("\"reference\":\"1\"", "\"reference\":\"2\"");
        assertThat(second).contains("\"reference\":\"3\"", "\"reference\":\"4\"");
    }

    private static String body(ApiRequest<?> request) {
        return new String(request.body(), US_ASCII);
    }

    private static EncryptItem item() {
        return new EncryptItem(SecretBytes.copyOf("hello".getBytes(US_ASCII)), 1, Aad.ofProbe());
    }
}
