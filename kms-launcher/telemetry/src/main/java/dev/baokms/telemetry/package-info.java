/** The daemon's reports about itself: JSON log lines, metrics and health. */
@NullMarked
package dev.baokms.telemetry;

import org.jspecify.annotations.NullMarked;
