/** From evidence to a verdict: how long a failure may be ridden out before Status says so. */
@NullMarked
package dev.baokms.core.health;

import org.jspecify.annotations.NullMarked;
