package dev.baokms.kubernetes;

import java.nio.file.Path;
import java.util.Collection;

/**
 * Texts about an EncryptionConfiguration and a kubeconfig, in the order in which they are read. The rules:
 *
 * <ul>
 *   <li>The place stands in front, {@code file:line:column}. Only a text about a whole file begins with its path.
 *   <li>The rule of the API server follows, then a semicolon and what to write or remove. The text begins in lower case
 *       and has no full stop.
 *   <li>Fields and words of YAML appear under the names that one would search for in the file.
 *   <li>A text never contains a value or the words of a parser: both may be a key or a token.
 * </ul>
 */
final class KubernetesTexts {
    static final String NOT_JSON =
            "is not JSON, which a file that begins with a brace must be; correct it, or write --- before it";
    static final String TEXT_AFTER_JSON = "there is text after the JSON, where the API server allows none; remove it";
    static final String TOO_DEEP = "is nested deeper than any field is; check its brackets";
    static final String OTHER_YAML = "the API server reads YAML 1.1 only; remove the line %YAML";
    static final String TAB = "a tab begins the line; remove it";
    static final String UNKNOWN_ANCHOR = "the alias names no anchor before it";
    static final String ALIAS_OF_ITSELF = "the alias is inside of what it repeats; remove it";
    static final String GLUED_COLON = "write a space after the colon";
    static final String MERGE_OF_NO_MAPPING = "<< needs a mapping or a list of mappings";
    static final String WRONG_TAG = "the value does not fit its tag; remove the tag";
    static final String TAGGED_AS_BASE64 = "the value is not base64; remove its tag";

    static final String UNKNOWN_FIELD = "the API server knows no such field here; remove it";
    static final String NEEDS_MAPPING = "need a mapping; write {} for an empty one";

    static final String CAPITAL_LETTERS = "a resource has no capital letters; write it in lower case";
    static final String STAR_ALONE = "* alone is not a resource; write '*.' for the core group or '*.*' for all";
    static final String WITHOUT_API = "this resource has no REST API, so it cannot be encrypted; remove it";
    static final String EVENTS_GROUP = "the group events.k8s.io is stored as events; write events";
    static final String EXTENSIONS_GROUP = "Kubernetes has no group extensions any more; remove it";
    static final String RESOURCE_OF_EVERY_GROUP =
            "a resource of every group cannot be encrypted; name the group, or write '*.*'";
    static final String LISTED_TWICE = "a resource is listed twice; remove one";
    static final String BESIDE_WILDCARD = "a resource is listed beside a wildcard that covers it; remove one";

    static final String ONE_PROVIDER = "a list element needs exactly one kind of provider; identity is written with {}";
    static final String KMS_VERSION = "apiVersion is v1 or v2; write v2";
    static final String COLON_IN_NAME = "the name must not contain a colon; it is part of what etcd stores";
    static final String NAME_USED_TWICE = "the name is used twice; list all resources in one place";
    static final String ENDPOINT = "the endpoint is not the URL of a socket; write unix:// and its path";
    static final String NOT_A_DURATION = "the timeout is not a duration; write 3s";
    static final String NO_TIMEOUT = "the timeout must be longer than 0; write 3s";
    static final String CACHE_OF_V2 = "remove cachesize, which v2 refuses";
    static final String CACHE_NOT_A_NUMBER = "cachesize must be a whole number of 32 bits";
    static final String CACHE_OF_NOTHING = "cachesize must not be 0; a negative one turns the cache off";

    private static final String BY_PROXY =
            "; start kubectl proxy with this kubeconfig, and give --api-server http://127.0.0.1:8001 instead";
    private static final String GIVE_KUBECTLS_FILE = "; give the file that kubectl uses";
    static final String NO_CURRENT_CONTEXT =
            "has no current-context; set one with kubectl config use-context, or give a copy that has one";
    static final String PROXY_URL = "a proxy is not supported" + BY_PROXY;
    static final String NOT_VERIFIED =
            "a server that is not verified gets no credentials; write certificate-authority there";

    private KubernetesTexts() {}

    static String at(String place, String rule) {
        return place + ": " + rule;
    }

    static String tooLarge(Path file, int most) {
        return file + " is larger than " + most + " bytes; give the API server's file";
    }

    static String cannotBeRead(Path file) {
        return file + " cannot be read by this user; correct --encryption-config, or give a copy that can be";
    }

    static String notYaml(Path file) {
        return file + " is not YAML; it must be text in UTF-8";
    }

    static String notYamlAt(String place) {
        return at(place, "is not YAML; check indentation, quotes and brackets");
    }

    static String empty(Path file) {
        return file + " is empty; the API server refuses that";
    }

    static String tooMany(int most) {
        return "there are more than " + most + " values here, with what aliases repeat; give the API server's file";
    }

    static String givenTwice(String field) {
        return field + " is given twice, if only by a merge; remove one";
    }

    static String needsList(String field) {
        return "need a list of " + field;
    }

    static String needsValue(String field, String value) {
        return "need " + field + ": " + value;
    }

    static String needs(String field) {
        return "need " + field;
    }

    static String needsText(String field) {
        return field + " must be text; put it into quotes";
    }

    static String secret(Collection<Integer> lengths) {
        return "the secret must be base64 of a key of 32 bytes" + (lengths.contains(16) ? ", 24 or 16" : "");
    }

    static String credentialsBy(String field) {
        return "credentials by " + field + " are not supported" + BY_PROXY;
    }

    static String fieldMissing(String field) {
        return "has no " + field + GIVE_KUBECTLS_FILE;
    }

    static String noEntry(String list) {
        return list + " has no entry of the name that is asked for; correct the current context";
    }

    static String notBase64(String field) {
        return field + " is not base64; give the whole file";
    }

    static String notText(String field) {
        return field + " must be text";
    }

    static String notAMapping(String what) {
        return what + " must be a mapping" + GIVE_KUBECTLS_FILE;
    }
}
