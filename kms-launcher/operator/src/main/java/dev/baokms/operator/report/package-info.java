/** The findings of commands that run checks, for people and for machines. */
@NullMarked
package dev.baokms.operator.report;

import org.jspecify.annotations.NullMarked;
