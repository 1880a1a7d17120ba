/**
 * How a setting says what it is and which rule it keeps. The rule is written once, in the record of the code that
 * works with the value; a configuration adds only the place where an operator wrote it.
 */
@NullMarked
package dev.baokms.core.settings;

import org.jspecify.annotations.NullMarked;
