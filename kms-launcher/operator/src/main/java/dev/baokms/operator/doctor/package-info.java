/**
 * The checks behind {@code doctor} and {@code verify-key}: they look, ask and compare, and change nothing. Their texts
 * and the rules for them are in {@link dev.baokms.operator.doctor.DoctorTexts}.
 */
@NullMarked
package dev.baokms.operator.doctor;

import org.jspecify.annotations.NullMarked;
