/**
 * How a setting describes itself and its rule. The rule is written once, in the record of the code that uses the value;
 * a configuration adds only the place where an operator wrote it.
 */
@NullMarked
package dev.baokms.core.settings;

import org.jspecify.annotations.NullMarked;
