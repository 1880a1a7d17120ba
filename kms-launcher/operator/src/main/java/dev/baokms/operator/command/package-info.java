/** The commands of an operator: parse, call one use case, print, exit with a documented code. */
@NullMarked
package dev.baokms.operator.command;

import org.jspecify.annotations.NullMarked;
