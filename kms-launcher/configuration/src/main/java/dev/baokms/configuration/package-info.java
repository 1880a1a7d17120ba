/** The configuration file: every field, its default and rule, read with positions so that each problem can point. */
@NullMarked
package dev.baokms.configuration;

import org.jspecify.annotations.NullMarked;
