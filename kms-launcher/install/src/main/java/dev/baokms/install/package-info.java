/**
 * The files that an operator installs, made from one small file of values: configuration, policy, setup, unit or
 * manifest.
 */
@NullMarked
package dev.baokms.install;

import org.jspecify.annotations.NullMarked;
