package dev.baokms.operator.rotate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The clock, and the way to wait by it. */
public interface RotationTime extends InstantSource {
    /** Of this machine. */
    RotationTime SYSTEM = new RotationTime() {
        @Override
        public Instant instant() {
            return InstantSource.system().instant();
        }

        @Override
        public void pause(Duration duration) throws InterruptedException {
            Thread.sleep(duration);
        }
    };

    /** Comes back when so much time has passed; at once when it is not positive. */
    void pause(Duration duration) throws InterruptedException;

    /** Comes back when it is so late. */
    default void until(Instant moment) throws InterruptedException {
        pause(Duration.between(instant(), moment));
    }
}
