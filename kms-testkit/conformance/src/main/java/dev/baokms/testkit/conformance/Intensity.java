package dev.baokms.testkit.conformance;

import java.time.Duration;

/**
 * How often the kit calls, and how long it waits.
 *
 * @param percent percentage of the repetitions of a certification
 * @param rotations number of key rotations in rules that need many, if their time allows
 * @param deadline of a call; kube-apiserver's is 3 s
 * @param absence how long a call may wait for a provider that is not there; kube-apiserver's deadline, and more in a
 *     quick run, because on a busy machine a slow start says little about the provider
 * @param rotation how long a new key may take to appear
 * @param recovery how long a provider may take to answer after a start
 * @param patience the longest time anything may take to happen
 * @param rule how long a rule may take altogether, its hooks included
 */
record Intensity(
        int percent,
        int rotations,
        Duration deadline,
        Duration absence,
        Duration rotation,
        Duration recovery,
        Duration patience,
        Duration rule) {
    private static final int LEAST_TIMES = 2;

    /** For a certificate. */
    static final Intensity CERTIFY = new Intensity(
            100,
            20,
            Duration.ofSeconds(3),
            Duration.ofSeconds(3),
            Duration.ofMinutes(1),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(20));

    /** For an author at work: a twentieth of the repetitions, with the same time for each and more time for a start. */
    static final Intensity QUICK = new Intensity(
            5,
            10,
            CERTIFY.deadline(),
            Duration.ofSeconds(15),
            CERTIFY.rotation(),
            CERTIFY.recovery(),
            CERTIFY.patience(),
            Duration.ofMinutes(5));

    Intensity withRotation(Duration other) {
        return new Intensity(percent, rotations, deadline, absence, other, recovery, patience, rule);
    }

    /** A limit of a rule, shortened only for a provider that is made to break it. */
    Duration atMost(Duration limit) {
        return limit.compareTo(patience) < 0 ? limit : patience;
    }

    int times(int certified) {
        return Math.max(Math.min(certified, LEAST_TIMES), certified * percent / 100);
    }
}
