package dev.baokms.operator.rotate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The clock, and a way to wait. */
public interface RotationTime extends InstantSource {
    /** The clock of this machine. */
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

    /** Returns after the given time has passed; without delay when the time is zero or negative. */
    void pause(Duration duration) throws InterruptedException;

    /** Returns when the given moment has come. */
    default void until(Instant moment) throws InterruptedException {
        pause(Duration.between(instant(), moment));
    }
}
