/** The daemon's exchange with the service manager that started it. */
@NullMarked
package dev.baokms.host.systemd;

import org.jspecify.annotations.NullMarked;
