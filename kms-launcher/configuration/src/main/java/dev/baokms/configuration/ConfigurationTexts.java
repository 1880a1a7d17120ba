package dev.baokms.configuration;

import java.nio.file.Path;

/**
 * Texts about problems with a configuration, and what the reference says about a field apart from its meaning, which is
 * in {@link ConfigFields}. The rules:
 *
 * <ul>
 *   <li>A problem continues its place and the name of its field: "is missing; need a file". It begins in lower case and
 *       has no full stop.
 *   <li>A problem says what is wrong, then what is allowed or what to do. It never repeats the value, which may be a
 *       secret.
 *   <li>"Need" and "found" go with the words of {@link YamlFields} for a value: "need text, found a list".
 *   <li>Flags, fields and variables appear under the name that is typed.
 * </ul>
 */
final class ConfigurationTexts {
    static final String NOT_UTF8 = "is not UTF-8; save it as UTF-8";
    static final String NOT_YAML_HERE = "is not YAML here; check indentation, quotes and brackets";
    static final String NOT_YAML = "is not YAML; check that it is a text file";
    static final String TOO_DEEP = "is nested deeper than any field is; check its brackets";
    static final String EMPTY = "is empty, need configVersion and the fields";
    static final String SECOND_DOCUMENT = "begins a second document; keep one";

    static final String NAME_IS_NOT_TEXT = "has a field whose name is not text";
    static final String GIVEN_TWICE = "is given twice; remove one";
    static final String NO_SUCH_FIELD = "is not a field of this version; remove it or correct its name";

    static final String A_MAPPING = "a mapping";
    static final String A_LIST = "a list";
    static final String AN_ALIAS = "an alias";
    static final String NOTHING = "nothing";
    static final String A_WHOLE_NUMBER = "a whole number";
    static final String TRUE_OR_FALSE = "true or false";
    static final String A_NUMBER = "a number";
    static final String A_TEXT = "text";

    static final String OCTAL_MODE = "need an octal mode in quotes, such as \"0660\"";
    static final String BOTH_ADDRESSES = "give either openbao.address or openbao.addresses, not both";
    static final String NO_ADDRESS = "is missing; need openbao.address or openbao.addresses";
    static final String SOCKET_TWICE = "is server.socketPath; give the pages a socket of their own";

    static final String SCHEMA_TITLE = "Configuration of bao-kms-provider";
    static final String REQUIRED = "required";
    static final String OPTIONAL = "optional";
    static final String EMPTY_BY_DEFAULT = "empty by default";

    private ConfigurationTexts() {}

    static String otherFile(String advice, String option) {
        return advice + "; " + option + " names another file";
    }

    static String needFields(String found) {
        return "need fields below it, found " + found;
    }

    static String need(String wanted, String found) {
        return "need " + wanted + ", found " + found;
    }

    static String needQuotes(String wanted, String found) {
        return need(wanted, found) + "; put it in quotes";
    }

    /** @param condition when the field is needed, or empty */
    static String missing(String wanted, String condition) {
        return "is missing; need " + wanted + condition;
    }

    static String madeBy(String flag) {
        return "is made by " + flag + "; leave it out or leave that flag out";
    }

    static String needBelow(Path directory) {
        return "need a file below " + directory;
    }

    static String byDefault(String value) {
        return "default " + value;
    }

    /** Returns the end of a phrase. */
    static String alsoFrom(String variable) {
        return ", also from " + variable;
    }
}
