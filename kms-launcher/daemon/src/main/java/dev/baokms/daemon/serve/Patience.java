package dev.baokms.daemon.serve;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * How long a command waits for OpenBao. It waits longer than a daemon, which keeps its connection and its token: a
 * command is a cold process, and on a busy node its first handshake and its login alone can take some seconds.
 *
 * @param longest the limit for each answer, including the login
 * @param told called once, when an answer takes longer than a daemon would wait, with the daemon's limit
 */
public record Patience(Duration longest, Consumer<Duration> told) {}
