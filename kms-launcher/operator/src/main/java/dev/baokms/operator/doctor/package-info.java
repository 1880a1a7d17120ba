/** The checks behind {@code doctor} and {@code verify-key}: they look, ask and compare, and change nothing. */
@NullMarked
package dev.baokms.operator.doctor;

import org.jspecify.annotations.NullMarked;
