/** What the daemon gets from the service manager that started it, and what it tells it. */
@NullMarked
package dev.baokms.host.systemd;

import org.jspecify.annotations.NullMarked;
