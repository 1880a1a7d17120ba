package dev.baokms.grpc;

import static dev.baokms.grpc.AdmissionQueue.Entry.ADMITTED;
import static dev.baokms.grpc.AdmissionQueue.Entry.FULL;
import static dev.baokms.grpc.AdmissionQueue.Entry.WAITING;
import static dev.baokms.grpc.AdmissionQueue.MAX_WAITING;
import static dev.baokms.grpc.AdmissionQueue.MAX_WAITING_PER_PEER;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionQueueTest {
    private final AdmissionQueue<Ticket> queue = new AdmissionQueue<>(1);

    private static final class Ticket implements AdmissionQueue.Waiting {
        private final String peer;
        private boolean answered;

        Ticket(String peer) {
            this.peer = peer;
        }

        @Override
        public Object peer() {
            return peer;
        }

        @Override
        public boolean isAnswered() {
            return answered;
        }

        @Override
        public String toString() {
            return peer;
        }
    }

    @Test
    void turns_goRoundThePeers() {
        enter("running");
        for (String peer : List.of("a", "a", "a", "b", "b", "c")) {
            assertThat(enter(peer)).isEqualTo(WAITING);
        }

        assertThat(drain()).containsExactly("a", "b", "c", "a", "b", "a");
        assertThat(enter("d")).isEqualTo(ADMITTED);
    }

    @Test
    void onePeer_cannotTakeThePlacesOfOthers() {
        enter("running");
        for (int i = 0; i < MAX_WAITING_PER_PEER; i++) {
            assertThat(enter("greedy")).isEqualTo(WAITING);
        }

        assertThat(enter("greedy")).isEqualTo(FULL);
        for (int i = 0; i < MAX_WAITING - MAX_WAITING_PER_PEER; i++) {
            assertThat(enter("other")).isEqualTo(WAITING);
        }
        assertThat(enter("other")).isEqualTo(FULL);
    }

    @Test
    void answeredCalls_leaveTheirPlaceAndGetNoTurn() {
        enter("running");
        var calls = new ArrayList<Ticket>();
        for (int i = 0; i < MAX_WAITING_PER_PEER; i++) {
            var call = new Ticket("a");
            queue.enter(call);
            calls.add(call);
        }
        calls.forEach(call -> call.answered = true);

        assertThat(enter("a")).isEqualTo(WAITING);

        assertThat(drain()).containsExactly("a");
    }

    private AdmissionQueue.Entry enter(String peer) {
        return queue.enter(new Ticket(peer));
    }

    private List<String> drain() {
        var turns = new ArrayList<String>();
        for (Ticket call = queue.next(); call != null; call = queue.next()) {
            turns.add(call.peer);
        }
        return turns;
    }
}
