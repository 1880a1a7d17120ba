/** What the daemon tells the service manager that started it. */
@NullMarked
package dev.baokms.host.systemd;

import org.jspecify.annotations.NullMarked;
