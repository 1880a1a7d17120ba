package dev.baokms.daemon.serve;

import java.time.Duration;

/**
 * How long one call to OpenBao may take, its login included.
 *
 * @param longest upper bound; a call's own budget may be shorter
 */
record CallLimit(Duration longest) {}
