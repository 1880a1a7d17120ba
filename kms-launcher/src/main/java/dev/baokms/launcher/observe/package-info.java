/** What the daemon tells about itself: JSON log lines, metrics and health. */
@NullMarked
package dev.baokms.launcher.observe;

import org.jspecify.annotations.NullMarked;
