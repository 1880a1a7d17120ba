package dev.baokms.daemon.serve;

import java.time.Duration;

/**
 * How long one call to OpenBao may take.
 *
 * @param longest upper bound, the wait for a login included; a call's own budget may be shorter
 * @param login upper bound of a login, which goes on for the next call when this one has given up
 */
record CallLimit(Duration longest, Duration login) {}
