package dev.baokms.daemon.serve;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * How long a command waits for OpenBao. Longer than a daemon, which keeps its connection and its token: a command is a cold process,
 * and on a busy node its first handshake and its login alone can take some seconds.
 *
 * @param longest for each answer, the login included
 * @param told once, when an answer takes longer than a daemon would wait, with that time
 */
public record Patience(Duration longest, Consumer<Duration> told) {}
