package dev.baokms.daemon.serve;

import java.time.Duration;

/**
 * Limits on the duration of one call to OpenBao.
 *
 * @param longest the upper bound, including the wait for a login; a call's own budget may be shorter
 * @param login the upper bound of a login, which continues for the next call after this one has given up
 */
record CallLimit(Duration longest, Duration login) {}
