/** What the daemon tells about itself: JSON log lines, metrics and health. */
@NullMarked
package dev.baokms.telemetry;

import org.jspecify.annotations.NullMarked;
