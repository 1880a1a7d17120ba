/**
 * The checks behind {@code doctor} and {@code verify-key}: they look, ask and compare, and change nothing. What they say stands in
 * {@link dev.baokms.operator.doctor.DoctorTexts}, under its rules.
 */
@NullMarked
package dev.baokms.operator.doctor;

import org.jspecify.annotations.NullMarked;
