/**
 * The checks behind {@code doctor} and {@code verify-key}: they look, ask and compare, and change nothing.
 *
 * <p>Each sentence stands where its check decides, with the values it names, and not in a list of its own: a change of a rule shows
 * the sentence that tells it. All of them keep these rules, which the tests of every finding look after:
 *
 * <ul>
 *   <li>a whole sentence, with its subject: it is read without its title, in JSON and in the answer of {@code why};
 *   <li>what was seen, with the value; then, unless all is well, a semicolon and what to do, as a command to type where there is one;
 *   <li>usual words, lower case, no full stop; settings, files and commands by their own names;
 *   <li>"this user" is who runs the command, "the daemon" is the program; nothing is "we";
 *   <li>nothing of a library's exception, no secret, and nothing of a file that is not ours but its place.
 * </ul>
 */
@NullMarked
package dev.baokms.operator.doctor;

import org.jspecify.annotations.NullMarked;
