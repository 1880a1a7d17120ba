/**
 * The configuration file: every field, its default and its rule. The reader keeps positions, so that each problem can
 * point to its place.
 */
@NullMarked
package dev.baokms.configuration;

import org.jspecify.annotations.NullMarked;
